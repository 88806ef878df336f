"""What a person asks of the search, whole and valid. The form reads it from the address and writes it back."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from app.core.gazetteer import Place
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import Condition, Offer

__all__ = ["Criteria", "Sort", "SpecWanted"]

RADII_KM = (10, 25, 50, 100, 200)
DEFAULT_RADIUS_KM = 50
LONGEST_TEXT = 200
MOST_UNITS = 999
LONGEST_STAY_DAYS = 1100
"""Three years: the longest window of dates that a search computes."""


class Sort(StrEnum):
    """In which order results come."""

    RELEVANCE = "pertinence"
    DISTANCE = "distance"
    NEWEST = "recent"
    FREE = "libre"
    """The day from which the asked quantity is free, soonest first."""


@dataclass(frozen=True, slots=True)
class Criteria:
    """A search. Days are both included, the radius is in km around the centre of *place*.

    *specs* count only beside a *category*; *condition* asks for that state or a better one; *easy_to_move* for what
    one person fetches with a car (`app.listings.domain.handling`). *radius_km* None takes every distance.
    *not_from* leaves institutions out; it is no part of an address.
    """

    text: str = ""
    category: str | None = None
    family: str | None = None
    specs: tuple[SpecWanted, ...] = ()
    place: Place | None = None
    place_text: str = ""
    radius_km: int | None = DEFAULT_RADIUS_KM
    region: str | None = None
    department: str | None = None
    first_day: date | None = None
    last_day: date | None = None
    quantity: int = 1
    condition: Condition | None = None
    offer: Offer | None = None
    easy_to_move: bool = False
    sort: Sort | None = None
    page: int = 1
    not_from: frozenset[int] = frozenset()

    @property
    def dates(self) -> tuple[date, date] | None:
        """Both days when both are asked."""
        if self.first_day is None or self.last_day is None:
            return None
        return self.first_day, self.last_day

    def on_any_day(self) -> "Criteria":
        """The same without days, from the first page."""
        return replace(self, first_day=None, last_day=None, page=1)

    @property
    def order(self) -> Sort:
        """The order asked for, or the one that fits: nearest to a place, closest to words, else newest."""
        fitting = Sort.RELEVANCE if self.text else Sort.DISTANCE if self.place else Sort.NEWEST
        if self.sort is None or (self.sort is Sort.DISTANCE and self.place is None):
            return fitting
        return fitting if self.sort is Sort.RELEVANCE and not self.text else self.sort

    @property
    def is_blank(self) -> bool:
        """Whether nothing was asked yet."""
        return not any(
            (
                self.text,
                self.category,
                self.family,
                self.specs,
                self.place,
                self.region,
                self.department,
                self.dates,
                self.condition,
                self.offer,
                self.easy_to_move,
            )
        )

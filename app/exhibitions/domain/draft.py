"""An exhibition as its team describes it, and what is wrong with the description."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.exhibitions.domain.refusals import (
    BuildAfterOpening,
    ClosesBeforeOpening,
    ImplausibleYear,
    OutOfBounds,
    StrikeBeforeClosing,
    TitleMissing,
    VenueMissing,
)

YEARS = range(1990, 2100)
BOUNDS: tuple[tuple[str, Decimal, Decimal], ...] = (
    ("hours_per_day", Decimal(1), Decimal(24)),
    ("open_weekdays_count", Decimal(1), Decimal(7)),
    ("surface_m2", Decimal(1), Decimal(100_000)),
    ("expected_visitors", Decimal(0), Decimal(20_000_000)),
)


@dataclass(frozen=True, slots=True)
class ExhibitionDraft:
    """What a team says of its show. Days are inclusive; *address* is anything a town can be read from.

    *hours_per_day* and *open_weekdays_count* say how long its lights and screens are on.
    """

    title: str
    venue: str
    address: str
    opens_on: date
    closes_on: date
    build_from: date | None = None
    strike_until: date | None = None
    summary: str = ""
    surface_m2: int | None = None
    expected_visitors: int | None = None
    hours_per_day: Decimal = Decimal(8)
    open_weekdays_count: int = 6
    is_public: bool = False
    photo_id: int | None = None


def problems(draft: ExhibitionDraft) -> Iterator[Invalid]:
    """Everything that is wrong, each at its field, so that a person corrects it in one go."""
    if not draft.title.strip():
        yield TitleMissing()
    if not draft.venue.strip():
        yield VenueMissing()
    yield from _misplaced_days(draft)
    yield from _out_of_bounds(draft)


def _misplaced_days(draft: ExhibitionDraft) -> Iterator[Invalid]:
    for field in ("opens_on", "closes_on", "build_from", "strike_until"):
        day = getattr(draft, field)
        if day is not None and day.year not in YEARS:
            yield ImplausibleYear(field=field, year=day.year)
    if draft.closes_on < draft.opens_on:
        yield ClosesBeforeOpening()
    if draft.build_from is not None and draft.build_from > draft.opens_on:
        yield BuildAfterOpening()
    if draft.strike_until is not None and draft.strike_until < draft.closes_on:
        yield StrikeBeforeClosing()


def _out_of_bounds(draft: ExhibitionDraft) -> Iterator[Invalid]:
    for field, low, high in BOUNDS:
        value = getattr(draft, field)
        if value is not None and not low <= value <= high:
            yield OutOfBounds(field=field, low=low, high=high)

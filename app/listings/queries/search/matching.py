"""Whether one listing answers each part of a search: plain values, no query."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from app.core.geo import Point, distance_km
from app.listings.domain.availability import Period
from app.listings.domain.states import Condition, Offer
from app.listings.queries.search.criteria import Criteria, Sort
from app.listings.queries.search.free import PoolTerms

_BEST_FIRST = tuple(Condition)


@dataclass(frozen=True, slots=True)
class Row:
    """What of a listing the search weighs."""

    terms: PoolTerms
    category: str
    title: str
    condition: Condition
    offer: Offer
    published_at: datetime | None
    region: str
    department: str
    point: Point

    @property
    def id(self) -> int:
        """The listing's id."""
        return self.terms.listing_id


def window_of(criteria: Criteria) -> Period[date] | None:
    """The asked days as a period; None without dates."""
    return Period.of_days(*criteria.dates) if criteria.dates else None


def conditions_from(worst: Condition) -> tuple[Condition, ...]:
    """*worst* and every better state."""
    return _BEST_FIRST[: _BEST_FIRST.index(worst) + 1]


def offers_of(asked: Offer) -> tuple[Offer, ...]:
    """What answers somebody who wants a loan, a gift, or an object that may be either."""
    return (Offer.BOTH,) if asked is Offer.BOTH else (asked, Offer.BOTH)


def distance(row: Row, criteria: Criteria) -> float | None:
    """Kilometres from the asked place; None without one."""
    return distance_km(criteria.place.point, row.point) if criteria.place else None


def is_as_asked(row: Row, criteria: Criteria, km: float | None) -> bool:
    """Near enough, good enough, and offered as wanted: all that is no facet and needs no calendar."""
    if km is not None and criteria.radius_km is not None and km > criteria.radius_km:
        return False
    if criteria.condition and row.condition not in conditions_from(criteria.condition):
        return False
    return criteria.offer is None or row.offer in offers_of(criteria.offer)


def is_of_category(row: Row, criteria: Criteria) -> bool:
    """In the asked category, or none was asked."""
    return criteria.category in (None, row.category)


def is_of_region(row: Row, criteria: Criteria) -> bool:
    """In the asked region and department, or none was asked."""
    return criteria.region in (None, row.region) and criteria.department in (None, row.department)


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row on its way to the page."""

    row: Row
    free: int
    km: float | None
    closeness: int = 0


def in_order(found: Iterable[Ranked], order: Sort) -> list[Ranked]:
    """*found* sorted; what is equal keeps the newest first, then the oldest id, so that pages never overlap."""
    newest = sorted(found, key=lambda one: (-_age(one.row.published_at), one.row.id))
    match order:
        case Sort.DISTANCE:
            return sorted(newest, key=lambda one: round(one.km or 0))
        case Sort.RELEVANCE:
            return sorted(newest, key=lambda one: (-one.closeness, round(one.km or 0)))
        case Sort.NEWEST | Sort.FREE:
            return newest


def _age(instant: datetime | None) -> float:
    return instant.timestamp() if instant else 0.0

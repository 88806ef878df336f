"""Legs of transport: blocks of their own, before and after the hold whose objects they carry.

The lender's work starts when the object is back, not when it leaves the borrower: it follows the leg. What is on
its way back is not late; once it is, the late hold blocks without end, and its leg takes nothing a second time.

    >>> from app.listings.domain.availability.holds import HoldKind
    >>> lent = Hold(1, date(2027, 3, 8), date(2027, 3, 20), ref=1)
    >>> leg = Hold(1, date(2027, 3, 20), date(2027, 3, 22), kind=HoldKind.TRANSIT, ref=2)
    >>> [(one.turned, one.back_at) for one in with_roads([lent, leg], {2: Road(1, Way.BACK)}, date(2027, 3, 10))]
    [(False, datetime.date(2027, 3, 22)), (True, None)]
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from app.listings.domain.availability.holds import BLOCKING, Hold
from app.listings.domain.availability.period import Period, T

__all__ = ["Road", "Way", "days_of_leg", "leg_of", "with_roads"]


class Way(StrEnum):
    """Towards the borrower, or home again."""

    OUT = "out"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Road:
    """A leg: the *ref* of the hold whose objects it carries, and which way."""

    carries: str | int
    way: Way


def with_roads(holds: Iterable[Hold[T]], roads: Mapping[str | int, Road], today: T) -> list[Hold[T]]:
    """The holds as the formula counts them, when some of them are legs (by their *ref*)."""
    holds = list(holds)
    backs = {
        road.carries: hold.end
        for hold in holds
        if (road := _road(hold, roads)) and road.way is Way.BACK and hold.state in BLOCKING
    }
    known = [_carried(hold, backs) for hold in holds]
    late = {hold.ref for hold in known if hold.back_at is not None and hold.is_overdue(today)}
    return [_as_leg(hold, roads) for hold in known if not _is_of_late(hold, roads, late)]


def _road(hold: Hold[T], roads: Mapping[str | int, Road]) -> Road | None:
    return None if hold.ref is None else roads.get(hold.ref)


def _carried(hold: Hold[T], backs: Mapping[str | int, T]) -> Hold[T]:
    if hold.ref is None or hold.ref not in backs:
        return hold
    return replace(hold, turned=False, back_at=backs[hold.ref])


def _is_of_late(hold: Hold[T], roads: Mapping[str | int, Road], late: set[str | int | None]) -> bool:
    road = _road(hold, roads)
    return road is not None and road.way is Way.BACK and road.carries in late


def _as_leg(hold: Hold[T], roads: Mapping[str | int, Road]) -> Hold[T]:
    road = _road(hold, roads)
    return hold if road is None else replace(hold, turned=road.way is Way.BACK)


def leg_of(period: Period[date], way: Way, days: int) -> Period[date] | None:
    """The *days* of road before or after *period*; None for no day at all.

    >>> leg_of(Period.of_days(date(2027, 3, 8), date(2027, 3, 19)), Way.OUT, 2)
    Period(start=datetime.date(2027, 3, 6), end=datetime.date(2027, 3, 8))
    """
    if days < 1:
        return None
    length = timedelta(days=days)
    if way is Way.OUT:
        return Period(period.start - length, period.start)
    return Period(period.end, period.end + length)


def days_of_leg(leg: Period[date]) -> int:
    """How many days a leg takes."""
    return (leg.end - leg.start).days

"""Periods: inclusive days for people, half-open in storage."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Generic, TypeVar

from app.listings.domain.open_days import ONE_DAY
from app.listings.domain.refusals import EndBeforeStart, NoSuchDay

T = TypeVar("T", bound=date)  # date, or datetime (which Python derives from date)

LAST_YEAR = 9000
"""Python's calendar stops in 9999: beyond this, adding days to what somebody typed could overflow."""


@dataclass(frozen=True, slots=True)
class Period(Generic[T]):
    """``[start, end)``, never empty: raises ``EndBeforeStart`` otherwise."""

    start: T
    end: T

    def __post_init__(self) -> None:
        """An empty window would make every question true: refuse it."""
        if self.end <= self.start:
            raise EndBeforeStart

    @staticmethod
    def of_days(first: date, last: date) -> "Period[date]":
        """From *first* to *last*, both included, as people say it.

        >>> Period.of_days(date(2027, 3, 3), date(2027, 3, 12)).days
        10
        """
        if last.year > LAST_YEAR:
            raise NoSuchDay
        return Period(first, last + ONE_DAY)

    @property
    def last_day(self) -> date:
        """The last calendar day of the period (for a period of instants: the day of its last moment)."""
        if isinstance(self.end, datetime):
            return (self.end - datetime.resolution).date()
        return self.end - ONE_DAY

    @property
    def days(self) -> int:
        """Calendar days touched, both ends included: one day is 1, not 0."""
        first = self.start.date() if isinstance(self.start, datetime) else self.start
        return (self.last_day - first).days + 1

    def overlaps(self, start: T, end: T | None) -> bool:
        """Whether ``[start, end)`` shares a moment with this one (touching is not sharing; None is endless)."""
        return start < self.end and (end is None or self.start < end)

    def contains(self, other: "Period[T]") -> bool:
        """Whether *other* lies inside."""
        return self.start <= other.start and other.end <= self.end

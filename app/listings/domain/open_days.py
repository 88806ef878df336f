"""The days on which a site is open.

>>> weekdays = OpenDays(weekdays=frozenset(range(5)))
>>> weekdays.is_open(date(2027, 3, 6))  # a Saturday
False
"""

from dataclasses import dataclass
from datetime import date, timedelta

ONE_DAY = timedelta(days=1)
EVERY_WEEKDAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class OpenDays:
    """Weekdays (0 is Monday) minus *closed*: closures and public holidays, as a finite set of dates."""

    weekdays: frozenset[int] = EVERY_WEEKDAY
    closed: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """A site that never opens would make every count of open days endless."""
        if not self.weekdays & EVERY_WEEKDAY:
            raise ValueError("a site needs at least one opening weekday")

    def is_open(self, day: date) -> bool:
        """Whether somebody is there on *day*."""
        return day.weekday() in self.weekdays and day not in self.closed

    def count(self, start: date, end: date) -> int:
        """The open days of ``[start, end)``; 0 when it is empty."""
        return sum(self.is_open(start + n * ONE_DAY) for n in range((end - start).days))

    def after(self, start: date, days: int) -> date:
        """The first day by which *days* open days, counted from *start* included, are over.

        >>> OpenDays(weekdays=frozenset(range(5))).after(date(2027, 3, 5), 2)  # Friday and Monday
        datetime.date(2027, 3, 9)
        """
        day = start
        while days > 0:
            days -= self.is_open(day)
            day += ONE_DAY
        return day


ALWAYS_OPEN = OpenDays()

"""The lender's work between two loans: checking, cleaning, packing."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from app.listings.domain.availability.period import T
from app.listings.domain.open_days import ALWAYS_OPEN, OpenDays

NO_TIME = timedelta(0)


@dataclass(frozen=True, slots=True)
class Turnaround:
    """*days* counted in the lender's open days, plus *buffer* of clock time where holds are instants.

    It follows every loan already there and, with *after_asked*, the asked one too: it must be over before the
    next loan starts. *before* also keeps the buffer free ahead of each hold. *every_kind* applies it to
    blockouts, repairs and transport legs as well.
    """

    days: int = 0
    open_days: OpenDays = ALWAYS_OPEN
    buffer: timedelta = NO_TIME
    before: bool = False
    after_asked: bool = True
    every_kind: bool = False

    def end(self, end: T) -> T:
        """When something that ends at *end* can leave again."""
        return self._rest(end, self.days) + self.buffer

    def start(self, start: T) -> T:
        """When the clock time kept free ahead of *start* begins."""
        return start - self.buffer if self.before else start

    def _rest(self, end: T, days: int) -> T:
        day = end.date() if isinstance(end, datetime) else end
        return end + (self.open_days.after(day, days) - day)


NO_TURNAROUND = Turnaround()

"""The calendar of a show, as its page reads it."""

from dataclasses import dataclass
from datetime import date

from app.loans.queries.timeline import Row

WIDEST = 960


@dataclass(frozen=True, slots=True)
class Mark:
    """A day of the show: montage, opening, last day, end of strike."""

    day: date
    name: str


@dataclass(frozen=True, slots=True)
class ShowCalendar:
    """From the first to the last day of the show or of its loans, both included."""

    exhibition_id: int
    title: str
    first: date
    last: date
    today: date
    marks: tuple[Mark, ...]
    rows: tuple[Row, ...]

    @property
    def days(self) -> int:
        """How long it is."""
        return (self.last - self.first).days + 1

    @property
    def pixels(self) -> float:
        """How wide a day is drawn."""
        return max(2.0, min(14.0, round(WIDEST / self.days, 2)))

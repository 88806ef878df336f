"""Bars on lanes: where each span of days is drawn, so that none hides another.

>>> day = lambda n: date(2027, 3, n)
>>> out, asked = Span(BarKind.OUT, day(1), day(9)), Span(BarKind.ASKED, day(8), day(12))
>>> spans = [out, asked, Span(BarKind.REPAIR, day(10), None)]
>>> [(bar.start, bar.days, bar.lane, bar.goes_on) for bar in laid_out(spans, day(5), day(14))]
[(0, 5, 0, False), (3, 5, 1, False), (5, 5, 0, True)]
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class BarKind(StrEnum):
    """What a bar tells: told by its word and its pattern."""

    ASKED = "asked"
    PROMISED = "promised"
    OUT = "out"
    LATE = "late"
    BACK = "back"
    OWN_SHOW = "own_show"
    REPAIR = "repair"
    TURNAROUND = "turnaround"
    TRANSIT = "transit"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class Span:
    """*quantity* units from *first* to *last*, both included (None: nobody knows until when). *who* and *loan_id*
    where they are known and may be told."""

    kind: BarKind
    first: date
    last: date | None
    quantity: int = 1
    who: str = ""
    loan_id: int | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A span in a window: *start* days after its first, *days* long, on *lane* (0 is the top).

    *began* before the window, *goes_on* after it."""

    span: Span
    start: int
    days: int
    lane: int
    began: bool
    goes_on: bool


def laid_out(spans: Iterable[Span], first: date, last: date) -> tuple[Bar, ...]:
    """The spans that meet the days from *first* to *last*, each on the first lane that is free for all of it."""
    free: list[date] = []
    bars = []
    for span in sorted(spans, key=lambda one: (one.first, one.last or date.max, one.kind)):
        end = min(span.last or last, last)
        start = max(span.first, first)
        if end < start:
            continue
        lane = next((n for n, until in enumerate(free) if until < start), len(free))
        free[lane : lane + 1] = [end]
        goes_on = span.last is None or span.last > last
        bars.append(Bar(span, (start - first).days, (end - start).days + 1, lane, span.first < first, goes_on))
    return tuple(bars)


def lanes_of(bars: Iterable[Bar]) -> int:
    """How many lanes are needed, at least one."""
    return max((bar.lane for bar in bars), default=0) + 1

"""A listing's days as people read them, drawn from the one formula."""

from calendar import Calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from app.listings.domain.availability import Hold, HoldState, Period, Stretch, profile
from app.listings.domain.availability.formula import blocks_of
from app.listings.domain.availability.holds import Block
from app.listings.domain.open_days import ONE_DAY
from app.listings.queries.pools import ListingPool

MONTHS = 3
_WEEKS = Calendar(firstweekday=0)


class DayState(StrEnum):
    """How a day looks. PARTLY: some units are taken, not all. NOT_OFFERED: nothing is in service."""

    FREE = "free"
    PARTLY = "partly"
    ASKED = "asked"
    PROMISED = "promised"
    OUT = "out"
    LATE = "late"
    CLOSED = "closed"
    NOT_OFFERED = "not_offered"
    PAST = "past"


@dataclass(frozen=True, slots=True)
class Line:
    """Who takes how many units, days both included; no *last* for what is late. *state* is that of a day.

    *is_between*: the days on which the lender checks and packs, around the loan itself. *who* is known to the
    lender's own people only.
    """

    quantity: int
    state: DayState
    first: date
    last: date | None
    is_between: bool
    who: str | None


@dataclass(frozen=True, slots=True)
class Day:
    """One day: *free* of *total* units. *is_open*: the lender can hand over or take back on it.

    *lines* are what takes units on it, requests included, which take none."""

    date: date
    state: DayState
    free: int
    total: int
    is_open: bool
    today: bool = False
    lines: tuple[Line, ...] = ()


@dataclass(frozen=True, slots=True)
class Month:
    """A month as weeks of seven days, Monday first; None for a day of another month."""

    first: date
    weeks: tuple[tuple[Day | None, ...], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """The same number of free units over days both included: the calendar as a list."""

    first: date
    last: date
    free: int
    total: int
    lines: tuple[Line, ...] = ()


Names = Mapping[str | int | None, str]


def month_start(day: date, months: int = 0) -> date:
    """The first of *day*'s month, or of one *months* later (earlier if negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def window_from(first: date, months: int = MONTHS) -> Period[date]:
    """All days of *months* months from that of *first*."""
    return Period(month_start(first), month_start(first, months))


def months_of(pool: ListingPool, window: Period[date], today: date, names: Names | None = None) -> tuple[Month, ...]:
    """The months of *window*, day by day; *names* of those behind the holds, for the lender's own people."""
    days = {day.date: day for day in _days(pool, window, today, names or {})}
    found, first = [], window.start
    while first < window.end:
        weeks = _WEEKS.monthdatescalendar(first.year, first.month)
        own = tuple(tuple(days.get(day) if day.month == first.month else None for day in week) for week in weeks)
        found.append(Month(first, own))
        first = month_start(first, 1)
    return tuple(found)


def spans_of(pool: ListingPool, window: Period[date], today: date, names: Names | None = None) -> tuple[Span, ...]:
    """The same window as a list, from *today* on."""
    start = max(window.start, today)
    if start >= window.end:
        return ()
    total, lines = pool.pool.stock.steps(), _lines(pool, names or {})
    return tuple(
        Span(
            stretch.period.start,
            stretch.period.last_day,
            stretch.free,
            total.at(stretch.period.start),
            tuple(
                line for line in lines if stretch.period.overlaps(line.first, _after(line)) and not line.is_between
            ),
        )
        for stretch in profile(pool.pool, Period(start, window.end))
    )


def holds_drawn(pool: ListingPool) -> list[str | int | None]:
    """The holds that a calendar of *pool* may name."""
    return [hold.ref for hold in pool.pool.holds]


def _days(pool: ListingPool, window: Period[date], today: date, names: Names) -> Iterator[Day]:
    stock, blocks = pool.pool.stock.steps(), blocks_of(pool.pool.holds, pool.pool.terms)
    lines = _lines(pool, names)
    for stretch in profile(pool.pool, window):
        day = stretch.period.start
        while day < stretch.period.end:
            total, is_open = stock.at(day), pool.open_days.is_open(day)
            state = DayState.PAST if day < today else _state(pool, stretch, blocks, day, total, is_open)
            own = tuple(line for line in lines if line.first <= day and (line.last is None or day <= line.last))
            yield Day(day, state, stretch.free, total, is_open, day == today, () if day < today else own)
            day += ONE_DAY


def _lines(pool: ListingPool, names: Names) -> list[Line]:
    """What takes units, and the requests that may, first to start first; preparation on a line of its own."""
    today, found = pool.pool.terms.today, []
    for block in blocks_of(pool.pool.holds, pool.pool.terms):
        hold, who = block.hold, names.get(block.hold.ref) or None
        last = None if block.end is None else Period(hold.start, hold.end).last_day
        found.append(Line(block.quantity, _taken(pool, [hold]), hold.start, last, False, who))
        edges = [(block.start, hold.start), (hold.end, block.end or hold.end)]
        found += [
            Line(block.quantity, DayState.PROMISED, start, end - ONE_DAY, True, who)
            for start, end in edges
            if start < end
        ]
    asked = (hold for hold in pool.pool.holds if hold.state is HoldState.REQUESTED and hold.end > today)
    found += [
        Line(h.remaining, DayState.ASKED, h.start, h.end - ONE_DAY, False, names.get(h.ref) or None) for h in asked
    ]
    return sorted(found, key=lambda line: line.first)


def _after(line: Line) -> date | None:
    return None if line.last is None else line.last + ONE_DAY


def _state(
    pool: ListingPool, stretch: Stretch[date], blocks: list[Block[date]], day: date, total: int, is_open: bool
) -> DayState:
    """The worst news first: late, out, promised; then what is only asked, then the lender's closed days."""
    if total == 0:
        return DayState.NOT_OFFERED
    if stretch.free <= 0:
        return _taken(pool, [block.hold for block in blocks if _covers(block, day)])
    if stretch.free < total:
        return DayState.PARTLY
    if any(hold.state is HoldState.REQUESTED and hold.start <= day < hold.end for hold in pool.pool.holds):
        return DayState.ASKED
    return DayState.FREE if is_open else DayState.CLOSED


def _covers(block: Block[date], day: date) -> bool:
    return block.start <= day and (block.end is None or day < block.end)


def _taken(pool: ListingPool, holds: list[Hold[date]]) -> DayState:
    if any(hold.is_overdue(pool.pool.terms.today) for hold in holds):
        return DayState.LATE
    return DayState.OUT if any(hold.state is HoldState.OUT for hold in holds) else DayState.PROMISED

"""A listing's days as people read them, drawn from the one formula."""

from calendar import Calendar
from collections.abc import Iterator
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
class Day:
    """One day: *free* of *total* units. *is_open*: the lender can hand over or take back on it."""

    date: date
    state: DayState
    free: int
    total: int
    is_open: bool
    today: bool = False


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


def month_start(day: date, months: int = 0) -> date:
    """The first of *day*'s month, or of one *months* later (earlier if negative)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, 1)


def window_from(first: date, months: int = MONTHS) -> Period[date]:
    """All days of *months* months from that of *first*."""
    return Period(month_start(first), month_start(first, months))


def months_of(pool: ListingPool, window: Period[date], today: date) -> tuple[Month, ...]:
    """The months of *window*, day by day."""
    days = {day.date: day for day in _days(pool, window, today)}
    found, first = [], window.start
    while first < window.end:
        weeks = _WEEKS.monthdatescalendar(first.year, first.month)
        own = tuple(tuple(days.get(day) if day.month == first.month else None for day in week) for week in weeks)
        found.append(Month(first, own))
        first = month_start(first, 1)
    return tuple(found)


def spans_of(pool: ListingPool, window: Period[date], today: date) -> tuple[Span, ...]:
    """The same window as a list, from *today* on."""
    start = max(window.start, today)
    if start >= window.end:
        return ()
    total = pool.pool.stock.steps()
    return tuple(
        Span(stretch.period.start, stretch.period.last_day, stretch.free, total.at(stretch.period.start))
        for stretch in profile(pool.pool, Period(start, window.end))
    )


def _days(pool: ListingPool, window: Period[date], today: date) -> Iterator[Day]:
    stock, blocks = pool.pool.stock.steps(), blocks_of(pool.pool.holds, pool.pool.terms)
    for stretch in profile(pool.pool, window):
        day = stretch.period.start
        while day < stretch.period.end:
            total, is_open = stock.at(day), pool.open_days.is_open(day)
            state = DayState.PAST if day < today else _state(pool, stretch, blocks, day, total, is_open)
            yield Day(day, state, stretch.free, total, is_open, day == today)
            day += ONE_DAY


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

"""The formula in columns gives the very number of the formula in words, over pools of every sort."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from app.core.geo import Point
from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Part,
    Period,
    Pool,
    ServiceUnit,
    Terms,
    Turnaround,
    free_units,
    next_window,
    profile,
    stock_of,
)
from app.listings.domain.availability.holds import BLOCKING, TURNED_AROUND
from app.listings.domain.open_days import OpenDays
from app.listings.queries.pools import served
from app.listings.queries.search.index import stock as columns
from app.listings.queries.search.index.arrays import EVER, LAST_INSTANT, NEVER, Ints, day_number, instant, ints
from app.listings.queries.search.index.free import Moment, first_free, first_gap, free_over
from app.listings.queries.search.index.sites import SiteRow, sites_of
from app.listings.queries.search.index.snapshot import Listings, Snapshot
from app.listings.queries.search.index.supply import rested
from app.listings.queries.search.index.words import PostingsMaker

TODAY = date(2027, 1, 11)
NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
DAYS = st.integers(-30, 90).map(lambda n: TODAY + timedelta(days=n))


@dataclass(frozen=True)
class Thing:
    """A listing as the formula needs it."""

    units: tuple[ServiceUnit[date], ...]
    offered: tuple[date | None, date | None]
    holds: tuple[Hold[date], ...]
    turnaround: int
    open_days: OpenDays
    same_day: bool

    def pool(self, parts: tuple[Part[date], ...] = ()) -> Pool[date]:
        """As `queries.pools` makes it."""
        terms = Terms(TODAY, NOW, Turnaround(self.turnaround, self.open_days), same_day=self.same_day)
        return Pool(stock_of(served(unit, *self.offered) for unit in self.units), self.holds, terms, parts)


def _ordered(days: tuple[date | None, date | None]) -> tuple[date | None, date | None]:
    first, last = days
    return (last, first) if first and last and last < first else days


MAYBE_DAYS = st.tuples(st.none() | DAYS, st.none() | DAYS).map(_ordered)
UNITS = st.lists(MAYBE_DAYS, max_size=4).map(
    lambda some: tuple(ServiceUnit(n, since, until) for n, (since, until) in enumerate(some))
)
HOLDS = st.builds(
    lambda quantity, returned, start, length, state, kind, minutes, unit: Hold(
        1 if unit else quantity, start, start + timedelta(days=length), state, kind,
        0 if unit else min(returned, quantity), 0 if unit else None, None,
        None if minutes is None else NOW + timedelta(minutes=minutes),
    ),
    st.integers(1, 4), st.integers(0, 3), DAYS, st.integers(1, 30), st.sampled_from(HoldState),
    st.sampled_from(HoldKind), st.none() | st.integers(-2, 2), st.booleans(),
)  # fmt: skip
OPEN_DAYS = st.builds(OpenDays, st.frozensets(st.integers(0, 6), min_size=1), st.frozensets(DAYS, max_size=12))
THINGS = st.builds(
    Thing, UNITS, MAYBE_DAYS, st.lists(HOLDS, max_size=7).map(tuple), st.integers(0, 12), OPEN_DAYS, st.booleans()
)
KITS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(1, 3)), max_size=3)


def snapshot(things: list[Thing], kits: list[tuple[int, int, int]]) -> Snapshot:
    """The same things as columns, each on a site of its own."""
    size = len(things)
    sites = sites_of(
        (SiteRow(n, 1, True, "84", "69", Point(45, 4), one.open_days, one.same_day) for n, one in enumerate(things)),
        TODAY,
    )
    nothing, every = np.zeros(size, dtype=np.int32), np.arange(size, dtype=np.int32)
    from_days = ints([day_number(one.offered[0]) if one.offered[0] else EVER for one in things])
    until_days = ints([day_number(one.offered[1]) + 1 if one.offered[1] else NEVER for one in things])
    listings = Listings(
        every, nothing == 0, every, nothing, nothing, nothing, nothing, nothing, nothing > 0,
        nothing.astype(np.int64), ints([one.turnaround for one in things]), from_days, until_days,
    )  # fmt: skip
    words = PostingsMaker().made()
    return Snapshot(
        listings, every, ("screen",), sites, every, _stock(things, from_days, until_days),
        rested(_ledger(things), sites, every), columns.Kits(*(ints([kit[n] for kit in kits]) for n in range(3))),
        words, words, {}, day_number(TODAY),
    )  # fmt: skip


def _stock(things: list[Thing], offered_from: Ints, offered_until: Ints) -> columns.Stock:
    rows = [
        (row, day_number(u.since) if u.since else EVER, day_number(u.until) if u.until else NEVER, 1)
        for row, one in enumerate(things)
        for u in one.units
    ]
    table = ints(rows).reshape(-1, 4)
    return columns.stock_of(
        table[:, 0], table[:, 1], table[:, 2], table[:, 3], offered_from, offered_until, len(things)
    )


def _ledger(things: list[Thing]) -> columns.Ledger:
    """What `supply.read_ledger` reads of it."""
    holds = [
        (row, hold)
        for row, one in enumerate(things)
        for hold in one.holds
        if hold.state in BLOCKING and hold.remaining
        and (hold.end > TODAY or hold.state in (HoldState.OUT, HoldState.OVERDUE))
    ]  # fmt: skip
    of = [hold for _, hold in holds]
    ends = ints([day_number(hold.end) for hold in of])
    expires = [
        instant(hold.expires_at, LAST_INSTANT) if hold.state is HoldState.HOLD else LAST_INSTANT for hold in of
    ]
    return columns.Ledger(
        ints([row for row, _ in holds]),
        ints([day_number(hold.start) for hold in of]),
        ends,
        ints([things[row].turnaround if hold.kind in TURNED_AROUND else columns.NOT_LENT for row, hold in holds]),
        ends,
        ints([hold.remaining for hold in of]),
        ints([columns.STATES[hold.state] for hold in of]),
        np.array(expires, dtype=np.int64),
    )


@settings(max_examples=400, deadline=None)
@given(st.lists(THINGS, min_size=6, max_size=6), KITS, DAYS, st.integers(1, 25))
def test_the_twin_says_what_the_formula_says(
    things: list[Thing], kits: list[tuple[int, int, int]], first: date, days: int
) -> None:
    kits = _sound(kits)
    period = Period(first, first + timedelta(days=days))
    made, rows = snapshot(things, kits), np.arange(len(things), dtype=np.int32)
    told = free_over(made, rows, day_number(first), day_number(first) + days, Moment(day_number(TODAY), NOW))
    assert told.tolist() == [free_units(pool, period) for pool in _pools(things, kits)]


@settings(max_examples=150, deadline=None)
@given(st.lists(THINGS, min_size=6, max_size=6), KITS, st.integers(1, 3))
def test_the_first_free_day_is_that_of_the_calendar(
    things: list[Thing], kits: list[tuple[int, int, int]], quantity: int
) -> None:
    kits = _sound(kits)
    made, rows = snapshot(things, kits), np.arange(len(things), dtype=np.int32)
    told = first_free(made, rows, quantity, day_number(TODAY), Moment(day_number(TODAY), NOW))
    far = Period(TODAY, TODAY + timedelta(days=400))
    for day, pool in zip(told.tolist(), _pools(things, kits), strict=True):
        found = next((piece.period.start for piece in profile(pool, far) if piece.free >= quantity), None)
        assert day == (day_number(found) if found else NEVER)


@settings(max_examples=200, deadline=None)
@given(st.lists(THINGS, min_size=6, max_size=6), KITS, DAYS, st.integers(1, 25), st.integers(1, 3))
def test_no_window_comes_before_the_first_gap(
    things: list[Thing], kits: list[tuple[int, int, int]], first: date, days: int, quantity: int
) -> None:
    kits, first = _sound(kits), max(first, TODAY)
    made, rows = snapshot(things, kits), np.arange(len(things), dtype=np.int32)
    told = first_gap(made, rows, quantity, day_number(first), days, Moment(day_number(TODAY), NOW))
    for day, pool in zip(told.tolist(), _pools(things, kits), strict=True):
        found = next_window(pool, Period(first, first + timedelta(days=days)), quantity)
        assert found is None or day <= day_number(found.start)


def test_the_first_gap_is_long_enough() -> None:
    """One unit, taken from the third to the ninth day and from the twelfth to the thirteenth."""
    holds = tuple(
        Hold(1, TODAY + timedelta(days=a), TODAY + timedelta(days=b), HoldState.RESERVED, HoldKind.LOAN)
        for a, b in ((3, 9), (12, 13))
    )
    thing = Thing((ServiceUnit(1),), (None, None), holds, 0, OpenDays(frozenset(range(7))), False)
    made, rows, at = snapshot([thing] * 6, []), ints([0]), Moment(day_number(TODAY), NOW)
    start = day_number(TODAY)
    gaps = {days: int(first_gap(made, rows, 1, start, days, at)[0]) - start for days in (1, 3, 4, 30)}
    assert gaps == {1: 0, 3: 0, 4: 13, 30: 13}
    assert first_gap(made, rows, 2, start, 1, at).tolist() == [NEVER]


def _sound(kits: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """A kit holds no kit, and a member once."""
    one = {(kit % 3, 3 + member % 3): count for kit, member, count in kits}
    return [(kit, member, count) for (kit, member), count in one.items()]


def _pools(things: list[Thing], kits: list[tuple[int, int, int]]) -> list[Pool[date]]:
    pools = []
    for row, one in enumerate(things):
        parts = tuple(Part(member, count, things[member].pool()) for kit, member, count in kits if kit == row)
        pools.append(one.pool(parts))
    return pools


def test_open_days_far_ahead_and_long_ago_are_counted_too() -> None:
    """Beyond the days laid out around the present each is counted by itself."""
    open_days = OpenDays(frozenset({0, 3}), frozenset({date(2027, 1, 14)}))
    sites = sites_of([SiteRow(1, 1, True, "84", "69", Point(45, 4), open_days)], TODAY)
    days = [date(2020, 2, 3), date(2027, 1, 12), date(2029, 12, 1), date(2040, 5, 5)]
    told = sites.after(ints([0] * 4), ints([day_number(day) for day in days]), ints([3, 60, 60, 60]))
    assert told.tolist() == [
        day_number(open_days.after(day, count)) for day, count in zip(days, (3, 60, 60, 60), strict=True)
    ]

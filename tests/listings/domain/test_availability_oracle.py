"""The formula against a second, naive one that looks at every day: they must agree on anything small."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Period,
    Pool,
    ServiceUnit,
    Stock,
    StockChange,
    Terms,
    Turnaround,
    answer,
    conflicts,
    free_units,
    longest_from,
    next_window,
    profile,
    stock_of,
    which_units_are_free,
)
from app.listings.domain.availability.windows import HORIZON
from app.listings.domain.open_days import OpenDays

DAY_0 = date(2027, 3, 1)
DAY = timedelta(days=1)
SPAN = 16
LATER = 80  # beyond any end and turnaround of these small worlds

small_days = st.integers(0, SPAN).map(lambda n: DAY_0 + n * DAY)
open_days = st.builds(
    OpenDays,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    closed=st.frozensets(small_days, max_size=4),
)
turnarounds = st.builds(Turnaround, days=st.integers(0, 3), open_days=open_days, after_asked=st.booleans())
periods = st.builds(lambda start, n: Period(start, start + n * DAY), small_days, st.integers(1, 6))


NO_UNIT = st.none()


@st.composite
def holds(draw, unit_ids=NO_UNIT):
    period = draw(periods)
    return Hold(
        quantity=draw(st.integers(1, 3)),
        start=period.start,
        end=period.end,
        state=draw(st.sampled_from(HoldState)),
        kind=draw(st.sampled_from(HoldKind)),
        returned=draw(st.integers(0, 2)),
        unit_id=draw(unit_ids),
        ref=draw(st.sampled_from([None, "mine", "theirs"])),
    )


ANY_HOLD = holds()


@st.composite
def pools(draw, hold=ANY_HOLD):
    changes = st.builds(StockChange, small_days, st.integers(-1, 2))
    return Pool(
        Stock(draw(st.integers(0, 5)), draw(st.integers(0, 2)), tuple(draw(st.lists(changes, max_size=3)))),
        tuple(draw(st.lists(hold, max_size=6))),
        Terms(
            today=draw(small_days),
            turnaround=draw(turnarounds),
            exclude=draw(st.sampled_from([frozenset(), frozenset({"mine"})])),
            same_day=draw(st.booleans()),
        ),
    )


def naive_end(turnaround, end):
    """Walk day by day until enough open days have gone by."""
    worked = 0
    while worked < turnaround.days:
        worked += turnaround.open_days.is_open(end)
        end += DAY
    return end


def naive_need(pool, start, end):
    """Where a day can be shared, nobody needs the object on the day it comes back, unless it left that very day."""
    days = days_of(start, end)
    return end - DAY if pool.terms.same_day and len(days) > 1 else end


def naive_taken(pool, day):
    total = 0
    for hold in pool.holds:
        if hold.state.value not in ("hold", "reserved", "out", "overdue"):
            continue
        if hold.ref and hold.ref in pool.terms.exclude:
            continue
        never_came = hold.state.value in ("hold", "reserved") and hold.end <= pool.terms.today
        late = hold.state.value == "overdue" or (hold.state.value == "out" and not pool.terms.today < hold.end)
        needs_work = hold.kind.value in ("loan", "hold", "kit", "own_exhibition")
        end = hold.end
        if needs_work:
            end = naive_end(pool.terms.turnaround, naive_need(pool, hold.start, hold.end))
        if not never_came and hold.start <= day and (late or day < end):
            total += max(hold.quantity - hold.returned, 0)
    return total


def naive_stock(pool, day):
    return (
        pool.stock.total
        - pool.stock.out_of_service
        + sum(change.delta for change in pool.stock.changes if change.at <= day)
    )


def days_of(start, end):
    return [start + n * DAY for n in range((end - start).days)]


def naive_free(pool, period):
    end = naive_need(pool, period.start, period.end)
    numbers = [naive_stock(pool, day) - naive_taken(pool, day) for day in days_of(period.start, end)]
    if pool.terms.turnaround.after_asked:
        last = naive_stock(pool, end - DAY)
        for day in days_of(end, naive_end(pool.terms.turnaround, end)):
            numbers.append(max(last, naive_stock(pool, day)) - naive_taken(pool, day))
    return min(numbers)


@settings(max_examples=300)
@given(pools(), periods)
def test_free_units_are_those_counted_day_by_day(pool, period):
    assert free_units(pool, period) == naive_free(pool, period)


@given(pools(), periods)
def test_the_profile_covers_its_window_and_says_each_day_right(pool, window):
    stretches = profile(pool, window)
    assert stretches[0].period.start == window.start and stretches[-1].period.end == window.end
    for one, following in pairwise(stretches):
        assert one.period.end == following.period.start and one.free != following.free
    for stretch in stretches:
        for day in days_of(stretch.period.start, stretch.period.end):
            assert stretch.free == naive_stock(pool, day) - naive_taken(pool, day)


@settings(max_examples=150, deadline=None)
@given(pools(), periods, st.integers(1, 4))
def test_the_next_window_is_the_first_that_fits(pool, period, asked):
    found = next_window(pool, period, asked)
    starts = (period.start + n * DAY for n in range(LATER))
    length = period.end - period.start
    first = next((s for s in starts if naive_free(pool, Period(s, s + length)) >= asked), None)
    assert (found.start if found else None) == first
    assert found is None or found.end - found.start == length


@settings(max_examples=150, deadline=None)
@given(pools(), small_days, st.integers(1, 4), st.integers(1, 25))
def test_the_longest_period_is_the_longest_that_fits(pool, start, asked, longest):
    found = longest_from(pool, start, asked, longest=longest * DAY)
    lengths = [n for n in range(1, longest + 1) if naive_free(pool, Period(start, start + n * DAY)) >= asked]
    assert (found.days if found else 0) == max(lengths, default=0)


@settings(max_examples=100, deadline=None)
@given(pools(), periods, st.integers(1, 4))
def test_what_an_answer_proposes_is_free(pool, period, asked):
    said = answer(pool, period, asked)
    assert said.is_available == (naive_free(pool, period) >= asked)
    if said.is_available:
        assert said.blocking == () and said.next_window is None and said.most_units >= asked
    for proposal in (said.next_window, said.longest):
        assert proposal is None or naive_free(pool, proposal) >= asked
    if said.most_units:
        assert answer(pool, period, said.most_units).is_available


@given(pools(), periods)
def test_conflicts_are_the_days_below_zero(pool, window):
    found = {day for c in conflicts(pool, window) for day in days_of(c.stretch.period.start, c.stretch.period.end)}
    below = {day for day in days_of(window.start, window.end) if naive_stock(pool, day) - naive_taken(pool, day) < 0}
    assert found == below


@given(pools(), periods, holds())
def test_one_more_hold_never_frees_anything(pool, period, hold):
    fuller = Pool(pool.stock, (*pool.holds, hold), pool.terms)
    assert free_units(fuller, period) <= free_units(pool, period)


@given(pools(), periods, periods)
def test_a_shorter_period_is_never_harder(pool, inner, outer):
    needs_its_only_day = pool.terms.same_day and inner.days == 1
    if outer.contains(inner) and not pool.terms.turnaround.days and not needs_its_only_day:
        assert free_units(pool, inner) >= free_units(pool, outer)


@given(pools(), periods, st.permutations(range(6)))
def test_the_order_of_the_holds_does_not_matter(pool, period, order):
    shuffled = tuple(pool.holds[i] for i in order if i < len(pool.holds))
    assert free_units(Pool(pool.stock, shuffled, pool.terms), period) == free_units(pool, period)


@st.composite
def named_pools(draw):
    """Four units, some in service for a while only, and holds of one unit each that never clash on a unit."""
    units = tuple(
        ServiceUnit(n, draw(st.none() | small_days.filter(lambda d: d < DAY_0 + 5 * DAY))) for n in range(4)
    )
    return units, draw(pools(hold=holds(unit_ids=st.none() | st.integers(0, 3))))


@given(named_pools(), periods)
def test_a_suggested_unit_is_in_service_and_bound_to_nobody(world, period):
    units, pool = world
    pool = Pool(stock_of(units), pool.holds, pool.terms)
    for unit in which_units_are_free(units, pool, period):
        assert unit.since is None or unit.since <= period.start
        alone = tuple(hold for hold in pool.holds if hold.unit_id == unit.id)
        assert naive_free(Pool(Stock(0), alone, pool.terms), period) == 0


@given(st.lists(st.tuples(st.none() | small_days, st.none() | small_days), max_size=5), small_days)
def test_the_stock_of_named_units_is_how_many_serve_that_day(spans, day):
    units = [
        ServiceUnit(n, since, until)
        for n, (since, until) in enumerate(spans)
        if since is None or until is None or since <= until
    ]
    pool = Pool(stock_of(units), (), Terms(today=DAY_0))
    one_day = Period(day, day + DAY)
    assert free_units(pool, one_day) == sum(unit.serves(one_day) for unit in units)


def test_the_search_looks_two_years_ahead():
    assert timedelta(days=LATER) < HORIZON == timedelta(days=730)

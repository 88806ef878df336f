"""Who gives way to what is late: nobody who still fits, and everybody who does not."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.availability import Hold, HoldState, Period, Pool, Stock, Terms, Turnaround, free_units
from app.loans.domain.touched import giving_way, touched

TODAY = date(2027, 3, 10)


def day(n: int) -> date:
    return TODAY + timedelta(days=n)


@st.composite
def a_pool(draw: st.DrawFn, *, consistent: bool = False) -> Pool[date]:
    stock = draw(st.integers(1, 4))
    terms = Terms(today=TODAY, turnaround=Turnaround(draw(st.integers(0, 3))), same_day=draw(st.booleans()))
    pool = Pool(Stock(stock), (), terms)
    for ref in range(draw(st.integers(0, 7))):
        start = draw(st.integers(-15, 25))
        end = start + draw(st.integers(1, 12))
        is_out = start <= 0 and draw(st.booleans())
        state = HoldState.OUT if is_out else draw(st.sampled_from((HoldState.RESERVED, HoldState.HOLD)))
        hold = Hold(draw(st.integers(1, 2)), day(start), day(end), state, ref=ref)
        if not consistent or free_units(pool, Period(hold.start, hold.end)) >= hold.quantity:
            pool = replace(pool, holds=(*pool.holds, hold))
    return pool


def promises(pool: Pool[date]) -> list[Hold[date]]:
    return [one for one in pool.holds if one.state is not HoldState.OUT and not one.is_missed(TODAY)]


def fits(pool: Pool[date], hold: Hold[date]) -> bool:
    alone = replace(pool, holds=tuple(one for one in pool.holds if one.ref != hold.ref))
    return free_units(alone, Period(max(hold.start, TODAY), hold.end)) >= hold.quantity


@given(a_pool())
def test_without_those_named_every_other_promise_fits_and_none_of_them_does(pool: Pool[date]) -> None:
    gone = giving_way(pool)
    rest = replace(pool, holds=tuple(hold for hold in pool.holds if hold not in gone))
    assert all(fits(rest, hold) for hold in promises(rest))
    for hold in gone:
        assert not fits(replace(rest, holds=(*rest.holds, hold)), hold)


@given(a_pool(consistent=True))
def test_where_every_promise_fits_nobody_is_named(pool: Pool[date]) -> None:
    if all(fits(pool, hold) for hold in promises(pool)):
        assert giving_way(pool) == ()
        assert touched(pool, {hold.ref for hold in pool.holds if hold.ref is not None}) == ()


@given(a_pool(), st.integers(0, 20))
def test_what_is_late_touches_only_what_would_hold_without_it(pool: Pool[date], ahead: int) -> None:
    late = {hold.ref for hold in pool.holds if hold.is_overdue(TODAY) and hold.ref is not None}
    named = touched(pool, late, day(ahead))
    on_time = replace(pool, holds=tuple(hold for hold in pool.holds if hold.ref not in late))
    assert not set(named) & set(giving_way(on_time))
    assert set(named) <= set(giving_way(pool))
    assert all(hold.start <= day(ahead) for hold in named)
    if not late:
        assert named == ()


def test_the_first_to_start_keeps_its_units_and_an_option_gives_way_to_what_is_agreed() -> None:
    late = Hold(1, day(-9), day(-2), HoldState.OUT, ref="late")
    first, second = Hold(1, day(2), day(9), ref="first"), Hold(1, day(5), day(12), ref="second")
    option = Hold(1, day(1), day(4), HoldState.HOLD, ref="option")
    pool = Pool(Stock(2), (option, second, first, late), Terms(today=TODAY))
    assert [hold.ref for hold in touched(pool, {"late"})] == ["option", "second"]
    known = replace(pool, holds=(option, second, first, replace(late, end=day(1))))
    assert touched(known, {"late"}) == (), "it will be back before any of them"

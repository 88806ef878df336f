"""Rivals and parts, judged by the one formula: never more than free, whatever the order."""

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.listings.domain.availability import Hold, HoldState, Part, Period, Pool, Stock, Terms, free_units
from app.loans.domain.proposals import GrantedTooMany, NothingGranted, granted
from app.loans.domain.rivals import Ask, missing, rivals, with_promise

TODAY = date(2027, 1, 11)
MARCH = Period.of_days(date(2027, 3, 8), date(2027, 3, 19))


def a_pool(total: int, *holds: Hold[date]) -> Pool[date]:
    return Pool(Stock(total), holds, Terms(today=TODAY))


def an_ask(key: int, period: Period[date] = MARCH, **quantities: int) -> Ask:
    return Ask(key, quantities, period)


def test_who_fitted_and_does_not_fit_any_more_is_a_rival_with_what_is_left():
    pools = {"screen": a_pool(4)}
    (rival,) = rivals(pools, [an_ask(2, screen=2), an_ask(3, screen=1)], an_ask(1, screen=3))
    (line,) = rival.lines
    assert (rival.key, line.pool, line.asked, line.free) == (2, "screen", 2, 1)
    assert line.next_window == Period(MARCH.end, MARCH.end + (MARCH.end - MARCH.start))


def test_what_never_fitted_and_other_days_are_nobodys_rivals():
    pools = {"screen": a_pool(2)}
    april = Period.of_days(date(2027, 4, 5), date(2027, 4, 9))
    requests = [an_ask(2, screen=3), an_ask(3, april, screen=2), an_ask(1, screen=2)]
    assert rivals(pools, requests, an_ask(1, screen=2)) == ()


def test_only_the_lines_that_fail_are_named():
    pools = {"screen": a_pool(2), "plinth": a_pool(9)}
    (rival,) = rivals(pools, [an_ask(2, screen=1, plinth=5)], an_ask(1, screen=2, plinth=4))
    assert [(line.pool, line.asked, line.free) for line in rival.lines] == [("screen", 1, 0)]


def test_a_kit_and_its_member_are_rivals_both_ways():
    lamps = a_pool(4)
    kit = Pool(Stock(2), (), Terms(today=TODAY), parts=(Part("lamp", 2, lamps),))
    pools = {"kit": kit, "lamp": lamps}
    by_kit = rivals(pools, [an_ask(2, lamp=1)], an_ask(1, kit=2))
    by_member = rivals(pools, [an_ask(2, kit=1)], an_ask(1, lamp=3))
    assert [(r.lines[0].pool, r.lines[0].free) for r in by_kit] == [("lamp", 0)]
    assert [(r.lines[0].pool, r.lines[0].free) for r in by_member] == [("kit", 0)]


DAYS = st.integers(0, 30).map(lambda n: TODAY + timedelta(days=n))
PERIODS = st.builds(lambda start, length: Period(start, start + timedelta(days=length)), DAYS, st.integers(1, 12))
HELD = st.builds(
    lambda quantity, period, state: Hold(quantity, period.start, period.end, state),
    st.integers(1, 3),
    PERIODS,
    st.sampled_from([HoldState.RESERVED, HoldState.REQUESTED, HoldState.OUT]),
)
POOLS = st.fixed_dictionaries(
    {
        name: st.builds(lambda total, holds: a_pool(total, *holds), st.integers(0, 6), st.lists(HELD, max_size=3))
        for name in "ab"
    }
)
QUANTITIES = st.fixed_dictionaries({"a": st.integers(0, 4), "b": st.integers(0, 4)})
ASKS = st.lists(st.tuples(QUANTITIES, PERIODS), min_size=1, max_size=6).map(
    lambda some: [Ask(key, quantities, period) for key, (quantities, period) in enumerate(some, 1)]
)


@settings(max_examples=200, deadline=None)
@given(POOLS, ASKS, st.randoms())
def test_the_order_of_requests_changes_nothing(pools, asks, random):
    accepted, shuffled = asks[0], list(asks)
    random.shuffle(shuffled)
    assert rivals(pools, asks, accepted) == rivals(pools, shuffled, accepted)


@settings(max_examples=200, deadline=None)
@given(POOLS, ASKS)
def test_rivals_are_exactly_those_that_fit_before_and_not_after(pools, asks):
    accepted, *others = asks
    after = with_promise(pools, accepted)
    named = {rival.key for rival in rivals(pools, asks, accepted)}
    assert named == {ask.key for ask in others if not missing(pools, ask) and missing(after, ask)}


@settings(max_examples=200, deadline=None)
@given(POOLS, ASKS)
def test_who_is_no_rival_can_still_be_promised_and_no_pool_goes_below_what_it_had(pools, asks):
    accepted, *others = asks
    if missing(pools, accepted):
        return
    after = with_promise(pools, accepted)
    lost = {rival.key for rival in rivals(pools, asks, accepted)}
    for ask in others:
        if ask.key in lost or missing(pools, ask):
            continue
        both = with_promise(after, ask)
        for name, quantity in ask.quantities.items():
            assert quantity == 0 or free_units(both[name], ask.period) >= 0


@settings(max_examples=200, deadline=None)
@given(POOLS, ASKS)
def test_what_is_said_to_be_left_is_free_and_the_next_window_too(pools, asks):
    after = with_promise(pools, asks[0])
    for rival in rivals(pools, asks, asks[0]):
        ask = next(one for one in asks if one.key == rival.key)
        for line in rival.lines:
            assert line.free == max(0, free_units(after[line.pool], ask.period)) < line.asked
            if line.next_window:
                assert free_units(after[line.pool], line.next_window) >= line.asked


@settings(max_examples=200)
@given(st.dictionaries(st.integers(1, 9), st.integers(1, 9), min_size=1), st.data())
def test_a_part_is_never_more_than_asked_and_never_nothing(asked, data):
    wished = data.draw(st.dictionaries(st.sampled_from(sorted(asked)), st.integers(0, 12)))
    try:
        given_ = granted(asked, wished)
    except GrantedTooMany:
        assert any(wished.get(line, 0) > quantity for line, quantity in asked.items())
    except NothingGranted:
        assert sum(wished.get(line, quantity) for line, quantity in asked.items()) == 0
    else:
        assert given_.keys() == asked.keys()
        assert all(0 <= given_[line] <= asked[line] for line in asked)
        assert sum(given_.values()) > 0
        assert given_ == granted(dict(reversed(asked.items())), dict(reversed(wished.items())))


def test_without_a_word_everything_is_granted():
    assert granted({1: 2}, None) == {1: 2}
    with pytest.raises(NothingGranted):
        granted({1: 2}, {1: 0})

"""Availability told in small stories: adjacency, lateness, turnaround, edits, bundles, reasons."""

from datetime import UTC, date, datetime, timedelta

import pytest

from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Line,
    Period,
    Pool,
    ServiceUnit,
    Stock,
    StockChange,
    Terms,
    Turnaround,
    answer,
    blocking_holds,
    conflicts,
    free_units,
    longest_from,
    next_window,
    open_requests,
    profile,
    require_bundle,
    require_change,
    require_units,
    shortfalls,
    which_units_are_free,
)
from app.listings.domain.open_days import OpenDays
from app.listings.domain.refusals import (
    ClosedOnThatDay,
    EmptyBundle,
    EndBeforeStart,
    NoSuchDay,
    NotEnoughUnits,
    QuantityNotPositive,
    UnitNotFree,
)

NEW_YEAR = date(2027, 1, 1)
WEEKDAYS = OpenDays(weekdays=frozenset(range(5)))


def march(first, last=None):
    return Period.of_days(date(2027, 3, first), date(2027, 3, last or first))


def held(first, last, quantity=1, **more):
    period = march(first, last)
    return Hold(quantity, period.start, period.end, **more)


def a_pool(total, *holds, today=NEW_YEAR, turnaround=0, open_days=None, exclude=(), now=None, changes=()):
    terms = Terms(
        today=today,
        now=now,
        turnaround=Turnaround(turnaround, open_days or OpenDays()),
        exclude=frozenset(exclude),
    )
    return Pool(Stock(total, changes=tuple(changes)), holds, terms)


def test_from_the_3rd_to_the_12th_means_both_days():
    period = march(3, 12)
    assert period.days == 10
    assert period.last_day == date(2027, 3, 12)
    assert period.end == date(2027, 3, 13)


def test_one_day_lasts_one_day():
    assert march(3).days == 1


def test_a_period_of_instants_knows_its_days():
    evening = Period(datetime(2027, 3, 3, 18, tzinfo=UTC), datetime(2027, 3, 4, tzinfo=UTC))
    assert (evening.days, evening.last_day) == (1, date(2027, 3, 3))


def test_a_period_that_ends_before_it_starts_is_refused():
    with pytest.raises(EndBeforeStart):
        march(12, 3)
    with pytest.raises(EndBeforeStart):
        Period(NEW_YEAR, NEW_YEAR)


def test_the_end_of_the_calendar_is_refused():
    with pytest.raises(NoSuchDay):
        Period.of_days(NEW_YEAR, date.max)


def test_without_holds_the_whole_stock_is_free():
    assert free_units(a_pool(3), march(1, 31)) == 3


def test_the_return_day_blocks_and_the_next_one_does_not():
    pool = a_pool(1, held(3, 12))
    assert free_units(pool, march(12, 15)) == 0
    assert free_units(pool, march(13, 15)) == 1
    assert free_units(pool, march(1, 2)) == 1
    assert free_units(pool, march(1, 3)) == 0


def test_an_end_and_a_start_on_the_same_moment_do_not_add_up():
    assert free_units(a_pool(2, held(1, 5, 2), held(6, 9, 2)), march(1, 9)) == 0


def test_too_many_promises_are_shown_as_a_negative_number():
    assert free_units(a_pool(2, held(1, 5, 2), held(5, 9, 3)), march(1, 9)) == -3


@pytest.mark.parametrize(
    ("state", "free"),
    [
        (HoldState.DRAFT, 1),
        (HoldState.REQUESTED, 1),
        (HoldState.HOLD, 0),
        (HoldState.RESERVED, 0),
        (HoldState.OUT, 0),
        (HoldState.OVERDUE, 0),
        (HoldState.RETURNED, 1),
        (HoldState.CLOSED, 1),
        (HoldState.REFUSED, 1),
        (HoldState.CANCELLED, 1),
        (HoldState.EXPIRED, 1),
        (HoldState.MISSED, 1),
    ],
)
def test_each_state_blocks_or_does_not(state, free):
    assert free_units(a_pool(1, held(3, 12, state=state)), march(5, 6)) == free


def test_an_object_out_past_its_end_blocks_for_ever():
    pool = a_pool(1, held(3, 12, state=HoldState.OUT), today=date(2027, 3, 13))
    assert free_units(pool, Period.of_days(date(2029, 1, 1), date(2029, 1, 2))) == 0


def test_on_its_return_day_an_object_is_not_late_yet():
    pool = a_pool(1, held(3, 12, state=HoldState.OUT), today=date(2027, 3, 12))
    assert free_units(pool, march(13, 14)) == 1


def test_a_new_expected_return_frees_what_comes_after_it():
    pool = a_pool(1, held(3, 20, state=HoldState.OUT), today=date(2027, 3, 13))
    assert free_units(pool, march(20, 25)) == 0
    assert free_units(pool, march(21, 25)) == 1


def test_what_was_never_collected_does_not_block_after_its_end():
    pool = a_pool(1, held(3, 12), today=date(2027, 3, 13), turnaround=3)
    assert free_units(pool, march(13, 14)) == 1


def test_a_hold_blocks_until_its_expiry():
    at_noon = datetime(2027, 2, 1, 12, tzinfo=UTC)
    hold = held(3, 12, state=HoldState.HOLD, expires_at=at_noon)
    a_second_before = at_noon - timedelta(seconds=1)
    assert free_units(a_pool(1, hold, now=a_second_before), march(5, 6)) == 0
    assert free_units(a_pool(1, hold, now=at_noon), march(5, 6)) == 1


def test_a_confirmed_reservation_keeps_no_expiry():
    hold = held(3, 12, expires_at=datetime(2027, 2, 1, tzinfo=UTC))
    assert free_units(a_pool(1, hold, now=datetime(2027, 2, 2, tzinfo=UTC)), march(5, 6)) == 0


def test_what_is_already_back_no_longer_blocks():
    assert free_units(a_pool(5, held(3, 12, 4, state=HoldState.OUT, returned=3)), march(5, 6)) == 4
    assert free_units(a_pool(5, held(3, 12, 1, state=HoldState.OUT, returned=4)), march(5, 6)) == 5


def test_turnaround_holds_after_the_loan_before():
    pool = a_pool(1, held(3, 12), turnaround=2)
    assert free_units(pool, march(14, 15)) == 0
    assert free_units(pool, march(15, 16)) == 1


def test_turnaround_holds_before_the_next_loan():
    pool = a_pool(1, held(10, 12), turnaround=2)
    assert free_units(pool, march(5, 8)) == 0
    assert free_units(pool, march(5, 7)) == 1


def test_turnaround_is_counted_in_open_days():
    # 12 March 2027 is a Friday: two open days are Monday and Tuesday.
    pool = a_pool(1, held(3, 12), turnaround=2, open_days=WEEKDAYS)
    assert free_units(pool, march(16, 17)) == 0
    assert free_units(pool, march(17, 18)) == 1


def test_a_closure_makes_turnaround_longer():
    closed_monday = OpenDays(frozenset(range(5)), frozenset({date(2027, 3, 15)}))
    pool = a_pool(1, held(3, 12), turnaround=2, open_days=closed_monday)
    assert free_units(pool, march(17, 18)) == 0
    assert free_units(pool, march(18, 19)) == 1


@pytest.mark.parametrize("kind", [HoldKind.BLOCKOUT, HoldKind.MAINTENANCE, HoldKind.TRANSIT])
def test_no_turnaround_follows_what_is_not_a_loan(kind):
    pool = a_pool(1, held(3, 12, kind=kind), turnaround=2)
    assert free_units(pool, march(12, 13)) == 0
    assert free_units(pool, march(13, 14)) == 1


def test_no_turnaround_is_needed_for_a_unit_that_leaves_the_stock():
    pool = a_pool(1, turnaround=3, changes=[StockChange(date(2027, 3, 13), -1)])
    assert free_units(pool, march(3, 12)) == 1
    assert free_units(pool, march(3, 13)) == 0


def test_a_unit_counts_from_the_day_it_enters():
    pool = a_pool(1, changes=[StockChange(date(2027, 3, 10), 2)])
    assert free_units(pool, march(9, 12)) == 1
    assert free_units(pool, march(10, 12)) == 3


def test_a_unit_in_repair_comes_back_on_its_date():
    repair = [StockChange(date(2027, 3, 5), -1), StockChange(date(2027, 3, 8), 1)]
    assert [(s.period.start.day, s.free) for s in profile(a_pool(2, changes=repair), march(1, 31))] == [
        (1, 2),
        (5, 1),
        (8, 2),
    ]


def test_editing_leaves_ones_own_rows_out():
    mine, other = held(3, 12, 3, ref=7), held(3, 12, 1, ref=8)
    assert free_units(a_pool(5, mine, other), march(3, 12)) == 1
    assert free_units(a_pool(5, mine, other, exclude=[7]), march(3, 12)) == 4


def test_an_increase_compares_the_whole_quantity():
    mine, other = held(3, 12, 3, ref=7), held(3, 12, 7, ref=8)
    pool = a_pool(10, mine, other, exclude=[7])
    require_change(pool, mine, march(3, 12), 3)
    with pytest.raises(NotEnoughUnits) as refusal:
        require_change(pool, mine, march(3, 12), 4)
    assert refusal.value.params == {"free": 3, "asked": 4}


def test_a_reduction_never_fails_even_where_too_much_is_promised():
    mine, other = held(3, 12, 3, ref=7), held(3, 12, 3, ref=8)
    pool = a_pool(2, mine, other, exclude=[7])
    require_change(pool, mine, march(3, 12), 2)
    require_change(pool, mine, march(4, 11), 3)
    with pytest.raises(NotEnoughUnits):
        require_change(pool, mine, march(3, 13), 2)
    with pytest.raises(QuantityNotPositive):
        require_change(pool, mine, march(3, 12), 0)


def test_asking_for_nothing_is_refused():
    with pytest.raises(QuantityNotPositive):
        require_units(a_pool(2), march(3, 12), 0)
    with pytest.raises(QuantityNotPositive):
        answer(a_pool(2), march(3, 12), 0)


def test_a_refusal_says_how_many_are_left():
    with pytest.raises(NotEnoughUnits, match=r"libres à ces dates : 1\. Vous en demandez : 2\."):
        require_units(a_pool(2, held(3, 12)), march(3, 12), 2)


def test_lowering_the_stock_names_the_line_that_gives_way():
    first, second = held(3, 12, 2, ref="A"), held(10, 20, 1, ref="B")
    assert conflicts(a_pool(3, first, second), march(1, 31)) == ()
    [conflict] = conflicts(a_pool(2, first, second), march(1, 31))
    assert conflict.stretch.period == march(10, 12)
    assert conflict.stretch.free == -1
    assert conflict.holds == (first, second)


def test_requests_are_shown_but_block_nobody():
    request = held(3, 12, 5, state=HoldState.REQUESTED, ref=1)
    pool = a_pool(2, request, held(20, 25, state=HoldState.REQUESTED))
    assert (free_units(pool, march(5, 8)), open_requests(pool, march(5, 8))) == (2, 1)
    assert open_requests(a_pool(2, request, exclude=[1]), march(5, 8)) == 0


def test_the_holds_in_the_way_come_first_to_start_first():
    late, early = held(8, 9, ref="late"), held(2, 6, ref="early")
    pool = a_pool(1, late, early, held(20, 21), held(5, 6, state=HoldState.CANCELLED))
    assert [hold.ref for hold in blocking_holds(pool, march(5, 10))] == ["early", "late"]


# Named units and bundles


def test_units_bound_to_others_are_not_suggested():
    pool = a_pool(3, held(3, 12, unit_id=1), held(20, 25, unit_id=2), held(3, 12))
    units = [ServiceUnit(1), ServiceUnit(2), ServiceUnit(3, until=date(2027, 3, 10))]
    assert [unit.id for unit in which_units_are_free(units, pool, march(5, 11))] == [2]
    assert [unit.id for unit in which_units_are_free(units, pool, march(5, 8))] == [2, 3]


def test_a_unit_needs_its_turnaround_too():
    pool = a_pool(1, held(3, 12, unit_id=1), turnaround=2)
    assert which_units_are_free([ServiceUnit(1)], pool, march(13, 14)) == ()
    assert which_units_are_free([ServiceUnit(1)], pool, march(15, 16)) == (ServiceUnit(1),)


def test_a_bundle_is_available_only_if_every_line_is():
    pools = {"screens": a_pool(2), "plinths": a_pool(1, held(3, 12))}
    assert shortfalls([Line("screens", 2)], pools, march(3, 5)) == ()
    [missing] = shortfalls([Line("screens", 2), Line("plinths")], pools, march(3, 5))
    assert (missing.pool, missing.asked, missing.free) == ("plinths", 1, 0)


def test_lines_of_one_pool_are_summed_first():
    pools = {"screens": a_pool(3)}
    with pytest.raises(NotEnoughUnits):
        require_bundle([Line("screens", 2), Line("screens", 2)], pools, march(3, 5))
    require_bundle([Line("screens", 2), Line("screens", 1)], pools, march(3, 5))


def test_a_line_by_unit_takes_that_unit_and_one_of_the_pool():
    pools = {"screens": a_pool(3, held(3, 12, unit_id=1))}
    require_bundle([Line("screens", unit_id=2), Line("screens", 1)], pools, march(3, 5))
    with pytest.raises(NotEnoughUnits):
        require_bundle([Line("screens", unit_id=2), Line("screens", 2)], pools, march(3, 5))
    with pytest.raises(UnitNotFree):
        require_bundle([Line("screens", unit_id=1)], pools, march(3, 5))


def test_one_unit_cannot_be_asked_for_twice():
    pools = {"screens": a_pool(3)}
    with pytest.raises(UnitNotFree):
        require_bundle([Line("screens", unit_id=2), Line("screens", unit_id=2)], pools, march(3, 5))


def test_a_bundle_of_nothing_is_not_available():
    with pytest.raises(EmptyBundle):
        shortfalls([], {}, march(3, 5))
    with pytest.raises(QuantityNotPositive):
        shortfalls([Line("screens", 0)], {"screens": a_pool(3)}, march(3, 5))
    with pytest.raises(QuantityNotPositive):
        shortfalls([Line("screens", 2, unit_id=1)], {"screens": a_pool(3)}, march(3, 5))


# The answer and its proposals


def test_a_yes_needs_no_reason():
    said = answer(a_pool(3, held(3, 12)), march(5, 6), 2)
    assert (said.is_available, said.free, said.most_units) == (True, 2, 2)
    assert (said.refusal, said.blocking, said.next_window) == (None, (), None)


def test_a_no_says_why_and_what_instead():
    first, unrelated = held(3, 12, 2, ref="first"), held(20, 22, ref="unrelated")
    said = answer(a_pool(3, first, unrelated), march(1, 5), 2)
    assert not said.is_available
    assert isinstance(said.refusal, NotEnoughUnits)
    assert said.blocking == (first,)
    assert said.most_units == 1
    assert said.next_window == march(13, 17)
    assert said.longest == march(1, 2)


def test_an_over_committed_pool_offers_zero_units():
    said = answer(a_pool(1, held(3, 12, 3)), march(5, 6), 1)
    assert (said.free, said.most_units) == (-2, 0)


def test_a_failed_rule_comes_before_missing_units_and_shapes_the_proposals():
    def closed_on_the_13th(period):
        day = date(2027, 3, 13)
        return ClosedOnThatDay(day=day) if day in (period.start, period.last_day) else None

    said = answer(a_pool(1, held(3, 12)), march(10, 13), 1, failed_rule=closed_on_the_13th)
    assert isinstance(said.refusal, ClosedOnThatDay)
    assert said.next_window == march(14, 17)


def test_nothing_is_proposed_while_the_object_is_late():
    pool = a_pool(1, held(3, 12, state=HoldState.OUT), today=date(2027, 3, 20))
    said = answer(pool, march(21, 22), 1)
    assert (said.next_window, said.longest) == (None, None)


def test_the_next_window_can_start_at_once():
    assert next_window(a_pool(1), march(3, 5), 1) == march(3, 5)


def test_the_longest_period_stops_before_the_turnaround_of_the_next_loan():
    assert longest_from(a_pool(1, held(20, 22), turnaround=2), date(2027, 3, 10), 1) == march(10, 17)


def test_the_longest_period_stops_at_the_longest_duration():
    found = longest_from(a_pool(1), date(2027, 3, 10), 1, longest=timedelta(days=5))
    assert found == march(10, 14)


def test_windows_of_instants_need_not_start_at_midnight():
    def at(hour):
        return datetime(2027, 3, 3, hour, tzinfo=UTC)

    pool = Pool(Stock(1), (Hold(1, at(8), at(11)),), Terms(today=at(0)))
    assert next_window(pool, Period(at(10), at(12)), 1) == Period(at(11), at(13))
    assert next_window(pool, Period(at(11), at(12)), 1) == Period(at(11), at(12))


def test_the_longest_period_ends_on_a_day_the_rules_allow():
    def ends_by_the_15th_or_not_at_all(period):
        return period.last_day <= date(2027, 3, 15)

    found = longest_from(a_pool(1), date(2027, 3, 10), 1, is_allowed=ends_by_the_15th_or_not_at_all)
    assert found == march(10, 15)

"""The lender's rules about dates."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.availability import Period
from app.listings.domain.open_days import ALWAYS_OPEN, OpenDays
from app.listings.domain.refusals import (
    ClosedOnThatDay,
    InThePast,
    TooFarAhead,
    TooLong,
    TooShortNotice,
)
from app.listings.domain.rules import (
    LoanRules,
    earliest_start,
    failed_rule,
    require_change_of_dates,
    require_rules,
)

FRIDAY = date(2027, 3, 5)
WEEKDAYS = OpenDays(weekdays=frozenset(range(5)))
MUSEUM = LoanRules(open_days=WEEKDAYS)


def march(first, last):
    return Period.of_days(date(2027, 3, first), date(2027, 3, last))


def test_a_period_that_keeps_every_rule_passes():
    require_rules(MUSEUM, march(8, 12), FRIDAY)


def test_only_the_two_ends_must_be_open_days():
    assert failed_rule(MUSEUM, march(8, 15), FRIDAY) is None  # a week-end in between


@pytest.mark.parametrize(("first", "last", "field"), [(7, 12, "starts_on"), (8, 13, "ends_on")])
def test_an_end_on_a_closed_day_is_refused_at_its_field(first, last, field):
    with pytest.raises(ClosedOnThatDay) as refusal:
        require_rules(MUSEUM, march(first, last), FRIDAY)
    assert refusal.value.field == field


def test_a_closure_or_holiday_is_a_closed_day():
    closed = LoanRules(open_days=OpenDays(closed=frozenset({date(2027, 3, 9)})))
    assert isinstance(failed_rule(closed, march(9, 12), FRIDAY), ClosedOnThatDay)
    assert failed_rule(closed, march(8, 12), FRIDAY) is None


def test_yesterday_is_refused_and_today_is_not():
    rules = LoanRules()
    assert isinstance(failed_rule(rules, march(4, 8), FRIDAY), InThePast)
    assert failed_rule(rules, march(5, 8), FRIDAY) is None


def test_lead_time_is_counted_in_days_on_which_requests_are_read():
    rules = LoanRules(open_days=WEEKDAYS, lead_days=2)
    assert earliest_start(rules, FRIDAY) == date(2027, 3, 9)  # Friday, Monday; then Tuesday
    with pytest.raises(TooShortNotice) as refusal:
        require_rules(rules, march(8, 12), FRIDAY)
    assert refusal.value.params == {"days": 2, "earliest": date(2027, 3, 9)}
    require_rules(rules, march(9, 12), FRIDAY)


def test_requests_may_be_read_on_other_days_than_the_desk_is_open():
    rules = LoanRules(open_days=ALWAYS_OPEN, processing_days=OpenDays(frozenset({0})), lead_days=1)
    assert earliest_start(rules, FRIDAY) == date(2027, 3, 9)  # Monday is the one day they read


def test_thirty_one_days_are_thirty_one():
    rules = LoanRules(longest_days=31)
    assert failed_rule(rules, march(5, 31), FRIDAY) is None
    april_4 = Period.of_days(FRIDAY, date(2027, 4, 4))
    assert april_4.days == 31 and failed_rule(rules, april_4, FRIDAY) is None
    too_long = failed_rule(rules, Period.of_days(FRIDAY, date(2027, 4, 5)), FRIDAY)
    assert isinstance(too_long, TooLong) and too_long.params == {"longest": 31, "asked": 32}


def test_the_calendar_stops_somewhere():
    far = Period.of_days(date(2222, 2, 15), date(2222, 2, 15))
    assert isinstance(failed_rule(LoanRules(), far, FRIDAY), TooFarAhead)


def test_a_running_loan_can_be_extended():
    require_change_of_dates(LoanRules(lead_days=5), march(1, 12), march(1, 15), FRIDAY)


def test_a_start_cannot_be_moved_once_it_is_too_near():
    rules = LoanRules(lead_days=5)
    with pytest.raises(TooShortNotice):
        require_change_of_dates(rules, march(8, 12), march(20, 24), FRIDAY)
    with pytest.raises(TooShortNotice):
        require_change_of_dates(rules, march(20, 24), march(8, 12), FRIDAY)
    with pytest.raises(InThePast):
        require_change_of_dates(rules, march(1, 12), march(20, 24), FRIDAY)
    require_change_of_dates(rules, march(20, 24), march(10, 12), FRIDAY)


def test_the_new_end_must_be_open_and_not_past():
    with pytest.raises(ClosedOnThatDay):
        require_change_of_dates(MUSEUM, march(1, 12), march(1, 13), FRIDAY)
    with pytest.raises(InThePast):
        require_change_of_dates(MUSEUM, march(1, 12), march(1, 4), FRIDAY)


def test_an_extension_keeps_the_longest_duration_and_a_shortening_does_not_care():
    rules = LoanRules(longest_days=10)
    with pytest.raises(TooLong):
        require_change_of_dates(rules, march(1, 10), march(1, 11), FRIDAY)
    require_change_of_dates(rules, march(1, 31), march(1, 20), FRIDAY)


def test_a_site_without_opening_day_is_impossible():
    with pytest.raises(ValueError, match="opening weekday"):
        OpenDays(weekdays=frozenset())


some_open_days = st.builds(
    OpenDays,
    weekdays=st.frozensets(st.integers(0, 6), min_size=1),
    closed=st.frozensets(st.integers(0, 30).map(lambda n: FRIDAY + timedelta(days=n)), max_size=5),
)


@given(some_open_days, st.integers(0, 10))
def test_counting_forward_and_counting_back_agree(open_days, days):
    end = open_days.after(FRIDAY, days)
    assert open_days.count(FRIDAY, end) == days
    assert days == 0 or open_days.is_open(end - timedelta(days=1))

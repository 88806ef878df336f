"""Reminders and expiries, on the wall clock of each institution, through changes of the hour and over seas."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.loans.domain.expiry import (
    RequestExpired,
    end_of_day,
    is_expired,
    request_expires_at,
    require_not_expired,
)
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.reminders import LoanDates, ReminderKind, due_reminders, wall_clock

PARIS = "Europe/Paris"
OVERSEAS = {
    "America/Cayenne": -3,
    "America/Martinique": -4,
    "America/Guadeloupe": -4,
    "Indian/Reunion": 4,
    "Indian/Mayotte": 3,
    "Pacific/Noumea": 11,
    "Pacific/Tahiti": -10,
}
SWITCHES = [
    date(2026, 3, 29),
    date(2026, 10, 25),
    date(2027, 3, 28),
    date(2027, 10, 31),
    date(2028, 3, 26),
    date(2028, 10, 29),
]
SECOND = timedelta(seconds=1)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def a_loan(state=State.APPROVED, first=date(2027, 3, 10), last=date(2027, 3, 20), **more):
    return LoanDates(1, state, first, last, **{"lender_zone": PARIS, "borrower_zone": PARIS, **more})


def kinds(loan, now):
    return [(r.kind, r.side) for r in due_reminders([loan], now)]


@pytest.mark.parametrize("day", [d + timedelta(days=n) for d in SWITCHES for n in (-1, 0, 1)])
def test_nine_in_the_morning_is_nine_on_the_wall_whatever_the_season(day):
    local = wall_clock(day, PARIS).astimezone(ZoneInfo(PARIS))
    assert (local.date(), local.hour, local.minute) == (day, 9, 0)


@pytest.mark.parametrize(
    ("hand_over", "reminded_at"),
    [
        # "24 hours before" would be 08:00 and 10:00 on the wall.
        (date(2026, 3, 29), utc(2026, 3, 28, 8)),
        (date(2026, 10, 25), utc(2026, 10, 24, 7)),
        (date(2026, 3, 30), utc(2026, 3, 29, 7)),
        (date(2026, 10, 26), utc(2026, 10, 25, 8)),
        (date(2028, 3, 1), utc(2028, 2, 29, 8)),
        (date(2027, 1, 1), utc(2026, 12, 31, 8)),
    ],
)
def test_a_hand_over_is_announced_the_day_before_at_nine(hand_over, reminded_at):
    loan = a_loan(first=hand_over, last=hand_over)
    assert due_reminders([loan], reminded_at - SECOND) == []
    reminders = due_reminders([loan], reminded_at)
    assert [(r.kind, r.side, r.at) for r in reminders] == [
        (ReminderKind.HAND_OVER, Side.BORROWER, reminded_at),
        (ReminderKind.HAND_OVER, Side.LENDER, reminded_at),
    ]


@pytest.mark.parametrize(("zone", "hours"), OVERSEAS.items())
def test_overseas_institutions_read_it_at_their_own_nine(zone, hours):
    expected = datetime(2027, 3, 9, 9, tzinfo=UTC) - timedelta(hours=hours)
    loan = a_loan(lender_zone=zone)
    mine = [r for r in due_reminders([loan], utc(2027, 3, 10)) if r.side is Side.LENDER]
    assert [r.at for r in mine] == [expected]


def test_two_institutions_far_apart_are_reminded_hours_apart():
    loan = a_loan(lender_zone=PARIS, borrower_zone="Pacific/Tahiti")
    assert kinds(loan, utc(2027, 3, 9, 8)) == [(ReminderKind.HAND_OVER, Side.LENDER)]
    assert kinds(loan, utc(2027, 3, 9, 19)) == [
        (ReminderKind.HAND_OVER, Side.LENDER),
        (ReminderKind.HAND_OVER, Side.BORROWER),
    ]


def test_a_return_is_announced_once_the_loan_is_out():
    assert kinds(a_loan(State.OUT), utc(2027, 3, 19, 8)) == [
        (ReminderKind.RETURN, Side.BORROWER),
        (ReminderKind.RETURN, Side.LENDER),
    ]
    assert kinds(a_loan(State.APPROVED), utc(2027, 3, 19, 8)) == []


def test_a_reminder_dies_with_the_day_it_is_about():
    end_of_the_10th = utc(2027, 3, 10, 23)
    assert len(due_reminders([a_loan()], end_of_the_10th - SECOND)) == 2
    assert due_reminders([a_loan()], end_of_the_10th) == []


@pytest.mark.parametrize(
    "state",
    [
        State.DRAFT,
        State.RETURNED,
        State.CLOSED,
        State.REFUSED,
        State.CANCELLED,
        State.EXPIRED,
        State.NO_SHOW,
    ],
)
def test_a_loan_that_is_over_reminds_nobody(state):
    days = (utc(2027, 3, 1, 9) + timedelta(days=n) for n in range(60))
    assert all(due_reminders([a_loan(state)], now) == [] for now in days)


def test_lateness_is_told_on_the_1st_3rd_and_7th_day_then_every_week():
    told = {
        r.due_on
        for n in range(40)
        for r in due_reminders([a_loan(State.OUT)], utc(2027, 3, 20, 9) + timedelta(days=n))
        if r.kind is ReminderKind.OVERDUE
    }
    late = sorted((day - date(2027, 3, 20)).days for day in told)
    assert late == [1, 3, 7, 14, 21, 28, 35]


def test_what_is_on_its_way_home_is_not_late():
    loan = a_loan(State.OUT, road_home=2)
    assert kinds(loan, utc(2027, 3, 19, 8)) == [(ReminderKind.RETURN, Side.BORROWER)]
    assert kinds(loan, utc(2027, 3, 21, 8)) == [(ReminderKind.RETURN, Side.LENDER)]
    assert kinds(loan, utc(2027, 3, 22, 22)) == [(ReminderKind.RETURN, Side.LENDER)]
    late = due_reminders([loan], utc(2027, 3, 23, 8))
    assert [(one.kind, one.side, one.about) for one in late] == [
        (ReminderKind.OVERDUE, Side.BORROWER, date(2027, 3, 22)),
        (ReminderKind.OVERDUE, Side.LENDER, date(2027, 3, 22)),
    ]


def test_lateness_begins_at_nine_the_day_after():
    loan = a_loan(State.OUT)
    first = utc(2027, 3, 21, 8)
    assert due_reminders([loan], first - SECOND) == []
    assert kinds(loan, first) == [(ReminderKind.OVERDUE, Side.BORROWER), (ReminderKind.OVERDUE, Side.LENDER)]


def test_after_an_outage_only_the_latest_of_the_missed_ones_is_sent():
    reminders = due_reminders([a_loan(State.OUT)], utc(2027, 4, 30, 9))
    assert {r.due_on for r in reminders} == {date(2027, 4, 24)}
    assert len(reminders) == 2


def test_midnight_and_a_half_in_paris_is_not_yesterday():
    # 00:30 on 1 July in Paris is still 30 June in UTC.
    at = utc(2027, 6, 30, 22, 30)
    assert end_of_day(date(2027, 6, 30), PARIS) == utc(2027, 6, 30, 22)
    loan = a_loan(first=date(2027, 6, 30), last=date(2027, 7, 5))
    assert due_reminders([loan], at) == []


def test_whoever_must_answer_is_warned_the_day_before_the_request_expires():
    expires_at = end_of_day(date(2027, 3, 5), PARIS)
    request = a_loan(State.REQUESTED, expires_at=expires_at)
    assert kinds(request, utc(2027, 3, 4, 8) - SECOND) == []
    assert kinds(request, utc(2027, 3, 4, 8)) == [(ReminderKind.ANSWER, Side.LENDER)]
    proposal = a_loan(State.COUNTERED, expires_at=expires_at)
    assert kinds(proposal, utc(2027, 3, 4, 8)) == [(ReminderKind.ANSWER, Side.BORROWER)]
    assert kinds(request, expires_at) == []
    assert kinds(a_loan(State.REQUESTED), utc(2027, 3, 4, 8)) == []


def test_keys_name_loan_kind_day_and_side():
    keys = [r.key for r in due_reminders([a_loan()], utc(2027, 3, 9, 8))]
    assert keys == ["loan-1-hand_over-2027-03-09-borrower", "loan-1-hand_over-2027-03-09-lender"]


instants = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
zones = st.sampled_from([PARIS, *OVERSEAS])
some_days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@given(some_days, st.integers(0, 40), st.sampled_from(State), zones, zones, instants)
def test_reminders_are_the_same_however_often_they_are_computed(first, length, state, one, other, now):
    loan = a_loan(state, first, first + timedelta(days=length), lender_zone=one, borrower_zone=other)
    once, again = due_reminders([loan], now), due_reminders([loan], now)
    assert once == again
    assert len({r.key for r in once}) == len(once)
    for reminder in once:
        assert reminder.at <= now
        local = reminder.at.astimezone(ZoneInfo(loan.zone(reminder.side)))
        assert (local.date(), local.hour) == (reminder.due_on, 9)


@given(some_days, st.integers(-40, 40))
def test_a_clock_that_jumps_back_an_hour_makes_no_new_reminder(first, hours):
    loan = a_loan(State.APPROVED, first, first)
    now = wall_clock(first, PARIS) - timedelta(hours=15) + timedelta(hours=hours / 4)
    earlier, later = ({r.key for r in due_reminders([loan], at)} for at in (now - timedelta(hours=1), now))
    assert earlier <= later or now >= end_of_day(first, PARIS)


# Expiry


def test_a_request_expires_at_the_end_of_the_fourteenth_day():
    expires_at = request_expires_at(utc(2027, 3, 1, 9), date(2027, 9, 1), PARIS)
    assert expires_at == end_of_day(date(2027, 3, 15), PARIS) == utc(2027, 3, 15, 23)


def test_the_change_of_the_hour_does_not_move_the_day():
    expires_at = request_expires_at(utc(2026, 3, 20, 9), date(2026, 9, 1), PARIS)
    assert expires_at == utc(2026, 4, 3, 22)


def test_a_request_expires_when_its_first_day_is_over():
    expires_at = request_expires_at(utc(2027, 3, 1, 9), date(2027, 3, 4), PARIS)
    assert expires_at == end_of_day(date(2027, 3, 4), PARIS)


def test_a_request_for_today_can_still_be_accepted_today():
    asked_at = utc(2027, 3, 4, 20)
    assert not is_expired(request_expires_at(asked_at, date(2027, 3, 4), PARIS), asked_at)


@given(instants, some_days, zones, st.integers(0, 30))
def test_no_request_is_born_dead(asked_at, starts_on, zone, days):
    assert request_expires_at(asked_at, starts_on, zone, days) > asked_at


def test_an_answer_that_comes_too_late_is_refused():
    expires_at = utc(2027, 3, 15, 23)
    require_not_expired(expires_at, expires_at - SECOND)
    with pytest.raises(RequestExpired):
        require_not_expired(expires_at, expires_at)

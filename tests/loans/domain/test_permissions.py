"""Who may do what with a loan: a lender (1), a borrower (2), and somebody else (3)."""

import itertools

import pytest

from app.core.actor import ANONYMOUS, SYSTEM, Actor, Role
from app.loans.domain.lifecycle import Action, Side, State
from app.loans.domain.permissions import (
    LoanParties,
    acts_for_lender,
    allowed_actions,
    may_act,
    may_cancel,
    may_close,
    may_decide,
    may_hand_over,
    may_request_loan,
    may_see_loan,
    may_take_back,
    side_acting,
    sides_of,
)

LENDER, BORROWER, OTHER = 1, 2, 3
ASKER = 10
PARTIES = LoanParties(LENDER, BORROWER, requested_by=ASKER)
LENDER_ACTS = [may_decide, may_hand_over, may_take_back, may_close]


def person(*roles, user_id=99, is_staff=False):
    return Actor(user_id=user_id, is_staff=is_staff, roles=frozenset(roles))


STAFF = person(is_staff=True)


@pytest.mark.parametrize("role", Role)
def test_every_member_of_both_sides_sees_the_loan(role):
    assert may_see_loan(person((LENDER, role)), PARTIES)
    assert may_see_loan(person((BORROWER, role)), PARTIES)


@pytest.mark.parametrize("role", Role)
def test_somebody_elses_loan_does_not_exist(role):
    stranger = person((OTHER, role))
    assert not may_see_loan(stranger, PARTIES)
    assert sides_of(stranger, PARTIES) == frozenset()
    assert all(allowed_actions(stranger, PARTIES, state) == () for state in State)


def test_nobody_sees_nothing():
    assert not may_see_loan(ANONYMOUS, PARTIES)
    assert sides_of(ANONYMOUS, LoanParties(LENDER, BORROWER)) == frozenset()


def test_platform_staff_see_but_do_not_act():
    assert may_see_loan(STAFF, PARTIES)
    assert sides_of(STAFF, PARTIES) == frozenset()


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.ADMIN, True),
        (Role.EXHIBITIONS, True),
        (Role.TECHNICIAN, True),
        (Role.CSR, False),
        (Role.READER, False),
    ],
)
def test_who_may_ask_for_a_loan(role, may):
    assert may_request_loan(person((BORROWER, role)), LoanParties(LENDER, BORROWER)) is may
    assert not may_request_loan(person((OTHER, role)), LoanParties(LENDER, BORROWER))


def test_nobody_borrows_from_their_own_house():
    assert not may_request_loan(person((LENDER, Role.ADMIN)), LoanParties(LENDER, LENDER))


@pytest.mark.parametrize("may", LENDER_ACTS)
@pytest.mark.parametrize(
    ("role", "expected"),
    [
        (Role.ADMIN, True),
        (Role.TECHNICIAN, True),
        (Role.EXHIBITIONS, False),
        (Role.CSR, False),
        (Role.READER, False),
    ],
)
def test_who_acts_for_the_lender(may, role, expected):
    assert may(person((LENDER, role)), PARTIES) is expected
    assert not may(person((BORROWER, role)), PARTIES)


@pytest.mark.parametrize("may", LENDER_ACTS)
def test_whoever_asked_does_not_answer_for_the_lender(may):
    roles = [(LENDER, Role.ADMIN), (BORROWER, Role.ADMIN)]
    assert not may(person(*roles, user_id=ASKER), PARTIES)
    assert may(person(*roles, user_id=11), PARTIES)


def test_an_asker_whose_account_is_gone_binds_nobody():
    assert acts_for_lender(person((LENDER, Role.ADMIN)), LoanParties(LENDER, BORROWER, None))


def test_a_person_of_both_houses_acts_for_both_on_a_colleagues_request():
    both = person((LENDER, Role.TECHNICIAN), (BORROWER, Role.EXHIBITIONS))
    assert sides_of(both, PARTIES) == {Side.LENDER, Side.BORROWER}
    assert side_acting(both, PARTIES, State.REQUESTED, Action.ACCEPT) is Side.LENDER
    assert side_acting(both, PARTIES, State.REQUESTED, Action.CANCEL) is Side.BORROWER


def test_the_borrower_cancels_until_the_hand_over_and_the_lender_once_agreed():
    borrower, lender = person((BORROWER, Role.EXHIBITIONS)), person((LENDER, Role.TECHNICIAN))
    assert [s for s in State if may_cancel(borrower, PARTIES, s)] == [
        State.DRAFT,
        State.REQUESTED,
        State.COUNTERED,
        State.APPROVED,
        State.SIGNED,
    ]
    assert [s for s in State if may_cancel(lender, PARTIES, s)] == [State.APPROVED, State.SIGNED]


def test_jobs_expire_requests_and_do_not_accept_them():
    assert sides_of(SYSTEM, PARTIES) == {Side.SYSTEM}
    assert allowed_actions(SYSTEM, PARTIES, State.REQUESTED) == (Action.EXPIRE,)


def test_the_buttons_are_what_would_work():
    lender = person((LENDER, Role.TECHNICIAN))
    assert allowed_actions(lender, PARTIES, State.REQUESTED) == (
        Action.ACCEPT,
        Action.COUNTER,
        Action.REFUSE,
    )
    assert Action.HAND_OVER not in allowed_actions(lender, PARTIES, State.OUT)
    assert Action.HAND_OVER in allowed_actions(lender, PARTIES, State.OUT, all_handed_over=False)


@pytest.mark.parametrize("role", [Role.CSR, Role.READER])
def test_readers_have_no_button(role):
    for institution, state, action in itertools.product((LENDER, BORROWER), State, Action):
        assert not may_act(person((institution, role)), PARTIES, state, action)

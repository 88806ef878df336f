"""The table of moves, checked as a table: what is in it, what is not, and what it draws."""

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.listings.domain.availability import HoldState
from app.loans.domain.lifecycle import (
    FINAL,
    HOLDS,
    LIVE,
    MOVES,
    Action,
    MoveNotAllowed,
    Side,
    State,
    actions_for,
    as_mermaid,
    days_late,
    is_overdue,
    next_state,
)

EVERYTHING = list(itertools.product(State, Action, Side))


def test_the_plain_life_of_a_loan():
    state = State.DRAFT
    for action, side, expected in [
        (Action.REQUEST, Side.BORROWER, State.REQUESTED),
        (Action.ACCEPT, Side.LENDER, State.APPROVED),
        (Action.HAND_OVER, Side.LENDER, State.OUT),
        (Action.TAKE_BACK, Side.LENDER, State.RETURNED),
        (Action.CLOSE, Side.LENDER, State.CLOSED),
    ]:
        state = next_state(state, action, side)
        assert state is expected


def test_an_agreement_adds_a_step_and_replaces_none():
    signed = next_state(State.APPROVED, Action.SIGN, Side.BORROWER)
    assert next_state(signed, Action.HAND_OVER, Side.LENDER) is State.OUT
    assert next_state(State.APPROVED, Action.HAND_OVER, Side.LENDER) is State.OUT


def test_the_lender_proposes_something_else_and_the_borrower_accepts():
    countered = next_state(State.REQUESTED, Action.COUNTER, Side.LENDER)
    assert next_state(countered, Action.ACCEPT, Side.BORROWER) is State.APPROVED
    assert next_state(countered, Action.REQUEST, Side.BORROWER) is State.REQUESTED
    with pytest.raises(MoveNotAllowed):
        next_state(countered, Action.ACCEPT, Side.LENDER)


def test_a_partial_hand_over_or_return_keeps_the_loan_out():
    assert next_state(State.OUT, Action.HAND_OVER, Side.LENDER) is State.OUT
    assert next_state(State.OUT, Action.TAKE_BACK_PART, Side.LENDER) is State.OUT


@pytest.mark.parametrize(("state", "action", "side"), EVERYTHING)
def test_only_what_the_table_says_is_allowed(state, action, side):
    move = MOVES.get((state, action))
    if move and side in move.by:
        assert next_state(state, action, side) is move.next
        assert action in actions_for(state, side, all_handed_over=False)
    else:
        with pytest.raises(MoveNotAllowed) as refusal:
            next_state(state, action, side)
        assert refusal.value.params == {"state": state.value, "action": action.value}
        assert action not in actions_for(state, side, all_handed_over=False)


def test_the_borrower_never_makes_the_lenders_moves():
    for state in State:
        mine = set(actions_for(state, Side.BORROWER))
        assert not mine & {Action.REFUSE, Action.COUNTER, Action.HAND_OVER, Action.TAKE_BACK, Action.CLOSE}
    assert Action.ACCEPT not in actions_for(State.REQUESTED, Side.BORROWER)


def test_nothing_is_cancelled_once_it_is_out():
    for state in (State.OUT, State.RETURNED, *FINAL):
        assert (state, Action.CANCEL) not in MOVES


def test_every_move_names_somebody():
    assert MOVES and all(move.by for move in MOVES.values())


def test_every_action_and_every_side_is_used():
    assert {action for _, action in MOVES} == set(Action)
    assert set().union(*(move.by for move in MOVES.values())) == set(Side)


def test_five_states_are_final():
    assert {State.CLOSED, State.REFUSED, State.CANCELLED, State.EXPIRED, State.NO_SHOW} == FINAL


def test_every_state_is_reached_from_a_draft_and_leads_to_an_end():
    reached = {State.DRAFT}
    for _ in State:
        reached |= {move.next for (origin, _), move in MOVES.items() if origin in reached}
    assert reached == set(State)
    ending = set(FINAL)
    for _ in State:
        ending |= {origin for (origin, _), move in MOVES.items() if move.next in ending}
    assert ending == set(State)


@given(st.lists(st.tuples(st.sampled_from(Action), st.sampled_from(Side)), max_size=12))
def test_no_walk_is_handed_over_without_an_agreement(walk):
    state, seen = State.DRAFT, [State.DRAFT]
    for action, side in walk:
        try:
            state = next_state(state, action, side)
        except MoveNotAllowed:
            continue
        seen.append(state)
    if State.OUT in seen:
        assert State.APPROVED in seen[: seen.index(State.OUT)]
    if State.CLOSED in seen:
        assert seen[-2:] == [State.RETURNED, State.CLOSED]


def test_the_rest_is_offered_only_while_something_is_left_to_hand_over():
    assert Action.HAND_OVER not in actions_for(State.OUT, Side.LENDER)
    assert Action.HAND_OVER in actions_for(State.OUT, Side.LENDER, all_handed_over=False)
    assert Action.HAND_OVER in actions_for(State.APPROVED, Side.LENDER)


def test_the_buttons_come_in_the_order_of_the_table():
    assert actions_for(State.REQUESTED, Side.LENDER) == (Action.ACCEPT, Action.COUNTER, Action.REFUSE)
    assert actions_for(State.REQUESTED, Side.SYSTEM) == (Action.EXPIRE,)
    assert actions_for(State.CLOSED, Side.LENDER) == ()


def test_every_state_has_its_hold():
    assert set(HOLDS) == set(State)
    assert {HOLDS[state] for state in LIVE} == {HoldState.RESERVED, HoldState.OUT}
    assert HOLDS[State.REQUESTED] is HoldState.REQUESTED
    assert HOLDS[State.NO_SHOW] is HoldState.MISSED


def test_late_starts_the_day_after_the_return_day():
    last_day = date(2027, 3, 12)
    assert not is_overdue(State.OUT, last_day, date(2027, 3, 12))
    assert is_overdue(State.OUT, last_day, date(2027, 3, 13))
    assert days_late(State.OUT, last_day, date(2027, 3, 20)) == 8


@pytest.mark.parametrize("state", [state for state in State if state is not State.OUT])
def test_only_what_is_out_can_be_late(state):
    assert not is_overdue(state, date(2027, 3, 12), date(2028, 1, 1))


def test_the_table_draws_its_diagram():
    diagram = as_mermaid()
    assert diagram.startswith("stateDiagram-v2\n    [*] --> draft\n")
    assert "    requested --> approved: accept (lender)\n" in diagram
    assert "    approved --> cancelled: cancel (borrower, lender)\n" in diagram
    assert diagram.count(": ") == len(MOVES)
    assert diagram.count("--> [*]") == len(FINAL)

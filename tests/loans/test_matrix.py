"""Every state, every action, every role on both sides: the verbs do what the table of moves says, and no more."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refusal
from app.loans import queries, services
from app.loans.domain.lifecycle import MOVES, Action, MoveNotAllowed, Side, State
from app.loans.domain.permissions import BORROWER_ROLES, LENDER_ROLES
from app.loans.domain.proposals import AskedAgain
from app.loans.models import Loan
from tests.given.accounts import a_person, an_institution
from tests.given.loans import Museums, a_loan, an_offer, reports_to_leave, reports_to_return, the_loan, two_museums

STATES = [s for s in State if s not in (State.DRAFT, State.SIGNED)]
VERBS = [
    Action.REQUEST,
    Action.ACCEPT,
    Action.COUNTER,
    Action.WITHDRAW,
    Action.REFUSE,
    Action.CANCEL,
    Action.HAND_OVER,
    Action.TAKE_BACK,
    Action.MARK_NO_SHOW,
    Action.CLOSE,
]


def verb(action: Action, actor: Actor, loan_id: int, at: datetime) -> Callable[[], None]:
    return {
        Action.REQUEST: lambda: services.ask_again(actor, loan_id, asked_again(loan_id), at),
        Action.ACCEPT: lambda: services.accept_loan(actor, loan_id, at),
        Action.COUNTER: lambda: services.counter_loan(actor, loan_id, an_offer(loan_id), at),
        Action.WITHDRAW: lambda: services.withdraw_proposal(actor, loan_id, at),
        Action.REFUSE: lambda: services.refuse_loan(actor, loan_id, "Non.", at),
        Action.CANCEL: lambda: services.cancel_loan(actor, loan_id, "Non.", at),
        Action.HAND_OVER: lambda: services.hand_over(actor, loan_id, reports_to_leave(loan_id), at),
        Action.TAKE_BACK: lambda: services.take_back(actor, loan_id, reports_to_return(loan_id), at),
        Action.MARK_NO_SHOW: lambda: services.mark_no_show(actor, loan_id, at),
        Action.CLOSE: lambda: services.close_loan(actor, loan_id, at),
    }[action]


def asked_again(loan_id: int) -> AskedAgain:
    loan = the_loan(loan_id)
    return AskedAgain(loan.starts_on, loan.ends_on, {line.listing_id: 1 for line in loan.lines})


def people(museums: Museums) -> dict[tuple[Side, Role], Actor]:
    return {
        (side, role): a_person(institution, role)
        for side, institution in ((Side.LENDER, museums.lender_id), (Side.BORROWER, museums.borrower_id))
        for role in Role
    }


def speaks(side: Side, role: Role) -> bool:
    return role is Role.ADMIN or role in (LENDER_ROLES if side is Side.LENDER else BORROWER_ROLES)


@pytest.mark.parametrize("state", STATES)
def test_each_role_does_exactly_its_moves(app: Flask, state: State) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, state)
    at = _when(state)
    actors = people(museums)
    outsider = a_person(an_institution(city="Nantes"), Role.ADMIN)
    for action in VERBS:
        move = MOVES.get((state, action))
        with pytest.raises(NotFound):
            verb(action, outsider, loan_id, at)()
        for (side, role), actor in actors.items():
            may = move is not None and side in move.by and speaks(side, role)
            may = may and (state, action) != (State.OUT, Action.HAND_OVER)  # nothing is left to hand over
            if may:
                assert action in queries.loan_page(actor, loan_id, at).actions, (state, action, side, role)
                continue
            with pytest.raises((Forbidden, MoveNotAllowed)) as refused:
                verb(action, actor, loan_id, at)()
            if not speaks(side, role):
                assert refused.type is Forbidden, (state, action, side, role)
            assert action not in queries.loan_page(actor, loan_id, at).actions
    assert the_loan(loan_id).state is state


@pytest.mark.parametrize(("state", "action"), [key for key in MOVES if key[0] in STATES and key[1] in VERBS])
def test_each_move_leads_where_the_table_says(app: Flask, state: State, action: Action) -> None:
    move = MOVES[state, action]
    museums = two_museums()
    loan_id = a_loan(museums, state, 2)
    side = Side.LENDER if Side.LENDER in move.by else Side.BORROWER
    actor = people(museums)[side, Role.ADMIN]
    if (state, action) == (State.OUT, Action.HAND_OVER):
        with pytest.raises(Refusal):
            verb(action, actor, loan_id, _when(state))()
        return
    verb(action, actor, loan_id, _when(state))()
    assert the_loan(loan_id).state is move.next
    with pytest.raises(Refusal):
        verb(action, actor, loan_id, _when(state))()


def test_lowest_roles_of_both_sides_read_and_others_find_nothing(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums)
    for institution in (museums.lender_id, museums.borrower_id):
        page = queries.loan_page(a_person(institution, Role.READER), loan_id, now)
        assert page.actions == frozenset()
        assert not page.is_my_turn
    for stranger in (a_person(an_institution(city="Nantes"), Role.ADMIN), a_person()):
        with pytest.raises(NotFound):
            queries.loan_page(stranger, loan_id, now)
    assert queries.loan_page(SYSTEM, loan_id, now).id == loan_id
    assert db.session.query(Loan).count() == 1


def _when(state: State) -> datetime:
    """A day on which every move of the state is timely: within the loan once it is agreed."""
    asked = datetime.fromisoformat("2027-01-11T09:00:00+00:00")
    return asked if state in (State.REQUESTED, State.COUNTERED) else asked + timedelta(days=58)

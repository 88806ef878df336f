"""Who may do what with a loan.

A loan has two sides. A person who belongs to both institutions may act for the lender too, except on a request
of their own: whoever asked neither decides on it nor hands it over.
"""

from dataclasses import dataclass

from app.core.actor import Actor, Role
from app.loans.domain.lifecycle import MOVES, Action, Side, State, actions_for

LENDER_ROLES = (Role.TECHNICIAN,)
"""Who acts for a lender, beside its admins (who hold every role)."""

BORROWER_ROLES = (Role.EXHIBITIONS, Role.TECHNICIAN)
"""Who acts for a borrower, beside its admins."""


@dataclass(frozen=True, slots=True)
class LoanParties:
    """The two institutions of a loan and the person who asked for it (None once their account is gone)."""

    lender_id: int
    borrower_id: int
    requested_by: int | None = None


def acts_for_lender(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may speak for the lender about this loan."""
    return (
        actor.user_id is not None
        and actor.user_id != parties.requested_by
        and actor.has_role(parties.lender_id, *LENDER_ROLES)
    )


def acts_for_borrower(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may speak for the borrower about this loan."""
    return actor.user_id is not None and actor.has_role(parties.borrower_id, *BORROWER_ROLES)


def is_the_system(actor: Actor) -> bool:
    """Whether a job or the command line acts: staff without a person."""
    return actor.is_staff and actor.user_id is None


def sides_of(actor: Actor, parties: LoanParties) -> frozenset[Side]:
    """The sides the actor may act for; none for most people, both for a few."""
    sides = {
        Side.LENDER: acts_for_lender(actor, parties),
        Side.BORROWER: acts_for_borrower(actor, parties),
        Side.SYSTEM: is_the_system(actor),
    }
    return frozenset(side for side, may in sides.items() if may)


def may_see_loan(actor: Actor, parties: LoanParties) -> bool:
    """Members of both institutions, whatever their role, and the platform's staff; to others it is a 404."""
    return actor.is_staff or actor.belongs_to(parties.lender_id) or actor.belongs_to(parties.borrower_id)


def may_request_loan(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may ask *parties.lender_id* on behalf of *parties.borrower_id*: never one's own house."""
    return parties.lender_id != parties.borrower_id and acts_for_borrower(actor, parties)


def may_decide(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may accept, refuse or make another proposal."""
    return acts_for_lender(actor, parties)


def may_hand_over(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may hand the units over."""
    return acts_for_lender(actor, parties)


def may_take_back(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may receive the units back and write how they look."""
    return acts_for_lender(actor, parties)


def may_close(actor: Actor, parties: LoanParties) -> bool:
    """Whether the actor may declare the return inspected."""
    return acts_for_lender(actor, parties) or is_the_system(actor)


def may_cancel(actor: Actor, parties: LoanParties, state: State) -> bool:
    """Whether the actor may give the loan up now: the borrower until the hand-over, the lender once agreed."""
    return may_act(actor, parties, state, Action.CANCEL)


def may_act(
    actor: Actor, parties: LoanParties, state: State, action: Action, *, all_handed_over: bool = True
) -> bool:
    """Whether the actor may do *action* to a loan in *state*."""
    return side_acting(actor, parties, state, action, all_handed_over=all_handed_over) is not None


def side_acting(
    actor: Actor, parties: LoanParties, state: State, action: Action, *, all_handed_over: bool = True
) -> Side | None:
    """The side for which the actor would do *action*; None if they may not. Verbs pass it to ``next_state``."""
    mine = sides_of(actor, parties)
    for side in Side:
        if side in mine and action in actions_for(state, side, all_handed_over=all_handed_over):
            return side
    return None


def is_theirs(actor: Actor, parties: LoanParties, state: State, action: Action) -> bool:
    """Whether *action* is one of their side's moves: tells "not now" from "not you".

    Where the state knows the move, it has to be their side's; elsewhere in any state will do.
    """
    here = [move for (origin, name), move in MOVES.items() if name is action and origin is state]
    known = here or [move for (_, name), move in MOVES.items() if name is action]
    mine = sides_of(actor, parties)
    return any(mine & move.by for move in known)


def allowed_actions(
    actor: Actor, parties: LoanParties, state: State, *, all_handed_over: bool = True
) -> tuple[Action, ...]:
    """The buttons of the loan's page: exactly what would work."""
    return tuple(
        action for action in Action if may_act(actor, parties, state, action, all_handed_over=all_handed_over)
    )


def may_read_evidence(actor: Actor, parties: LoanParties) -> bool:
    """The borrower's people and the staff: quotes and budgets are no business of the lender's."""
    return actor.is_staff or actor.belongs_to(parties.borrower_id)


def may_judge_evidence(actor: Actor, parties: LoanParties, added_by: int | None) -> bool:
    """The borrower's CSR officer or the staff, never whoever put the paper there."""
    if actor.user_id is None or actor.user_id == added_by:
        return False
    return actor.is_staff or actor.has_role(parties.borrower_id, Role.CSR)


def may_say_own_use(actor: Actor, institution_id: int) -> bool:
    """Whether the actor says which of their own objects serve their exhibitions: those who keep either."""
    return actor.has_role(institution_id, Role.TECHNICIAN) or actor.has_role(institution_id, Role.EXHIBITIONS)

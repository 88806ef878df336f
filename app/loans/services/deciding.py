"""The answer to a request, and giving up before the hand-over."""

from collections.abc import Mapping
from datetime import date, datetime

from app.core import events
from app.core.actor import Actor
from app.core.db import transaction
from app.listings.services import holds
from app.loans.domain.events import LoanAccepted, LoanCancelled, LoanRefused
from app.loans.domain.lifecycle import HOLDS, Action, Side, State
from app.loans.domain.proposals import ProposalState
from app.loans.domain.refusals import ReasonMissing
from app.loans.models import Loan
from app.loans.queries.outcome import outcome_of
from app.loans.services.agreeing import grant, take_proposal
from app.loans.services.common import (
    allocation_ids,
    is_done,
    lender_day,
    locked_loan,
    move,
    note,
    require_seen,
    require_verified,
    told,
)
from app.loans.services.letters import Letter, tell
from app.loans.services.proposing import close_proposal, terms_of
from app.loans.services.roads import lay_road
from app.loans.services.telling_rivals import tell_rivals
from app.loans.services.transport import leave_runs


def accept_loan(
    actor: Actor,
    loan_id: int,
    now: datetime,
    *,
    answer: str = "",
    key: str = "",
    quantities: Mapping[int, int] | None = None,
    seen: int | None = None,
) -> None:
    """Agree: the units are reserved, counted again under the lock of their listings.

    To a request it is the lender who agrees, to all of it or to *quantities* of its lines (by id, 0 for none): what
    is left out ends as refused. To the lender's proposal it is the borrower: the loan becomes what was proposed.
    Other requests that do not fit any more are told so, and stay open. *seen* is the version that was read.

    Raises ``NotEnoughUnits`` (somebody else was faster), ``RequestExpired``, ``PartyNotVerified``, ``LoanChanged``,
    ``NothingGranted``, ``GrantedTooMany``, ``MoveNotAllowed``, Forbidden (also for whoever asked), NotFound.
    """
    with transaction():
        said = [answer, sorted(quantities.items()), seen] if quantities else answer
        if is_done(actor, key, "accept_loan", loan_id, said, now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        require_seen(loan, seen)
        was_countered = loan.state is State.COUNTERED
        side = move(actor, loan, Action.ACCEPT, today, now)
        require_verified(loan)
        if was_countered:
            _accept_proposal(actor, loan, side, today, now)
        else:
            _accept_request(actor, loan, side, answer, quantities, today, now)
        lay_road(loan, today, now)
        events.publish(LoanAccepted(**told(actor, loan, now)))
        tell_rivals(loan, today, now)


def _accept_request(
    actor: Actor,
    loan: Loan,
    side: Side,
    answer: str,
    quantities: Mapping[int, int] | None,
    today: date,
    now: datetime,
) -> None:
    in_part = grant(loan, quantities, today, now)
    _decide(actor, loan, answer, now)
    if in_part:
        note(actor, loan, side, "accept_in_part", now, lines=terms_of(loan).quantities)
        tell(loan, Side.BORROWER, Letter.ACCEPTED_IN_PART, now, but=actor.user_id, outcome=outcome_of(loan))
    else:
        note(actor, loan, side, "accept_loan", now)
        tell(loan, Side.BORROWER, Letter.ACCEPTED, now, but=actor.user_id)


def _accept_proposal(actor: Actor, loan: Loan, side: Side, today: date, now: datetime) -> None:
    proposal = take_proposal(actor, loan, today, now)
    _decide(actor, loan, proposal.message, now)
    note(actor, loan, side, "accept_proposal", now, lines=terms_of(loan).quantities)
    tell(loan, Side.LENDER, Letter.PROPOSAL_ACCEPTED, now, but=actor.user_id)


def refuse_loan(actor: Actor, loan_id: int, reason: str, now: datetime, *, key: str = "") -> None:
    """Say no, and why. Raises ``ReasonMissing``, ``MoveNotAllowed``, Forbidden, NotFound."""
    with transaction():
        if is_done(actor, key, "refuse_loan", loan_id, reason, now):
            return
        loan = locked_loan(actor, loan_id)
        side = move(actor, loan, Action.REFUSE, lender_day(loan, now), now)
        _require_reason(reason)
        _let_go(actor, loan, ProposalState.WITHDRAWN, now)
        _decide(actor, loan, reason, now)
        note(actor, loan, side, "refuse_loan", now, reason=reason.strip())
        events.publish(LoanRefused(**told(actor, loan, now)))
        tell(loan, Side.BORROWER, Letter.REFUSED, now, but=actor.user_id)


def cancel_loan(actor: Actor, loan_id: int, reason: str, now: datetime, *, key: str = "") -> None:
    """Give up before the hand-over: the borrower at any time, the lender once agreed, always with a reason.

    Raises ``ReasonMissing``, ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "cancel_loan", loan_id, reason, now):
            return
        loan = locked_loan(actor, loan_id)
        side = move(actor, loan, Action.CANCEL, lender_day(loan, now), now)
        _require_reason(reason)
        _let_go(actor, loan, ProposalState.DECLINED, now)
        loan.closed_at = now
        note(actor, loan, side, "cancel_loan", now, reason=reason.strip())
        events.publish(LoanCancelled(**told(actor, loan, now)))
        other = Side.BORROWER if side is Side.LENDER else Side.LENDER
        tell(loan, other, Letter.CANCELLED, now, but=actor.user_id, reason=reason.strip())


def _decide(actor: Actor, loan: Loan, answer: str, now: datetime) -> None:
    loan.answer, loan.decided_by, loan.decided_at = answer.strip(), actor.user_id, now


def _let_go(actor: Actor, loan: Loan, proposal: ProposalState, now: datetime) -> None:
    """Its holds end as its state says, its open proposal as *proposal* says, and journeys shared with it."""
    leave_runs(actor, loan, now)
    close_proposal(actor, loan, proposal, now)
    holds.release(allocation_ids(loan), HOLDS[loan.state])


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing

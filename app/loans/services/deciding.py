"""The answer to a request, and giving up before the hand-over."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core import events
from app.core.actor import Actor
from app.core.db import db, transaction
from app.listings.services import holds
from app.loans.domain.events import LoanAccepted, LoanCancelled, LoanRefused
from app.loans.domain.lifecycle import HOLDS, Action, Side
from app.loans.domain.refusals import PartyNotVerified, ReasonMissing
from app.loans.models import Loan
from app.loans.services.common import allocation_ids, is_done, lender_day, locked_loan, move, note, told
from app.loans.services.letters import Letter, tell


def accept_loan(actor: Actor, loan_id: int, now: datetime, *, answer: str = "", key: str = "") -> None:
    """Agree: the units are reserved, counted again under the lock of their listings.

    Raises ``NotEnoughUnits`` (somebody else was faster), ``RequestExpired``, ``PartyNotVerified``,
    ``MoveNotAllowed``, Forbidden (also for whoever asked), NotFound.
    """
    with transaction():
        if is_done(actor, key, "accept_loan", loan_id, answer, now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        side = move(actor, loan, Action.ACCEPT, today, now)
        _require_verified(loan)
        holds.promise(allocation_ids(loan), today, now)
        _decide(actor, loan, answer, now)
        note(actor, loan, side, "accept_loan", now)
        events.publish(LoanAccepted(**told(actor, loan, now)))
        tell(loan, Side.BORROWER, Letter.ACCEPTED, now, but=actor.user_id)


def refuse_loan(actor: Actor, loan_id: int, reason: str, now: datetime, *, key: str = "") -> None:
    """Say no, and why. Raises ``ReasonMissing``, ``MoveNotAllowed``, Forbidden, NotFound."""
    with transaction():
        if is_done(actor, key, "refuse_loan", loan_id, reason, now):
            return
        loan = locked_loan(actor, loan_id)
        side = move(actor, loan, Action.REFUSE, lender_day(loan, now), now)
        _require_reason(reason)
        _let_go(loan)
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
        _let_go(loan)
        loan.closed_at = now
        note(actor, loan, side, "cancel_loan", now, reason=reason.strip())
        events.publish(LoanCancelled(**told(actor, loan, now)))
        other = Side.BORROWER if side is Side.LENDER else Side.LENDER
        tell(loan, other, Letter.CANCELLED, now, but=actor.user_id, reason=reason.strip())


def _require_verified(loan: Loan) -> None:
    """A suspension of either side freezes what is not agreed yet; what is agreed goes on to its return."""
    both = Institution.id.in_((loan.lender_id, loan.borrower_id)) & (Institution.state == InstitutionState.VERIFIED)
    if db.session.scalar(select(func.count(Institution.id)).where(both)) != 2:
        raise PartyNotVerified


def _decide(actor: Actor, loan: Loan, answer: str, now: datetime) -> None:
    loan.answer, loan.decided_by, loan.decided_at = answer.strip(), actor.user_id, now


def _let_go(loan: Loan) -> None:
    """Its holds end as its state says."""
    holds.release(allocation_ids(loan), HOLDS[loan.state])


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise ReasonMissing

"""How loans end: inspected and closed, never collected, never answered."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Institution
from app.core import events
from app.core.actor import SYSTEM, Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.listings.domain.availability import HoldState
from app.listings.services import holds
from app.loans.domain.events import LoanClosed, LoanExpired, LoanNoShow
from app.loans.domain.expiry import is_expired
from app.loans.domain.lifecycle import HOLDS, Action, Side, State
from app.loans.domain.proposals import ProposalState
from app.loans.models import Loan
from app.loans.services.common import allocation_ids, is_done, lender_day, locked_loan, move, note, told
from app.loans.services.letters import Letter, tell
from app.loans.services.proposing import close_proposal
from app.loans.services.transport import leave_runs

TWO_DAYS = timedelta(days=2)
"""Wider than any two time zones are apart: the day is judged at the lender's."""


def close_loan(actor: Actor, loan_id: int, now: datetime, *, key: str = "") -> None:
    """The return is inspected: the figures of the loan are final. Raises ``MoveNotAllowed``, Forbidden, NotFound."""
    with transaction():
        if is_done(actor, key, "close_loan", loan_id, None, now):
            return
        loan = locked_loan(actor, loan_id)
        side = move(actor, loan, Action.CLOSE, lender_day(loan, now), now)
        units = [unit.allocation_id for line in loan.lines for unit in line.units]
        if units:
            holds.release(units, HoldState.CLOSED)
        loan.closed_at = now
        note(actor, loan, side, "close_loan", now)
        events.publish(LoanClosed(**told(actor, loan, now)))
        tell(loan, Side.BORROWER, Letter.CLOSED, now, but=actor.user_id)


def mark_no_show(actor: Actor, loan_id: int, now: datetime, *, key: str = "") -> None:
    """Agreed, and nobody came: the units are free again.

    Raises ``NotAtThisTime`` (the first day is not over), ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "mark_no_show", loan_id, None, now):
            return
        loan = locked_loan(actor, loan_id)
        _miss(actor, loan, now)


def _miss(actor: Actor, loan: Loan, now: datetime) -> None:
    side = move(actor, loan, Action.MARK_NO_SHOW, lender_day(loan, now), now)
    holds.release(allocation_ids(loan), HOLDS[loan.state])
    loan.closed_at = now
    leave_runs(actor, loan, now)
    note(actor, loan, side, "mark_no_show", now)
    events.publish(LoanNoShow(**told(actor, loan, now)))
    tell(loan, Side.BORROWER, Letter.NO_SHOW, now, but=actor.user_id)
    if side is Side.SYSTEM:
        tell(loan, Side.LENDER, Letter.NO_SHOW, now)


def expire_requests(now: datetime) -> None:
    """Job: what nobody answered in time is over; both sides are told. One transaction each."""
    waiting = select(Loan.id).where(Loan.state.in_((State.REQUESTED, State.COUNTERED)), Loan.expires_at <= now)
    for loan_id in _ids(waiting.order_by(Loan.id)):
        _expire(loan_id, now)


def _expire(loan_id: int, now: datetime) -> None:
    with transaction():
        loan = locked_loan(SYSTEM, loan_id)
        if loan.state not in (State.REQUESTED, State.COUNTERED) or not is_expired(loan.expires_at, now):
            return
        letter = Letter.PROPOSAL_EXPIRED if loan.state is State.COUNTERED else Letter.EXPIRED
        side = move(SYSTEM, loan, Action.EXPIRE, lender_day(loan, now), now)
        close_proposal(SYSTEM, loan, ProposalState.EXPIRED, now)
        holds.release(allocation_ids(loan), HOLDS[loan.state])
        loan.closed_at = now
        note(SYSTEM, loan, side, "expire_loan", now)
        events.publish(LoanExpired(**told(SYSTEM, loan, now)))
        for reader in (Side.LENDER, Side.BORROWER):
            tell(loan, reader, letter, now)


def record_no_shows(now: datetime) -> None:
    """Job: what was agreed and never collected ends with its last day (the lender's). One transaction each."""
    agreed = (
        select(Loan.id, Loan.ends_on, Institution.time_zone)
        .join(Institution, Institution.id == Loan.lender_id)
        .where(Loan.state.in_((State.APPROVED, State.SIGNED)), Loan.ends_on < (now + TWO_DAYS).date())
        .order_by(Loan.id)
    )
    over = [row.id for row in db.session.execute(agreed).all() if row.ends_on < local_day(now, row.time_zone)]
    for loan_id in over:
        _record_no_show(loan_id, now)


def _record_no_show(loan_id: int, now: datetime) -> None:
    with transaction():
        loan = locked_loan(SYSTEM, loan_id)
        if loan.state in (State.APPROVED, State.SIGNED) and loan.ends_on < lender_day(loan, now):
            _miss(SYSTEM, loan, now)


def _ids(statement: object) -> Iterable[int]:
    return list(db.session.scalars(statement))  # type: ignore[call-overload]

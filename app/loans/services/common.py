"""What the verbs share: the loan's row locked, a move made, a second click recognised, the event's facts."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core import journal
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.idempotency import is_repeat
from app.loans.domain.expiry import ProposalExpired, RequestExpired
from app.loans.domain.lifecycle import Action, MoveNotAllowed, Side, State, next_state
from app.loans.domain.permissions import LoanParties, is_theirs, may_see_loan, side_acting
from app.loans.domain.proposals import LoanChanged
from app.loans.domain.refusals import NotAtThisTime, PartyNotVerified
from app.loans.domain.timing import ANSWERS, Dates, is_timely
from app.loans.models import Loan


def locked_loan(actor: Actor, loan_id: int) -> Loan:
    """The loan's row, locked first of all: whoever writes it waits here, and whoever only names it does not.

    A late return names the next loan while it holds the listing that the next loan may want. Raises NotFound for
    third parties.
    """
    statement = select(Loan).where(Loan.id == loan_id).with_for_update(key_share=True)
    loan = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if loan is None or not may_see_loan(actor, parties_of(loan)):
        raise NotFound()
    return loan


def parties_of(loan: Loan) -> LoanParties:
    """Who it is between."""
    return LoanParties(loan.lender_id, loan.borrower_id, loan.requested_by)


def dates_of(loan: Loan) -> Dates:
    """When it is."""
    return Dates(loan.starts_on, loan.ends_on, loan.expires_at, loan.expected_on)


def lender_day(loan: Loan, now: datetime) -> date:
    """The calendar day of *now* at the lender's."""
    zone = select(Institution.time_zone).where(Institution.id == loan.lender_id)
    return local_day(now, db.session.execute(zone).scalar_one())


def move(
    actor: Actor, loan: Loan, action: Action, today: date, now: datetime, *, all_handed_over: bool = True
) -> Side:
    """Do *action* to the loan's state and answer for which side it was done.

    Raises Forbidden (never theirs), ``MoveNotAllowed`` (not from this state), or why it is not the day for it.
    """
    parties = parties_of(loan)
    side = side_acting(actor, parties, loan.state, action, all_handed_over=all_handed_over)
    if side is None:
        if not is_theirs(actor, parties, loan.state, action):
            raise Forbidden()
        raise MoveNotAllowed(state=loan.state.value, action=action.value)
    if not is_timely(action, loan.state, dates_of(loan), today, now):
        raise _untimely(action, loan.state)
    loan.state = next_state(loan.state, action, side)
    loan.version += 1
    return side


def _untimely(action: Action, state: State) -> Refusal:
    if action not in ANSWERS:
        return NotAtThisTime()
    return ProposalExpired() if state is State.COUNTERED else RequestExpired()


def require_seen(loan: Loan, seen: int | None) -> None:
    """Raise ``LoanChanged`` when the page showed another version of the loan; None when nobody looked (a program)."""
    if seen is not None and seen != loan.version:
        raise LoanChanged


def require_verified(loan: Loan) -> None:
    """A suspension of either side freezes what is not agreed yet; what is agreed goes on to its return."""
    both = Institution.id.in_((loan.lender_id, loan.borrower_id)) & (Institution.state == InstitutionState.VERIFIED)
    if db.session.scalar(select(func.count(Institution.id)).where(both)) != 2:
        raise PartyNotVerified


def is_done(actor: Actor, key: str, verb: str, loan_id: int, said: Any, now: datetime) -> bool:
    """Whether this very click was already obeyed; otherwise its *key* is taken, with the transaction.

    Without a key (a job, a script) nothing is remembered. Raises ``KeyReused``.
    """
    return is_repeat(actor, key, [verb, loan_id, said], loan_id, now)


def note(actor: Actor, loan: Loan, side: Side, verb: str, now: datetime, **details: Any) -> None:
    """One line in the journal of the side that acted (the lender's, for the platform)."""
    owner = loan.borrower_id if side is Side.BORROWER else loan.lender_id
    journal.record(actor, now, verb, "loan", loan.id, owner, **details)


def told(actor: Actor, loan: Loan, now: datetime) -> dict[str, Any]:
    """What every event tells."""
    return {
        "loan_id": loan.id,
        "lender_id": loan.lender_id,
        "borrower_id": loan.borrower_id,
        "exhibition_id": loan.exhibition_id,
        "starts_on": loan.starts_on,
        "ends_on": loan.ends_on,
        "at": now,
        "by": actor.user_id,
    }


def allocation_ids(loan: Loan) -> list[int]:
    """The pool holds of its lines."""
    return [line.allocation_id for line in loan.lines if line.allocation_id is not None]

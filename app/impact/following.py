"""After the return: the borrower says what was really done. Verbs and questions."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.core import journal
from app.core.actor import Actor, Role
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.text import one_line
from app.impact.models import FollowUp
from app.impact.records.domain.following import Displacement, Outcome, displacement
from app.loans.domain.lifecycle import State
from app.loans.domain.permissions import LoanParties, may_see_loan
from app.loans.domain.words import Alternative
from app.loans.models import Loan

ASKED_IN = (State.RETURNED, State.CLOSED)
MOST = 300


@dataclass(frozen=True, slots=True)
class FollowUpPage:
    """The question about one loan. *outcome* is the last answer, None before the first."""

    loan_id: int
    alternative: Alternative
    outcome: Outcome | None
    note: str
    may_answer: bool


def follow_up_page(actor: Actor, loan_id: int) -> FollowUpPage:
    """What was said before and after. Raises NotFound for third parties, and before the objects are back."""
    loan = db.session.get(Loan, loan_id)
    if loan is None or not may_see_loan(actor, LoanParties(loan.lender_id, loan.borrower_id)):
        raise NotFound()
    if loan.state not in ASKED_IN:
        raise NotFound()
    last = _last(loan_id)
    return FollowUpPage(
        loan_id=loan_id,
        alternative=loan.alternative,
        outcome=last.outcome if last else None,
        note=last.note if last else "",
        may_answer=may_answer(actor, loan.borrower_id),
    )


def may_answer(actor: Actor, borrower_id: int) -> bool:
    """Who knows what was done: the borrower's exhibition team and its CSR officer."""
    return actor.has_role(borrower_id, Role.EXHIBITIONS, Role.CSR)


def answer_follow_up(actor: Actor, loan_id: int, outcome: Outcome, note: str, now: datetime) -> None:
    """Add an answer; the last one counts. No figure changes. Raises NotFound, Forbidden."""
    page = follow_up_page(actor, loan_id)
    if not page.may_answer:
        raise Forbidden()
    said = one_line(note)[:MOST]
    if (page.outcome, page.note) == (outcome, said):
        return
    with transaction() as session:
        borrower = session.scalar(select(Loan.borrower_id).where(Loan.id == loan_id))
        session.add(FollowUp(loan_id=loan_id, outcome=outcome, note=said, by=actor.user_id, at=now))
        journal.record(actor, now, "answer_follow_up", "loan", loan_id, borrower, outcome=outcome.value)


def measured_displacement() -> Displacement:
    """Over the whole network: how often what was declared before the loan came true, one answer per loan.

    Only loans whose borrower said that something would have been bought or hired are asked about (the rest displaces
    nothing). It is shown to the staff, and proposed as a default from 100 answers on; nothing applies it by itself.
    """
    last = select(func.max(FollowUp.id)).group_by(FollowUp.loan_id)
    displacing = (Alternative.NEW, Alternative.REFURB, Alternative.RENTAL)
    statement = (
        select(FollowUp.outcome)
        .join(Loan, Loan.id == FollowUp.loan_id)
        .where(FollowUp.id.in_(last), Loan.alternative.in_(displacing))
    )
    return displacement(db.session.scalars(statement))


def _last(loan_id: int) -> FollowUp | None:
    return db.session.scalar(
        select(FollowUp).where(FollowUp.loan_id == loan_id).order_by(FollowUp.id.desc()).limit(1)
    )

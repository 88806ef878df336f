"""Papers that show what a borrower would have done: put with the loan, then looked at by somebody else."""

from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import Institution
from app.core import events, journal
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.text import one_line
from app.loans.domain.events import EvidenceRefused
from app.loans.domain.evidence import (
    LONGEST_REFERENCE,
    MOST_PAPERS,
    AlreadyJudged,
    EvidencePaper,
    JudgementMissing,
    TooMuchEvidence,
)
from app.loans.domain.permissions import acts_for_borrower, may_judge_evidence
from app.loans.domain.words import Evidence
from app.loans.models import Loan, LoanEvidence
from app.loans.services.common import locked_loan, parties_of, told
from app.media.documents import attach_document, received_document


def file_evidence(actor: Actor, loan_id: int, paper: EvidencePaper, now: datetime) -> int:
    """Put a paper with the loan; its id. It raises no level by itself: the answer was given before the loan (R3).

    Raises NotFound, Forbidden, EvidenceEmpty, EvidenceLater, TooMuchEvidence.
    """
    with transaction() as session:
        loan = locked_loan(actor, loan_id)
        if not acts_for_borrower(actor, parties_of(loan)):
            raise Forbidden()
        count = session.scalar(select(func.count(LoanEvidence.id)).where(LoanEvidence.loan_id == loan_id)) or 0
        if count >= MOST_PAPERS:
            raise TooMuchEvidence(most=MOST_PAPERS)
        row = put_evidence(actor, loan, paper, now)
        journal.record(actor, now, "file_evidence", "loan", loan_id, loan.borrower_id)
        return row.id


def put_evidence(actor: Actor, loan: Loan, paper: EvidencePaper, now: datetime) -> LoanEvidence:
    """The row of a paper of *loan*, in the caller's transaction. Raises NotFound for a file that is not theirs."""
    zone = db.session.scalars(select(Institution.time_zone).where(Institution.id == loan.borrower_id)).one()
    paper.require_sense(local_day(loan.requested_at, zone))
    if paper.document_id is not None:
        if received_document(loan.borrower_id, paper.document_id) is None:
            raise NotFound()
        attach_document(paper.document_id, loan.borrower_id)
    row = LoanEvidence(
        loan_id=loan.id,
        document_id=paper.document_id,
        kind=paper.kind,
        reference=one_line(paper.reference)[:LONGEST_REFERENCE],
        dated_on=paper.dated_on,
        added_by=actor.user_id,
        added_at=now,
    )
    db.session.add(row)
    db.session.flush()
    return row


def judge_evidence(
    actor: Actor, loan_id: int, evidence_id: int, is_accepted: bool, reason: str, now: datetime
) -> None:
    """Say whether a paper shows what it should. When none that stands is left, the answer is only declared (E2).

    Raises NotFound, Forbidden (also for whoever put it there), AlreadyJudged, JudgementMissing.
    """
    why = one_line(reason)[:LONGEST_REFERENCE]
    if not is_accepted and not why:
        raise JudgementMissing
    with transaction() as session:
        loan = locked_loan(actor, loan_id)
        row = session.scalar(select(LoanEvidence).filter_by(id=evidence_id, loan_id=loan_id))
        if row is None:
            raise NotFound()
        if not may_judge_evidence(actor, parties_of(loan), row.added_by):
            raise Forbidden()
        if row.is_accepted is not None:
            raise AlreadyJudged
        row.is_accepted, row.judgement, row.judged_by, row.judged_at = is_accepted, why, actor.user_id, now
        session.flush()
        journal.record(actor, now, "judge_evidence", "loan", loan_id, loan.borrower_id, reason=why)
        if not is_accepted and loan.evidence is Evidence.E3 and not _stands(loan_id):
            loan.evidence = Evidence.E2
            events.publish(EvidenceRefused(**told(actor, loan, now), reason=why))


def _stands(loan_id: int) -> bool:
    kept = LoanEvidence.is_accepted.is_distinct_from(False)
    return (
        db.session.scalar(select(LoanEvidence.id).where(LoanEvidence.loan_id == loan_id, kept).limit(1)) is not None
    )

"""The papers of a loan that show what would have been done without it: the borrower's, not the lender's to read."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.accounts.models import User
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.loans.domain.evidence import EvidenceKind
from app.loans.domain.permissions import LoanParties, acts_for_borrower, may_judge_evidence, may_read_evidence
from app.loans.domain.words import Alternative, Evidence
from app.loans.models import Loan, LoanEvidence
from app.media.documents import DocumentFile, document_files


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One paper. *is_accepted* is None until somebody looked."""

    id: int
    kind: EvidenceKind
    reference: str
    dated_on: date | None
    file: DocumentFile | None
    added_by: str
    added_at: datetime
    is_accepted: bool | None
    judgement: str
    judged_by: str
    may_judge: bool


@dataclass(frozen=True, slots=True)
class EvidencePage:
    """The papers of one loan, oldest first."""

    loan_id: int
    borrower_id: int
    alternative: Alternative
    evidence: Evidence
    lines: tuple[EvidenceLine, ...]
    may_file: bool


def evidence_page(actor: Actor, loan_id: int) -> EvidencePage:
    """What shows the answer given before the loan. Raises NotFound for everybody but the borrower and the staff."""
    loan = db.session.get(Loan, loan_id)
    if loan is None:
        raise NotFound()
    parties = LoanParties(loan.lender_id, loan.borrower_id, loan.requested_by)
    if not may_read_evidence(actor, parties):
        raise NotFound()
    return EvidencePage(
        loan_id=loan_id,
        borrower_id=loan.borrower_id,
        alternative=loan.alternative,
        evidence=loan.evidence,
        lines=_lines(actor, parties, loan_id),
        may_file=acts_for_borrower(actor, parties),
    )


def evidence_file(actor: Actor, loan_id: int, evidence_id: int) -> DocumentFile:
    """The file of one paper. Raises NotFound."""
    page = evidence_page(actor, loan_id)
    found = next((one.file for one in page.lines if one.id == evidence_id), None)
    if found is None:
        raise NotFound()
    return found


def _lines(actor: Actor, parties: LoanParties, loan_id: int) -> tuple[EvidenceLine, ...]:
    adder, judge = aliased(User), aliased(User)
    statement = (
        select(LoanEvidence, adder.name, judge.name)
        .outerjoin(adder, adder.id == LoanEvidence.added_by)
        .outerjoin(judge, judge.id == LoanEvidence.judged_by)
        .where(LoanEvidence.loan_id == loan_id)
        .order_by(LoanEvidence.id)
    )
    rows = list(db.session.execute(statement))
    files = document_files(row.document_id for row, _, _ in rows if row.document_id)
    return tuple(
        EvidenceLine(
            id=row.id,
            kind=row.kind,
            reference=row.reference,
            dated_on=row.dated_on,
            file=files.get(row.document_id or 0),
            added_by=added_by or "",
            added_at=row.added_at,
            is_accepted=row.is_accepted,
            judgement=row.judgement,
            judged_by=judged_by or "",
            may_judge=row.is_accepted is None and may_judge_evidence(actor, parties, row.added_by),
        )
        for row, added_by, judged_by in rows
    )

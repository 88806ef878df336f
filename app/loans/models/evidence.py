"""What shows what a borrower would have done: papers of a loan, and who judged them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.evidence import EvidenceKind


class LoanEvidence(Model):
    """One paper of one loan. *is_accepted* is None until somebody looked; *judgement* says why it was refused."""

    __tablename__ = "loan_evidence"
    __table_args__ = (CheckConstraint("reference <> '' OR document_id IS NOT NULL", name="something"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    document_id: Mapped[int | None] = mapped_column(ForeignKey("document.id"), unique=True)
    kind: Mapped[EvidenceKind] = mapped_column(word(EvidenceKind))
    reference: Mapped[str] = mapped_column(String(300), default="")
    dated_on: Mapped[date | None]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)
    is_accepted: Mapped[bool | None]
    judgement: Mapped[str] = mapped_column(String(300), default="")
    judged_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    judged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

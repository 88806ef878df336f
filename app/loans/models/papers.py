"""Papers as they were written down, signatures on them, and what goes with them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.papers.kinds import BornBy, CertificateKind, Insurance, PaperKind, Signer

ONE_OBJECT = "(loan_id IS NULL) <> (gift_id IS NULL)"


class Paper(Model):
    """A version of a paper, written once: the database refuses to change it.

    *content* is the French text as canonical JSON, exactly the bytes that *sha256* seals and that are signed;
    *courtesy* the same in English, signed by nobody. *facts_sha256* tells whether the terms are still those.
    """

    __tablename__ = "paper"
    __table_args__ = (
        UniqueConstraint("loan_id", "kind", "version"),
        UniqueConstraint("gift_id", "kind", "version"),
        CheckConstraint(ONE_OBJECT, name="one_object"),
        CheckConstraint("version > 0", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"))
    gift_id: Mapped[int | None]
    kind: Mapped[PaperKind] = mapped_column(word(PaperKind))
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    courtesy: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    facts_sha256: Mapped[str] = mapped_column(String(64))
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Signature(Model):
    """Somebody signed a version for a side; *user_id* None: a receiver without an account, on the lender's screen.

    *sha256* is what they signed, *strokes* a drawn signature as lists of points. Written once, like the paper.
    """

    __tablename__ = "signature"
    __table_args__ = (UniqueConstraint("paper_id", "side"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    paper_id: Mapped[int] = mapped_column(ForeignKey("paper.id"))
    side: Mapped[Signer] = mapped_column(word(Signer))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    name: Mapped[str] = mapped_column(String(200))
    function: Mapped[str] = mapped_column(String(200))
    signed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sha256: Mapped[str] = mapped_column(String(64))
    strokes: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))


class PaperSetting(Model):
    """What an institution wants of its papers: who signs for it, and on what terms it lends. Money in cents."""

    __tablename__ = "paper_setting"
    __table_args__ = (CheckConstraint("deductible_cents IS NULL OR deductible_cents >= 0", name="deductible"),)

    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), primary_key=True)
    requires_agreement: Mapped[bool] = mapped_column(default=False)
    insurance: Mapped[Insurance] = mapped_column(word(Insurance), default=Insurance.LIABILITY)
    deductible_cents: Mapped[int | None] = mapped_column(BigInteger)
    transport_by: Mapped[BornBy] = mapped_column(word(BornBy), default=BornBy.BORROWER)
    represented_by: Mapped[str] = mapped_column(String(200), default="")
    represented_as: Mapped[str] = mapped_column(String(200), default="")
    decision: Mapped[str] = mapped_column(String(300), default="")
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LoanClause(Model):
    """What the lender agreed for one loan, other than usual. *decision* is the number and date of the act."""

    __tablename__ = "loan_clause"
    __table_args__ = (CheckConstraint("deductible_cents IS NULL OR deductible_cents >= 0", name="deductible"),)

    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), primary_key=True)
    insurance: Mapped[Insurance] = mapped_column(word(Insurance))
    deductible_cents: Mapped[int | None] = mapped_column(BigInteger)
    transport_by: Mapped[BornBy] = mapped_column(word(BornBy))
    decision: Mapped[str] = mapped_column(String(300), default="")
    note: Mapped[str] = mapped_column(Text, default="")
    set_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    set_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Certificate(Model):
    """An insurance or data-wipe certificate. Days are inclusive, *amount_cents* is the sum insured.

    *note* says how the data were wiped, or names the insurer.
    """

    __tablename__ = "certificate"
    __table_args__ = (
        CheckConstraint(ONE_OBJECT, name="one_object"),
        CheckConstraint("valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from", name="order"),
        CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name="amount"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"), index=True)
    gift_id: Mapped[int | None] = mapped_column(index=True)
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    kind: Mapped[CertificateKind] = mapped_column(word(CertificateKind))
    side: Mapped[Signer] = mapped_column(word(Signer))
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    amount_cents: Mapped[int | None] = mapped_column(BigInteger)
    note: Mapped[str] = mapped_column(String(300), default="")
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

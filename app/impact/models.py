"""Tables of impact: records and ledger, to which rows are only ever added (the database refuses the rest).

Quantities of carbon are kg CO2e kept as whole grams. ``inputs`` and ``results`` are canonical JSON: computing
the one again gives the other, byte for byte.
"""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Fixed, Model, UtcDateTime, word
from app.impact.credits.domain.kinds import ClaimLabel, Evidence
from app.impact.footprint.domain.lines import Phase
from app.impact.records.domain.chain import EntryKind
from app.impact.records.domain.following import Outcome
from app.loans.domain.words import Alternative


class ImpactRecord(Model):
    """One computation: planned for a line of a loan, actual for one object that came back.

    *key* names what it is about, so that an event heard twice makes no second record. *review* says why it
    stays out of totals ("" when verified). A correction is a new record that *supersedes* the old one. A given
    object that served its owner's own show has no loan: *own_use_id* instead.
    """

    __tablename__ = "impact_record"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("phase = 'planned' OR unit_id IS NOT NULL", name="actual_is_one_object"),
        Index("ix_impact_record_borrower", "borrower_id", "ends_on"),
        Index("ix_impact_record_lender", "lender_id", "ends_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(80), unique=True)
    phase: Mapped[Phase] = mapped_column(word(Phase))
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("loan_line.id"), index=True)
    own_use_id: Mapped[int | None]
    loan_unit_id: Mapped[int | None] = mapped_column(ForeignKey("loan_unit.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    lender_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    borrower_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    category: Mapped[str] = mapped_column(String(40))
    quantity: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    method: Mapped[str] = mapped_column(String(40))
    factor: Mapped[str] = mapped_column(String(120))
    alternative: Mapped[Alternative] = mapped_column(word(Alternative))
    evidence: Mapped[Evidence] = mapped_column(word(Evidence))
    label: Mapped[ClaimLabel] = mapped_column(word(ClaimLabel))
    internal_only: Mapped[bool]
    sign_established: Mapped[bool]
    verified: Mapped[bool]
    review: Mapped[str] = mapped_column(String(40), default="")
    draw_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    gross_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    burdens_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    net_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    low_bound_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    u_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    low_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    high_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    making_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    moving_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    energy_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    footprint_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    reference_kg: Mapped[Decimal] = mapped_column(Fixed(3))
    inputs: Mapped[str] = mapped_column(Text)
    results: Mapped[str] = mapped_column(Text)
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("impact_record.id"), unique=True)
    reason: Mapped[str] = mapped_column(String(300), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class LedgerEntry(Model):
    """One entry, sealed with the seal of the one before. *settles_id* is the entry it lets go or undoes."""

    __tablename__ = "ledger_entry"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[EntryKind] = mapped_column(word(EntryKind))
    reason: Mapped[str] = mapped_column(String(300), default="")
    record_id: Mapped[int | None] = mapped_column(ForeignKey("impact_record.id"), index=True)
    settles_id: Mapped[int | None] = mapped_column(ForeignKey("ledger_entry.id"), unique=True)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    prev_hash: Mapped[str] = mapped_column(String(64), unique=True)
    hash: Mapped[str] = mapped_column(String(64), unique=True)
    postings: Mapped[list["LedgerPosting"]] = relationship(order_by="LedgerPosting.id")


class LedgerPosting(Model):
    """One leg of an entry; the legs of an entry sum to zero."""

    __tablename__ = "ledger_posting"

    id: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[int] = mapped_column(ForeignKey("ledger_entry.id"), index=True)
    account: Mapped[str] = mapped_column(String(80), index=True)
    amount_kg: Mapped[Decimal] = mapped_column(Fixed(3))


class LedgerHead(Model):
    """The one row that writers of the ledger lock: the seal of the last entry."""

    __tablename__ = "ledger_head"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))


class Verdict(StrEnum):
    """What the staff decided about a record that waited for a second look."""

    RELEASE = "release"
    KEEP = "keep"


class RecordReview(Model):
    """One decision about one strange record, with its reason; the last one counts. Rows are only added."""

    __tablename__ = "record_review"

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("impact_record.id"), index=True)
    verdict: Mapped[Verdict] = mapped_column(word(Verdict))
    reason: Mapped[str] = mapped_column(String(300))
    by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class FollowUp(Model):
    """What the borrower says after the return was really done; the last answer counts. Rows are only added."""

    __tablename__ = "follow_up"

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    outcome: Mapped[Outcome] = mapped_column(word(Outcome))
    note: Mapped[str] = mapped_column(String(300), default="")
    by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)

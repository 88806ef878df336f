"""What one side of a loan proposes to the other, and what was asked where something else was agreed."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.lifecycle import Side
from app.loans.domain.proposals import ProposalKind, ProposalState

_OPEN = text("state = 'open'")


class Proposal(Model):
    """Other dates, quantities or items, proposed by *side* until *expires_at*. Days are inclusive."""

    __tablename__ = "proposal"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="order"),
        Index("uq_proposal_open", "loan_id", unique=True, postgresql_where=_OPEN, sqlite_where=_OPEN),
        Index("ix_proposal_state_expiry", "state", "expires_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    kind: Mapped[ProposalKind] = mapped_column(word(ProposalKind))
    side: Mapped[Side] = mapped_column(word(Side))
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    message: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[ProposalState] = mapped_column(word(ProposalState))
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    lines: Mapped[list["ProposalLine"]] = relationship(back_populates="proposal", order_by="ProposalLine.id")


class ProposalLine(Model):
    """So many of a listing. *line_id* is the line of the loan it answers, None for something nobody asked for (or
    once that line has made way); with another listing than that line's, it stands in its place. *allocation_id* is
    the hold that keeps it for the other side meanwhile."""

    __tablename__ = "proposal_line"
    __table_args__ = (
        UniqueConstraint("proposal_id", "listing_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposal.id"), index=True)
    line_id: Mapped[int | None] = mapped_column(ForeignKey("loan_line.id", ondelete="SET NULL"), index=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    quantity: Mapped[int]
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), unique=True)
    proposal: Mapped[Proposal] = relationship(back_populates="lines")


class AskedLine(Model):
    """What was asked where something else was agreed: fewer, other days, or *instead_id* in its place.

    Written when the two sides agree, for every line of the request; a loan without any was agreed as asked.
    *allocation_id* is the part of its hold that ended as refused.
    """

    __tablename__ = "asked_line"
    __table_args__ = (
        UniqueConstraint("loan_id", "listing_id"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("agreed >= 0", name="agreed"),
        CheckConstraint("ends_on >= starts_on", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    quantity: Mapped[int]
    agreed: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    instead_id: Mapped[int | None] = mapped_column(ForeignKey("listing.id"), index=True)
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), unique=True)

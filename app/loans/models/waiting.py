"""What follows when things do not come back, break, or are taken: who was warned, who waits, what was swapped."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.queue import PlaceState

_STANDING = text("state IN ('waiting', 'offered')")
_UNSAFE = text("safe_at IS NULL")


class TouchedLoan(Model):
    """An agreed loan that the lateness of another puts at risk. *expected_on* is the return day of the late one that
    its borrower was last told (None: nobody knew); *safe_at* when it held again, or ended."""

    __tablename__ = "touched_loan"
    __table_args__ = (
        CheckConstraint("loan_id <> late_loan_id", name="another"),
        Index(
            "uq_touched_loan_open", "late_loan_id", "loan_id", unique=True,
            postgresql_where=_UNSAFE, sqlite_where=_UNSAFE,
        ),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    late_loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"))
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    expected_on: Mapped[date | None]
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)
    safe_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class WaitingPlace(Model):
    """A place in the queue for a listing. Days are inclusive; *allocation_id* is the hold kept for it while it is
    offered, until *expires_at*; *loan_id* the request it became."""

    __tablename__ = "waiting_place"
    __table_args__ = (
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("state <> 'offered' OR allocation_id IS NOT NULL", name="offered"),
        Index(
            "uq_waiting_place_standing", "listing_id", "exhibition_id", unique=True,
            postgresql_where=_STANDING, sqlite_where=_STANDING,
        ),
        Index("ix_waiting_place_state", "state", "expires_at"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    quantity: Mapped[int]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    since: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[PlaceState] = mapped_column(word(PlaceState))
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), unique=True)
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    loan_id: Mapped[int | None] = mapped_column(ForeignKey("loan.id"), index=True)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class UnitSwap(Model):
    """A unit of a loan that another of the same listing replaced: both are loan units of the same line."""

    __tablename__ = "unit_swap"
    __table_args__ = (CheckConstraint("old_id <> new_id", name="another"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    old_id: Mapped[int] = mapped_column(ForeignKey("loan_unit.id"), unique=True)
    new_id: Mapped[int] = mapped_column(ForeignKey("loan_unit.id"), unique=True)
    swapped_at: Mapped[datetime] = mapped_column(UtcDateTime)
    swapped_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))

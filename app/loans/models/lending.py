"""Tables of loans: keys and constraints, no behaviour.

A *loan* is one request to one lender for one exhibition; its *lines* ask for a quantity of a listing; its
*loan units* are the physical objects bound at hand-over. Days are inclusive, as people write them; the
allocations they hold are half-open.
"""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func, select
from sqlalchemy.orm import Mapped, column_property, mapped_column, relationship

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.lifecycle import State
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models.transport import LoanRoad

if TYPE_CHECKING:
    from app.loans.models.reports import ConditionReport
    from app.loans.models.waiting import UnitSwap


class Loan(Model):
    """A request and what became of it. *expected_on* is the new return day entered by the lender once it was late,
    the road included; *road_home* is how many days the objects travel after their last day."""

    __tablename__ = "loan"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="order"),
        CheckConstraint("lender_id <> borrower_id", name="two_parties"),
        Index("ix_loan_lender_state", "lender_id", "state"),
        Index("ix_loan_borrower_state", "borrower_id", "state"),
        Index("ix_loan_state_expiry", "state", "expires_at"),
        Index("ix_loan_lender_start", "lender_id", "starts_on"),
        Index("ix_loan_lender_end", "lender_id", "ends_on"),
        Index("ix_loan_borrower_start", "borrower_id", "starts_on"),
        Index("ix_loan_borrower_end", "borrower_id", "ends_on"),
        Index("ix_loan_expected", "expected_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lender_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    borrower_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    state: Mapped[State] = mapped_column(word(State))
    starts_on: Mapped[date] = mapped_column(index=True)
    ends_on: Mapped[date]
    expected_on: Mapped[date | None]
    transport: Mapped[TransportMode] = mapped_column(word(TransportMode))
    message: Mapped[str] = mapped_column(Text, default="")
    answer: Mapped[str] = mapped_column(Text, default="")
    alternative: Mapped[Alternative] = mapped_column(word(Alternative))
    evidence: Mapped[Evidence] = mapped_column(word(Evidence))
    evidence_note: Mapped[str] = mapped_column(Text, default="")
    requested_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    requested_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    decided_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    handed_over_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)
    lines: Mapped[list["LoanLine"]] = relationship(back_populates="loan", order_by="LoanLine.id")
    road_home: Mapped[int] = column_property(
        func.coalesce(
            select(LoanRoad.days_after).where(LoanRoad.loan_id == id).correlate_except(LoanRoad).scalar_subquery(), 0
        )
    )

    @property
    def home_on(self) -> date:
        """The day by which everything should be back at the lender's: it is late from the next one on."""
        return self.expected_on or self.ends_on + timedelta(days=self.road_home)


class LoanLine(Model):
    """A quantity of one listing; *allocation_id* is its hold on the pool for what no unit is bound to yet."""

    __tablename__ = "loan_line"
    __table_args__ = (
        UniqueConstraint("loan_id", "listing_id"),
        CheckConstraint("quantity > 0", name="quantity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    quantity: Mapped[int]
    allocation_id: Mapped[int | None] = mapped_column(ForeignKey("allocation.id"), unique=True)
    loan: Mapped[Loan] = relationship(back_populates="lines")
    units: Mapped[list["LoanUnit"]] = relationship(back_populates="line", order_by="LoanUnit.id")

    @property
    def standing(self) -> list["LoanUnit"]:
        """The units that count: those that left, without those that another replaced."""
        return [unit for unit in self.units if unit.swap is None]


class LoanUnit(Model):
    """One physical object that left with a loan, and when it came back. *swap* is set where another replaced it."""

    __tablename__ = "loan_unit"
    __table_args__ = (UniqueConstraint("line_id", "unit_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    line_id: Mapped[int] = mapped_column(ForeignKey("loan_line.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), unique=True)
    handed_over_at: Mapped[datetime] = mapped_column(UtcDateTime)
    handed_over_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    returned_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    returned_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    line: Mapped[LoanLine] = relationship(back_populates="units")
    reports: Mapped[list["ConditionReport"]] = relationship(order_by="ConditionReport.id")
    swap: Mapped["UnitSwap | None"] = relationship(
        primaryjoin="LoanUnit.id == foreign(UnitSwap.old_id)", viewonly=True, lazy="joined"
    )

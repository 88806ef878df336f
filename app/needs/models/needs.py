"""The list of needs of an exhibition, and which listings were chosen for which line."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Fixed, Model, UtcDateTime


class NeedLine(Model):
    """One line of a list. *category* None: typed, not understood yet, kept as *text*.

    *amount* counts units, or metres of the characteristic named *measured_by*; *own_amount* of it is taken from the
    institution's own stores. Without days a line follows the loan period of its exhibition.
    """

    __tablename__ = "need_line"
    __table_args__ = (
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("own_amount >= 0", name="own_amount"),
        CheckConstraint(
            "(first_day IS NULL) = (last_day IS NULL) AND (first_day IS NULL OR last_day >= first_day)", name="order"
        ),
        CheckConstraint("radius_km IS NULL OR radius_km BETWEEN 1 AND 2000", name="radius"),
        Index("ix_need_line_order", "exhibition_id", "position"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id", ondelete="CASCADE"))
    position: Mapped[int]
    category: Mapped[str | None] = mapped_column(String(40))
    amount: Mapped[Decimal] = mapped_column(Fixed(2))
    measured_by: Mapped[str | None] = mapped_column(String(40))
    specs: Mapped[list[Any]] = mapped_column(JSON, default=list)
    text: Mapped[str] = mapped_column(String(200), default="")
    first_day: Mapped[date | None]
    last_day: Mapped[date | None]
    radius_km: Mapped[int | None]
    note: Mapped[str] = mapped_column(Text, default="")
    is_optional: Mapped[bool] = mapped_column(default=False)
    own_amount: Mapped[Decimal] = mapped_column(Fixed(2), default=Decimal(0))
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class NeedCover(Model):
    """A listing that somebody chose for a line, as its characteristics may not tell (an equivalent)."""

    __tablename__ = "need_cover"

    need_id: Mapped[int] = mapped_column(ForeignKey("need_line.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, index=True
    )

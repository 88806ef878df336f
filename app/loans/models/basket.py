"""What a show's team means to ask for."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class BasketLine(Model):
    """So many of a listing that a show's team means to ask for. Days are inclusive. It holds nothing."""

    __tablename__ = "basket_line"
    __table_args__ = (
        UniqueConstraint("exhibition_id", "listing_id", "first_day", "last_day"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
        CheckConstraint("last_day >= first_day", name="order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id", ondelete="CASCADE"))
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    quantity: Mapped[int]
    first_day: Mapped[date]
    last_day: Mapped[date]
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)

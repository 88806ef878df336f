"""Tables of exhibitions."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, Float, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Fixed, Model, UtcDateTime


class Exhibition(Model):
    """A show of an institution. Days are inclusive; build and strike widen the opening on both sides.

    *address* is what the team typed; city, department and region are read from it.
    """

    __tablename__ = "exhibition"
    __table_args__ = (
        CheckConstraint("closes_on >= opens_on", name="open_before_close"),
        CheckConstraint("build_from IS NULL OR build_from <= opens_on", name="build_before_open"),
        CheckConstraint("strike_until IS NULL OR strike_until >= closes_on", name="strike_after_close"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    title: Mapped[str] = mapped_column(String(300))
    summary: Mapped[str] = mapped_column(Text, default="")
    venue: Mapped[str] = mapped_column(String(300))
    address: Mapped[str] = mapped_column(String(300), default="")
    city: Mapped[str] = mapped_column(String(120))
    department: Mapped[str] = mapped_column(String(3))
    region: Mapped[str] = mapped_column(String(3), index=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    build_from: Mapped[date | None]
    opens_on: Mapped[date] = mapped_column(index=True)
    closes_on: Mapped[date] = mapped_column(index=True)
    strike_until: Mapped[date | None]
    surface_m2: Mapped[int | None]
    expected_visitors: Mapped[int | None]
    hours_per_day: Mapped[Decimal] = mapped_column(Fixed(1), default=Decimal(8))
    open_weekdays_count: Mapped[int] = mapped_column(default=6)
    photo_id: Mapped[int | None] = mapped_column(ForeignKey("photo.id", ondelete="SET NULL"))
    is_public: Mapped[bool] = mapped_column(default=False)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)

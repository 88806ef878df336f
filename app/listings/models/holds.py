"""The one table of holds that every screen, search and check-out reads."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.availability.roads import Way

_LIVE = text("state IN ('hold', 'reserved', 'out', 'overdue')")
"""What may still take something away: most holds are over, and a question about the future never meets them."""


class Allocation(Model):
    """A hold on a pool, or on one unit of it, over ``[start_on, end_on)``.

    One unit can't be blocked twice on a day: an exclusion constraint on PostgreSQL and a trigger on SQLite
    see to it, whoever writes. Pool totals are guarded by locking the listing row and recounting.
    """

    __tablename__ = "allocation"
    __table_args__ = (
        CheckConstraint("end_on > start_on", name="order"),
        CheckConstraint("quantity > 0", name="quantity"),
        CheckConstraint("unit_id IS NULL OR quantity = 1", name="one_unit"),
        CheckConstraint("returned_quantity BETWEEN 0 AND quantity", name="returned"),
        Index("ix_allocation_window", "listing_id", "end_on", "start_on"),
        Index("ix_allocation_live", "listing_id", "end_on", postgresql_where=_LIVE, sqlite_where=_LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("unit.id"), index=True)
    quantity: Mapped[int]
    returned_quantity: Mapped[int] = mapped_column(default=0)
    start_on: Mapped[date]
    end_on: Mapped[date]
    kind: Mapped[HoldKind] = mapped_column(word(HoldKind))
    state: Mapped[HoldState] = mapped_column(word(HoldState))
    expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    for_institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"))
    exhibition_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition.id"), index=True)
    note: Mapped[str] = mapped_column(String(200), default="")
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KitHold(Model):
    """A hold on a member of a kit, taken because the kit was: it lives and ends with *parent_id*."""

    __tablename__ = "kit_hold"

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), index=True)


class RoadHold(Model):
    """A leg of transport: a hold of kind TRANSIT before or after *parent_id*, whose objects it carries."""

    __tablename__ = "road_hold"

    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), primary_key=True)
    parent_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), index=True)
    way: Mapped[Way] = mapped_column(word(Way))

"""Tables of what is offered and of the holds on it: keys and constraints, no behaviour.

A listing is a pool of *units*; each unit is one physical object (named by a serial or just numbered), because
a hand-over, a condition report and an impact ledger are about one object. *allocation* is the one table of
holds that every screen, search and check-out reads.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    Index,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Fixed, Model, UtcDateTime, word
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.states import Condition, ImportState, ListingState, Offer, Visibility


class ListingImport(Model):
    """A spreadsheet on its way in.

    *columns* maps our fields to the file's own column names, *defaults* says what holds for every row,
    *digest* tells the same file sent twice.
    """

    __tablename__ = "listing_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(40), default="")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[ImportState] = mapped_column(word(ImportState), default=ImportState.UPLOADED)
    row_count: Mapped[int] = mapped_column(default=0)
    error_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class Listing(Model):
    """Something offered. Masses in kg, lengths in cm, power in W, money in cents."""

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("institution_id", "reference"),
        CheckConstraint("mass_kg IS NULL OR mass_kg > 0", name="mass"),
        CheckConstraint("turnaround_days BETWEEN 0 AND 60", name="turnaround"),
        CheckConstraint(
            "state <> 'published' OR COALESCE(collection_item, true) = false", name="never_a_collection_item"
        ),
        Index("ix_listing_published", "state", "category"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    site_id: Mapped[int] = mapped_column(ForeignKey("site.id"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    brand: Mapped[str] = mapped_column(String(120), default="")
    model: Mapped[str] = mapped_column(String(160), default="")
    reference: Mapped[str | None] = mapped_column(String(80))
    specs: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    condition: Mapped[Condition] = mapped_column(word(Condition), default=Condition.GOOD)
    mass_kg: Mapped[Decimal | None] = mapped_column(Fixed(3))
    width_cm: Mapped[Decimal | None] = mapped_column(Fixed(1))
    height_cm: Mapped[Decimal | None] = mapped_column(Fixed(1))
    depth_cm: Mapped[Decimal | None] = mapped_column(Fixed(1))
    power_w: Mapped[Decimal | None] = mapped_column(Fixed(2))
    made_in_year: Mapped[int | None]
    tested_on: Mapped[date | None]
    replacement_value_cents: Mapped[int | None]
    lender_conditions: Mapped[str] = mapped_column(Text, default="")
    storage_place: Mapped[str] = mapped_column(String(200), default="")
    offer: Mapped[Offer] = mapped_column(word(Offer), default=Offer.LOAN)
    visibility: Mapped[Visibility] = mapped_column(word(Visibility), default=Visibility.NETWORK)
    state: Mapped[ListingState] = mapped_column(word(ListingState), default=ListingState.DRAFT)
    collection_item: Mapped[bool | None]
    available_from: Mapped[date | None]
    available_until: Mapped[date | None]
    turnaround_days: Mapped[int] = mapped_column(default=0)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("listing_import.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(default=1)
    units: Mapped[list["Unit"]] = relationship(back_populates="listing", order_by="Unit.id")


class Unit(Model):
    """One physical object of a listing. It is in service on ``[in_service_from, out_of_service_from)``."""

    __tablename__ = "unit"
    __table_args__ = (
        UniqueConstraint("listing_id", "label"),
        CheckConstraint(
            "out_of_service_from IS NULL OR in_service_from IS NULL OR out_of_service_from >= in_service_from",
            name="service_order",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    label: Mapped[str] = mapped_column(String(80))
    serial: Mapped[str] = mapped_column(String(120), default="")
    condition: Mapped[Condition] = mapped_column(word(Condition), default=Condition.GOOD)
    in_service_from: Mapped[date | None]
    out_of_service_from: Mapped[date | None]
    listing: Mapped[Listing] = relationship(back_populates="units")


class ListingPhoto(Model):
    """A photo of a listing and its place in the row."""

    __tablename__ = "listing_photo"
    __table_args__ = (UniqueConstraint("listing_id", "photo_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), unique=True)
    position: Mapped[int] = mapped_column(default=0)


class ListingTerm(Model):
    """A folded, stemmed word under which a listing is found; written with the listing itself."""

    __tablename__ = "listing_term"
    __table_args__ = (Index("ix_listing_term_term", "term", "listing_id"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True)
    term: Mapped[str] = mapped_column(String(60), primary_key=True)


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

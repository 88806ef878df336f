"""What is offered: listings, the units they are made of, their photos and the words they are found by.

A listing is a pool of *units*; each unit is one physical object (named by a serial or just numbered), because
a hand-over, a condition report and an impact ledger are about one object.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.core.db import Fixed, Model, UtcDateTime, word
from app.listings.domain.handling import Vehicle
from app.listings.domain.states import Condition, ListingState, Offer, Visibility


class Listing(Model):
    """Something offered. Masses in kg, lengths in cm, power in W, money in cents.

    *carriers* is how many people carry one unit; *is_crated*: it travels in its flight case or crate.
    """

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("institution_id", "reference"),
        CheckConstraint("mass_kg IS NULL OR mass_kg > 0", name="mass"),
        CheckConstraint("turnaround_days BETWEEN 0 AND 60", name="turnaround"),
        CheckConstraint("carriers IS NULL OR carriers BETWEEN 1 AND 20", name="carriers"),
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
    vehicle: Mapped[Vehicle | None] = mapped_column(word(Vehicle))
    carriers: Mapped[int | None]
    needs_dock: Mapped[bool] = mapped_column(default=False)
    needs_lift: Mapped[bool] = mapped_column(default=False)
    is_crated: Mapped[bool] = mapped_column(default=False)
    import_id: Mapped[int | None] = mapped_column(ForeignKey("listing_import.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime, index=True)
    version: Mapped[int] = mapped_column(default=1)
    units: Mapped[list["Unit"]] = relationship(back_populates="listing", order_by="Unit.id")


class Unit(Model):
    """One physical object of a listing. It is in service on ``[in_service_from, out_of_service_from)``.

    *serial* is the maker's number, *asset_tag* the owner's."""

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
    asset_tag: Mapped[str] = mapped_column(String(80), default="")
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


class Dismantling(Model):
    """A listing that comes out of a show: to be fetched while it is taken down, both days included."""

    __tablename__ = "dismantling"
    __table_args__ = (CheckConstraint("last_day >= first_day", name="order"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    first_day: Mapped[date]
    last_day: Mapped[date]

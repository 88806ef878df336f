"""Saved searches with what was already told, and wanted ads with what met them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Float, ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.listings.domain.states import Offer
from app.needs.domain.watching import Rhythm, WantedState


class SavedSearch(Model):
    """A search that a person wants to hear about again.

    *asked* is what ``search.kept`` writes of its criteria. *told_at* is the last time it was looked at for a
    digest: what answers now and did not then is news.
    """

    __tablename__ = "saved_search"
    __table_args__ = (Index("ix_saved_search_due", "rhythm", "told_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    asked: Mapped[dict[str, Any]] = mapped_column(JSON)
    rhythm: Mapped[Rhythm] = mapped_column(word(Rhythm), default=Rhythm.DAILY)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime] = mapped_column(UtcDateTime)


class SeenHit(Model):
    """A listing that a saved search has already found: it is told once, and again only if it went and came back."""

    __tablename__ = "seen_hit"

    search_id: Mapped[int] = mapped_column(ForeignKey("saved_search.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class WantedAd(Model):
    """What an institution looks for and lets the network know. Both days included; the radius is in km."""

    __tablename__ = "wanted_ad"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="order"),
        CheckConstraint("quantity BETWEEN 1 AND 999", name="quantity"),
        CheckConstraint("radius_km IS NULL OR radius_km BETWEEN 1 AND 2000", name="radius"),
        Index("ix_wanted_ad_open", "state", "category"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    exhibition_id: Mapped[int | None] = mapped_column(ForeignKey("exhibition.id", ondelete="SET NULL"), index=True)
    category: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(String(200))
    description: Mapped[str] = mapped_column(Text, default="")
    specs: Mapped[list[Any]] = mapped_column(JSON, default=list)
    quantity: Mapped[int]
    offer: Mapped[Offer | None] = mapped_column(word(Offer))
    first_day: Mapped[date]
    last_day: Mapped[date] = mapped_column(index=True)
    insee: Mapped[str] = mapped_column(String(5))
    city: Mapped[str] = mapped_column(String(120))
    region: Mapped[str] = mapped_column(String(3), index=True)
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    radius_km: Mapped[int | None]
    state: Mapped[WantedState] = mapped_column(word(WantedState), default=WantedState.OPEN)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    closed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    version: Mapped[int] = mapped_column(default=1)


class WantedMatch(Model):
    """A listing that meets a wanted ad. *proposed_by*: a lender pointed at it; else the matching found it."""

    __tablename__ = "wanted_match"

    ad_id: Mapped[int] = mapped_column(ForeignKey("wanted_ad.id", ondelete="CASCADE"), primary_key=True)
    listing_id: Mapped[int] = mapped_column(
        ForeignKey("listing.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    proposed_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(500), default="")
    found_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""A listing in a grid: one line per fact. Two queries for any number of cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import Institution, Site
from app.core.db import db
from app.listings.domain.categories import categories
from app.listings.domain.categories.spec import Stored
from app.listings.domain.states import Offer
from app.listings.models import Listing
from app.listings.queries.covers import COVER
from app.listings.queries.hits import Hit
from app.media.queries import PhotoView, photos_by_id

DECIDING = 2


@dataclass(frozen=True, slots=True)
class ListingCard:
    """What the ``listing_card`` macro draws. *free* is None when no dates were asked: then *quantity* is shown.

    *distance* is in whole km from the asked place; *specs* are the two that decide, formatted.
    """

    id: int
    title: str
    category: str
    photo: PhotoView | None
    specs: tuple[str, ...]
    free: int | None
    quantity: int
    kind: Offer
    institution: str
    city: str
    distance: int | None


def cards(hits: Sequence[Hit], language: str, *, with_dates: bool) -> tuple[ListingCard, ...]:
    """The cards of *hits*, in their order; specs in *language*. What is no longer there is left out."""
    if not hits:
        return ()
    rows = {row.id: row for row in db.session.execute(_cards([hit.listing_id for hit in hits]))}
    photos = photos_by_id(row.photo_id for row in rows.values() if row.photo_id)
    return tuple(
        _card(rows[hit.listing_id], hit, photos, language, with_dates) for hit in hits if hit.listing_id in rows
    )


def _cards(ids: Sequence[int]) -> Any:
    columns = Listing.id, Listing.title, Listing.category, Listing.specs, Listing.offer
    return (
        select(*columns, Institution.name.label("institution"), Site.city, COVER)
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id.in_(ids))
    )


def _card(row: Row[Any], hit: Hit, photos: Mapping[int, PhotoView], language: str, with_dates: bool) -> ListingCard:
    photo = photos.get(row.photo_id)
    return ListingCard(
        id=row.id,
        title=row.title,
        category=row.category,
        photo=photo.thumbnail if photo else None,
        specs=deciding_specs(row.category, row.specs, language),
        free=max(0, hit.free) if with_dates else None,
        quantity=hit.free,
        kind=row.offer,
        institution=row.institution,
        city=row.city,
        distance=None if hit.distance_km is None else round(hit.distance_km),
    )


def deciding_specs(category_id: str, stored: Mapping[str, Stored], language: str) -> tuple[str, ...]:
    """The two characteristics by which one chooses in this category, those that are known."""
    category = categories().get(category_id)
    if category is None:
        return ()
    known = [spec for spec in category.deciding if spec.key in stored]
    return tuple(spec.format(spec.restore(stored[spec.key]), language) for spec in known[:DECIDING])

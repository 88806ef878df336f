"""Photos of a listing: which, and in which order. The first one is the cover."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import delete, insert, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.journal import record
from app.listings.domain.states import ListingState, Visibility
from app.listings.models import Listing, ListingPhoto
from app.listings.services.rows import locked_listing
from app.media import services as media


def set_photos(actor: Actor, listing_id: int, photo_ids: Sequence[int], *, now: datetime) -> None:
    """Show exactly these photos, the cover first: new ones are attached, those left out let go.

    Raises NotFound when one is not a photo of the listing's institution, or shows another listing.
    """
    with transaction():
        listing = locked_listing(actor, listing_id)
        before, after = photo_ids_of(listing_id), list(dict.fromkeys(photo_ids))
        if before == after:
            return
        db.session.execute(delete(ListingPhoto).where(ListingPhoto.listing_id == listing_id))
        _require_unshown(after)
        media.detach(set(before) - set(after), listing.institution_id)
        media.attach(after, listing.institution_id, is_public=_is_public(listing))
        if after:
            rows = [{"listing_id": listing_id, "photo_id": id, "position": n} for n, id in enumerate(after)]
            db.session.execute(insert(ListingPhoto), rows)
        record(actor, now, "set_photos", "listing", listing_id, listing.institution_id, photos=after)


def show_first(actor: Actor, listing_id: int, photo_id: int, *, now: datetime) -> None:
    """Make a photo of the listing its cover."""
    with transaction():
        shown = photo_ids_of(listing_id)
        if photo_id not in shown:
            raise NotFound()
        set_photos(actor, listing_id, [photo_id, *(id for id in shown if id != photo_id)], now=now)


def photo_ids_of(listing_id: int) -> list[int]:
    """The photos of a listing, the cover first."""
    statement = select(ListingPhoto.photo_id).where(ListingPhoto.listing_id == listing_id)
    return list(db.session.execute(statement.order_by(ListingPhoto.position, ListingPhoto.id)).scalars())


def share_photos(listing: Listing) -> None:
    """Let shared caches and strangers see the photos exactly when they may see the listing."""
    media.attach(photo_ids_of(listing.id), listing.institution_id, is_public=_is_public(listing))


def _is_public(listing: Listing) -> bool:
    return listing.state is ListingState.PUBLISHED and listing.visibility is Visibility.PUBLIC


def _require_unshown(photo_ids: Sequence[int]) -> None:
    shown = select(ListingPhoto.id).where(ListingPhoto.photo_id.in_(photo_ids)).limit(1)
    if photo_ids and db.session.execute(shown).scalar() is not None:
        raise NotFound()

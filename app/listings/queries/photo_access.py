"""Photos of listings that are not public are shown to whoever may see the listing."""

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.listings.models import Listing, ListingPhoto
from app.listings.queries.visibility import published_for


def shows_photo(actor: Actor, photo_id: int) -> bool:
    """Whether this photo belongs to a published listing that *actor* finds."""
    joined = select(Listing.id).join(ListingPhoto, ListingPhoto.listing_id == Listing.id)
    return db.session.scalar(joined.where(ListingPhoto.photo_id == photo_id, published_for(actor))) is not None

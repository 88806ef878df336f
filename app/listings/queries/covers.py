"""The photo that stands for a listing, as a column of statements about listings: the first, or nothing."""

from sqlalchemy import select

from app.listings.models import Listing, ListingPhoto

COVER = (
    select(ListingPhoto.photo_id)
    .where(ListingPhoto.listing_id == Listing.id)
    .order_by(ListingPhoto.position, ListingPhoto.id)
    .limit(1)
    .scalar_subquery()
    .label("photo_id")
)

"""The list of what goes with each unit of a listing."""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.journal import record
from app.core.text import one_line
from app.listings.domain.accessories import (
    MOST_ACCESSORIES,
    MOST_OF_ONE,
    AccessoryNameMissing,
    AccessoryQuantityOutOfRange,
    TooManyAccessories,
)
from app.listings.models import Accessory
from app.listings.services.rows import locked_listing


def put_accessory(
    actor: Actor, listing_id: int, name: str, quantity: int, is_essential: bool, *, now: datetime
) -> None:
    """Add an accessory, or say again how many of it there are. What was ticked before keeps its words.

    Raises ``AccessoryNameMissing``, ``AccessoryQuantityOutOfRange``, ``TooManyAccessories``, NotFound, Forbidden.
    """
    with transaction() as session:
        listing = locked_listing(actor, listing_id)
        called = one_line(name)[:120]
        if not called:
            raise AccessoryNameMissing()
        if not 1 <= quantity <= MOST_OF_ONE:
            raise AccessoryQuantityOutOfRange(most=MOST_OF_ONE)
        row = session.scalar(select(Accessory).filter_by(listing_id=listing_id, name=called))
        if row is None:
            own = select(func.count()).select_from(Accessory).where(Accessory.listing_id == listing_id)
            if (session.scalar(own) or 0) >= MOST_ACCESSORIES:
                raise TooManyAccessories(most=MOST_ACCESSORIES)
            row = Accessory(listing_id=listing_id, name=called)
            session.add(row)
        row.quantity, row.is_essential = quantity, is_essential
        record(actor, now, "change_accessories", "listing", listing_id, listing.institution_id, put=called)


def drop_accessory(actor: Actor, listing_id: int, accessory_id: int, *, now: datetime) -> None:
    """It goes with the object no more. Doing it again changes nothing."""
    with transaction():
        listing = locked_listing(actor, listing_id)
        gone = delete(Accessory).where(Accessory.id == accessory_id, Accessory.listing_id == listing_id)
        if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
            record(actor, now, "change_accessories", "listing", listing_id, listing.institution_id)

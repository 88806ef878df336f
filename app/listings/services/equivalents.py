"""The models a lender calls equivalent to a listing."""

from datetime import datetime

from sqlalchemy import delete, func, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.journal import record
from app.core.text import fold, one_line
from app.listings.domain.equivalents import MOST_EQUIVALENTS, EquivalentMissing, TooManyEquivalents
from app.listings.models import EquivalentModel
from app.listings.services.rows import locked_listing


def add_equivalent(actor: Actor, listing_id: int, words: str, *, now: datetime) -> None:
    """Name a make and model that would do as well; naming it again changes nothing.

    Raises ``EquivalentMissing``, ``TooManyEquivalents``, NotFound, Forbidden.
    """
    with transaction() as session:
        listing = locked_listing(actor, listing_id)
        said = one_line(words)[:160]
        if len(fold(said)) < 2:
            raise EquivalentMissing()
        own = EquivalentModel.listing_id == listing_id
        if session.scalar(select(EquivalentModel.id).where(own, EquivalentModel.words == said)) is not None:
            return
        if (session.scalar(select(func.count()).select_from(EquivalentModel).where(own)) or 0) >= MOST_EQUIVALENTS:
            raise TooManyEquivalents(most=MOST_EQUIVALENTS)
        session.add(EquivalentModel(listing_id=listing_id, words=said))
        record(actor, now, "change_equivalents", "listing", listing_id, listing.institution_id, put=said)


def drop_equivalent(actor: Actor, listing_id: int, equivalent_id: int, *, now: datetime) -> None:
    """It would not do any more. Doing it again changes nothing."""
    with transaction():
        listing = locked_listing(actor, listing_id)
        gone = delete(EquivalentModel).where(
            EquivalentModel.id == equivalent_id, EquivalentModel.listing_id == listing_id
        )
        if db.session.execute(gone).rowcount:  # type: ignore[attr-defined]
            record(actor, now, "change_equivalents", "listing", listing_id, listing.institution_id)

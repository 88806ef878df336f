"""Publish and withdraw: others see a listing, or no longer."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound, Refusal, SeveralRefusals
from app.core.events import publish
from app.core.journal import record
from app.listings.domain.categories import Category
from app.listings.domain.events import ListingPublished, ListingWithdrawn
from app.listings.domain.permissions import may_withdraw_listing
from app.listings.domain.publishing import not_ready
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import ListingState, Visibility
from app.listings.models import Listing, ListingPhoto, Unit
from app.listings.queries.fields import category_of, fields_of
from app.listings.services.photos import share_photos
from app.listings.services.rows import access_of, institution_day, is_verified, locked_listing, require_writer
from app.media import services as media


def publish_listing(actor: Actor, listing_id: int, *, now: datetime) -> None:
    """Let others see it. Raises the missing points, each at its field; nothing happens to what is published."""
    with transaction():
        listing = locked_listing(actor, listing_id)
        if listing.state is not ListingState.PUBLISHED:
            publish_locked(actor, listing, now=now)


def publish_locked(actor: Actor, listing: Listing, *, now: datetime) -> None:
    """Publish a row that the caller has locked for somebody who may. Raises the missing points."""
    today = institution_day(listing.institution_id, now)
    refuse(missing(listing, fields_of(listing), category_of(listing.category), today))
    _publish(actor, listing, now)
    db.session.flush()
    share_photos(listing)


def publish_many(actor: Actor, listing_ids: Sequence[int], *, now: datetime) -> dict[int, Refusal]:
    """Publish what is ready; what is not stays a draft and is answered with its reason.

    A fixed number of questions whatever the number of listings. Raises NotFound, Forbidden for any of them.
    """
    with transaction() as session:
        listings = _locked_many(actor, listing_ids)
        units = _in_service_by_listing(listings, now)
        verified = {id: is_verified(id) for id in {listing.institution_id for listing in listings}}
        refused: dict[int, Refusal] = {}
        for listing in listings:
            found = not_ready(
                fields_of(listing),
                category_of(listing.category),
                units_in_service=units.get(listing.id, 0),
                institution_verified=verified[listing.institution_id],
            )
            if found:
                refused[listing.id] = found[0] if len(found) == 1 else SeveralRefusals(found)
            elif listing.state is not ListingState.PUBLISHED:
                _publish(actor, listing, now)
        session.flush()
        _share_many([listing for listing in listings if listing.id not in refused])
    return refused


def publish_ready(
    actor: Actor, institution_id: int, *, import_id: int | None = None, now: datetime
) -> tuple[int, dict[int, Refusal]]:
    """Publish every draft of an inventory (or of one import) that is ready: how many were, and the rest."""
    with transaction():
        require_writer(actor, institution_id)
        drafts = select(Listing.id).where(
            Listing.institution_id == institution_id, Listing.state == ListingState.DRAFT
        )
        if import_id is not None:
            drafts = drafts.where(Listing.import_id == import_id)
        ids = db.session.execute(drafts).scalars().all()
        refused = publish_many(actor, ids, now=now)
        return len(ids) - len(refused), refused


def withdraw_listing(actor: Actor, listing_id: int, *, now: datetime) -> None:
    """Take it off the shelf: nobody can ask for it any more; what was promised stays promised."""
    with transaction():
        listing = locked_listing(actor, listing_id)
        if may_withdraw_listing(actor, access_of(listing)):
            take_off(actor, listing, now=now)


def take_off(actor: Actor, listing: Listing, *, now: datetime) -> None:
    """The same for a row that a caller has locked for somebody who may; nothing where it is not published."""
    if listing.state is not ListingState.PUBLISHED:
        return
    listing.state, listing.updated_at, listing.version = ListingState.WITHDRAWN, now, listing.version + 1
    share_photos(listing)
    record(actor, now, "withdraw_listing", "listing", listing.id, listing.institution_id)
    publish(ListingWithdrawn(listing.id, listing.institution_id))


def missing(listing: Listing, fields: ListingFields, category: Category, today: date) -> tuple[Refusal, ...]:
    """What a listing that said *fields* would lack to be published."""
    in_service = (
        select(func.count())
        .select_from(Unit)
        .where(
            Unit.listing_id == listing.id,
            _serves(today),
        )
    )
    return not_ready(
        fields,
        category,
        units_in_service=db.session.execute(in_service).scalar_one(),
        institution_verified=is_verified(listing.institution_id),
    )


def refuse(refusals: tuple[Refusal, ...]) -> None:
    """Raise them, one alone or together; nothing when there is none."""
    if len(refusals) > 1:
        raise SeveralRefusals(refusals)
    if refusals:
        raise refusals[0]


def _publish(actor: Actor, listing: Listing, now: datetime) -> None:
    listing.state, listing.published_at = ListingState.PUBLISHED, now
    listing.updated_at, listing.version = now, listing.version + 1
    record(actor, now, "publish_listing", "listing", listing.id, listing.institution_id)
    publish(ListingPublished(listing.id, listing.institution_id))


def _locked_many(actor: Actor, listing_ids: Sequence[int]) -> list[Listing]:
    asked = set(listing_ids)
    statement = select(Listing).where(Listing.id.in_(asked)).order_by(Listing.id).with_for_update(key_share=True)
    listings = list(db.session.execute(statement.execution_options(populate_existing=True)).scalars())
    if len(listings) != len(asked):
        raise NotFound()
    for institution_id in {listing.institution_id for listing in listings}:
        require_writer(actor, institution_id)
    return listings


def _in_service_by_listing(listings: Sequence[Listing], now: datetime) -> dict[int, int]:
    found: dict[int, int] = {}
    for institution_id in {listing.institution_id for listing in listings}:
        ids = [listing.id for listing in listings if listing.institution_id == institution_id]
        counted = select(Unit.listing_id, func.count()).where(
            Unit.listing_id.in_(ids), _serves(institution_day(institution_id, now))
        )
        found.update(db.session.execute(counted.group_by(Unit.listing_id)).all())
    return found


def _serves(today: date) -> ColumnElement[bool]:
    return or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today)


def _share_many(listings: Sequence[Listing]) -> None:
    """As :func:`share_photos` does, for those that anybody may see."""
    shown = [listing for listing in listings if listing.visibility is Visibility.PUBLIC]
    for institution_id in {listing.institution_id for listing in shown}:
        ids = [listing.id for listing in shown if listing.institution_id == institution_id]
        photos = select(ListingPhoto.photo_id).where(ListingPhoto.listing_id.in_(ids))
        media.attach(db.session.execute(photos).scalars().all(), institution_id, is_public=True)

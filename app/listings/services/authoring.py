"""Write a listing: create, edit, duplicate, publish, withdraw. Every write rewrites the words it is found by."""

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, or_, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.events import publish
from app.core.journal import record
from app.listings.domain.categories import Category
from app.listings.domain.events import ListingPublished, ListingWithdrawn
from app.listings.domain.permissions import may_withdraw_listing
from app.listings.domain.publishing import not_ready
from app.listings.domain.sheet import ListingFields, SeveralRefusals, faults_of
from app.listings.domain.states import ListingState
from app.listings.models import Listing, Unit
from app.listings.services.rows import (
    access_of,
    category_of,
    fields_of,
    institution_day,
    is_verified,
    locked_listing,
    require_free_reference,
    require_site,
    require_writer,
    rewrite_terms,
    terms_of,
    values_of,
)
from app.listings.services.units import add_units, require_quantity


def create_listing(
    actor: Actor, institution_id: int, fields: ListingFields, *, quantity: int = 1, now: datetime
) -> int:
    """Write a draft with *quantity* units "n° 1" to "n° N"; its id.

    Raises the refusals of :func:`app.listings.domain.sheet.faults_of`, one by one or as ``SeveralRefusals``.
    """
    with transaction() as session:
        require_writer(actor, institution_id)
        category = _checked(fields, institution_day(institution_id, now))
        require_quantity(quantity)
        require_site(institution_id, fields.site_id)
        require_free_reference(institution_id, fields.reference)
        listing = Listing(
            institution_id=institution_id, created_at=now, updated_at=now, **values_of(category, fields)
        )
        session.add(listing)
        session.flush()
        add_units(listing, quantity)
        rewrite_terms(listing.id, terms_of(category, fields))
        record(actor, now, "create_listing", "listing", listing.id, institution_id, title=fields.title)
        return listing.id


def edit_listing(actor: Actor, listing_id: int, fields: ListingFields, *, version: int, now: datetime) -> None:
    """Change what a listing says. Raises ``Stale`` when somebody changed it since *version* was read.

    What is published stays publishable: an edit that would not be is refused, point by point.
    """
    with transaction() as session:
        listing = locked_listing(actor, listing_id, version)
        today = institution_day(listing.institution_id, now)
        category = _checked(fields, today)
        require_site(listing.institution_id, fields.site_id)
        require_free_reference(listing.institution_id, fields.reference, but=listing.id)
        if listing.state is ListingState.PUBLISHED:
            _refuse(_missing(listing, fields, category, today))
        for name, value in values_of(category, fields).items():
            setattr(listing, name, value)
        listing.updated_at, listing.version = now, listing.version + 1
        session.flush()
        rewrite_terms(listing.id, terms_of(category, fields))
        record(actor, now, "edit_listing", "listing", listing.id, listing.institution_id)


def duplicate_listing(actor: Actor, listing_id: int, *, now: datetime) -> int:
    """A draft that says the same with as many units; its own reference, serials and photos are left to write."""
    with transaction():
        listing = locked_listing(actor, listing_id)
        units = db.session.execute(
            select(func.count()).select_from(Unit).filter_by(listing_id=listing.id)
        ).scalar_one()
        fields = replace(fields_of(listing), reference=None)
        return create_listing(actor, listing.institution_id, fields, quantity=max(1, units), now=now)


def publish_listing(actor: Actor, listing_id: int, *, now: datetime) -> None:
    """Let others see it. Raises the missing points, each at its field; nothing happens to what is published."""
    with transaction() as session:
        listing = locked_listing(actor, listing_id)
        if listing.state is ListingState.PUBLISHED:
            return
        fields = fields_of(listing)
        today = institution_day(listing.institution_id, now)
        _refuse(_missing(listing, fields, category_of(listing.category), today))
        listing.state, listing.published_at = ListingState.PUBLISHED, now
        listing.updated_at, listing.version = now, listing.version + 1
        session.flush()
        record(actor, now, "publish_listing", "listing", listing.id, listing.institution_id)
        publish(ListingPublished(listing.id, listing.institution_id))


def publish_many(actor: Actor, listing_ids: list[int], *, now: datetime) -> dict[int, Refusal]:
    """Publish what is ready; what is not stays a draft and is answered with its reason."""
    refused: dict[int, Refusal] = {}
    with transaction():
        for listing_id in sorted(set(listing_ids)):
            try:
                publish_listing(actor, listing_id, now=now)
            except (NotFound, Forbidden):
                raise
            except Refusal as refusal:
                refused[listing_id] = refusal
    return refused


def withdraw_listing(actor: Actor, listing_id: int, *, now: datetime) -> None:
    """Take it off the shelf: nobody can ask for it any more; what was promised stays promised."""
    with transaction():
        listing = locked_listing(actor, listing_id)
        if not may_withdraw_listing(actor, access_of(listing)):
            return
        listing.state, listing.updated_at, listing.version = ListingState.WITHDRAWN, now, listing.version + 1
        record(actor, now, "withdraw_listing", "listing", listing.id, listing.institution_id)
        publish(ListingWithdrawn(listing.id, listing.institution_id))


def missing_to_publish(listing: Listing, today: date) -> tuple[Refusal, ...]:
    """What this draft still lacks: shown beside the button before anybody presses it."""
    return _missing(listing, fields_of(listing), category_of(listing.category), today)


def _missing(listing: Listing, fields: ListingFields, category: Category, today: date) -> tuple[Refusal, ...]:
    in_service = (
        select(func.count())
        .select_from(Unit)
        .where(
            Unit.listing_id == listing.id,
            or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today),
        )
    )
    return not_ready(
        fields,
        category,
        units_in_service=db.session.execute(in_service).scalar_one(),
        institution_verified=is_verified(listing.institution_id),
    )


def _checked(fields: ListingFields, today: date) -> Category:
    category = category_of(fields.category)
    _refuse(faults_of(fields, category, today))
    return category


def _refuse(refusals: tuple[Refusal, ...]) -> None:
    if len(refusals) > 1:
        raise SeveralRefusals(refusals)
    if refusals:
        raise refusals[0]

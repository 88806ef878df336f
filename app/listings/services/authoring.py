"""Write a listing: create, edit, duplicate, publish, withdraw. Every write rewrites the words it is found by."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import or_, select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.idempotency import claim
from app.core.journal import record
from app.listings.domain.categories import Category
from app.listings.domain.recategorise import carried_over
from app.listings.domain.sheet import ListingFields, faults_of
from app.listings.domain.states import ListingState
from app.listings.models import Listing, Unit
from app.listings.queries.fields import category_of, fields_of
from app.listings.services.copying import copy_depth
from app.listings.services.drafts import DraftKey, take_over_draft
from app.listings.services.photos import set_photos, share_photos
from app.listings.services.publishing import missing, publish_listing, refuse, withdraw_listing
from app.listings.services.rows import (
    institution_day,
    locked_listing,
    require_free_reference,
    require_site,
    require_writer,
    rewrite_terms,
    terms_of,
    values_of,
)
from app.listings.services.units import add_units, require_quantity

SWAPPED = "\N{SYMBOL FOR NULL}"
"""Begins a name that no person types."""


def create_listing(
    actor: Actor,
    institution_id: int,
    fields: ListingFields,
    *,
    quantity: int = 1,
    photo_ids: Sequence[int] = (),
    then_publish: bool = False,
    key: str = "",
    draft: DraftKey | None = None,
    now: datetime,
) -> int:
    """Write a draft with *quantity* units "n° 1" to "n° N"; its id. With *then_publish*, all or nothing.

    Raises the refusals of :func:`app.listings.domain.sheet.faults_of`, one alone or as ``SeveralRefusals``.
    The same *key* sent twice makes one listing. *draft* is the form it was typed in, which ends here.
    """
    with transaction():
        require_writer(actor, institution_id)
        claimed = claim(actor.user_id, key, [institution_id, repr(fields)], now) if key and actor.user_id else None
        if isinstance(claimed, int):
            return claimed
        if draft is not None:
            take_over_draft(actor, draft, photo_ids)
        listing_id = insert_listing(actor, institution_id, fields, quantity, now)
        set_photos(actor, listing_id, photo_ids, now=now)
        if then_publish:
            publish_listing(actor, listing_id, now=now)
        if claimed is not None:
            claimed.made(listing_id)
        return listing_id


def insert_listing(actor: Actor, institution_id: int, fields: ListingFields, quantity: int, now: datetime) -> int:
    """Write a draft with its units, in the transaction of a caller that has checked who acts."""
    category = _checked(fields, institution_day(institution_id, now))
    require_quantity(quantity)
    require_site(institution_id, fields.site_id)
    require_free_reference(institution_id, fields.reference)
    listing = Listing(institution_id=institution_id, created_at=now, updated_at=now, **values_of(category, fields))
    db.session.add(listing)
    db.session.flush()
    add_units(listing, quantity)
    rewrite_terms(listing.id, terms_of(category, fields))
    record(actor, now, "create_listing", "listing", listing.id, institution_id, title=fields.title)
    return listing.id


def edit_listing(
    actor: Actor,
    listing_id: int,
    fields: ListingFields,
    *,
    version: int,
    photo_ids: Sequence[int] | None = None,
    then_publish: bool = False,
    now: datetime,
) -> None:
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
            refuse(missing(listing, fields, category, today))
        before = listing.specs if listing.category == category.id else {}
        for name, value in values_of(category, fields, before).items():
            setattr(listing, name, value)
        listing.updated_at, listing.version = now, listing.version + 1
        session.flush()
        rewrite_terms(listing.id, terms_of(category, fields))
        record(actor, now, "edit_listing", "listing", listing.id, listing.institution_id)
        if photo_ids is not None:
            set_photos(actor, listing_id, photo_ids, now=now)
        share_photos(listing)
        if then_publish:
            publish_listing(actor, listing_id, now=now)


def duplicate_listing(actor: Actor, listing_id: int, *, key: str = "", now: datetime) -> int:
    """A draft that says the same, with units of the same names and condition; the same *key* twice makes one.

    What is one object's own is left to write: its reference, its serial numbers, its photos.
    """
    with transaction():
        listing = locked_listing(actor, listing_id)
        claimed = claim(actor.user_id, key, ["duplicate", listing_id], now) if key and actor.user_id else None
        if isinstance(claimed, int):
            return claimed
        fields = replace(fields_of(listing), reference=None)
        alike = _units_in_service(listing.id, institution_day(listing.institution_id, now))
        made = create_listing(actor, listing.institution_id, fields, quantity=max(1, len(alike)), now=now)
        copies = db.session.scalars(select(Unit).filter_by(listing_id=made).order_by(Unit.id)).all()
        for copy, unit in zip(copies, alike, strict=False):
            copy.label, copy.condition = f"{SWAPPED}{copy.id}", unit.condition
        db.session.flush()  # two names may change places: none is taken while they move
        for copy, unit in zip(copies, alike, strict=False):
            copy.label = unit.label
        copy_depth(listing.id, made)
        db.session.get_one(Listing, made).specs = dict(listing.specs)
        if claimed is not None:
            claimed.made(made)
        return made


def change_category(actor: Actor, listing_id: int, category_id: str, *, version: int, now: datetime) -> None:
    """Say that it is another kind of object: what both categories ask is kept, the rest is gone.

    Raises ``Stale``, ``UnknownCategory``, and for a published listing what the new category asks before.
    """
    with transaction() as session:
        listing = locked_listing(actor, listing_id, version)
        before, old, new = fields_of(listing), category_of(listing.category), category_of(category_id)
        fields = replace(before, category=new.id, specs=carried_over(old, new, before.specs).kept)
        if listing.state is ListingState.PUBLISHED:
            refuse(missing(listing, fields, new, institution_day(listing.institution_id, now)))
        for name, value in values_of(new, fields).items():
            setattr(listing, name, value)
        listing.updated_at, listing.version = now, listing.version + 1
        session.flush()
        rewrite_terms(listing.id, terms_of(new, fields))
        record(actor, now, "edit_listing", "listing", listing.id, listing.institution_id, category=new.id)


def withdraw_many(actor: Actor, listing_ids: Sequence[int], *, now: datetime) -> int:
    """Take several off the shelf, or none: how many were on it. Raises NotFound, Forbidden for any of them."""
    with transaction():
        asked = sorted(set(listing_ids))
        shown = [id for id in asked if locked_listing(actor, id).state is ListingState.PUBLISHED]
        for listing_id in shown:
            withdraw_listing(actor, listing_id, now=now)
        return len(shown)


def _units_in_service(listing_id: int, today: date) -> Sequence[Unit]:
    serving = or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today)
    return db.session.scalars(select(Unit).where(Unit.listing_id == listing_id, serving).order_by(Unit.id)).all()


def _checked(fields: ListingFields, today: date) -> Category:
    category = category_of(fields.category)
    refuse(faults_of(fields, category, today))
    return category

"""A list of what comes out of a show: written at once, published ahead of the closing, moved with the dates."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, Invalid, NotFound, Refusal, SeveralRefusals
from app.core.idempotency import claim
from app.core.journal import record
from app.core.text import N_
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import Period
from app.listings.domain.availability.changes import conflicts
from app.listings.domain.dismantling import (
    MeasuresMissing,
    NothingListed,
    Piece,
    Slot,
    known_category,
    missing_labels,
    slot_faults,
    values_of,
)
from app.listings.domain.permissions import may_dismantle
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Visibility
from app.listings.models import Dismantling, Listing
from app.listings.queries.fields import UnknownCategory
from app.listings.queries.pools import pools
from app.listings.services.authoring import insert_listing
from app.listings.services.publishing import publish_locked

_FAR = timedelta(days=3650)


class PiecesRefused(Invalid):
    """Some lines cannot be kept: *refused* by their place in the list. Nothing was written."""

    message = N_("Certaines pièces sont à corriger : rien n'a été publié.")

    def __init__(self, refused: dict[int, Refusal]) -> None:
        super().__init__()
        self.refused = refused


class SlotBreaksPromise(Refusal):
    """Params: *title*. Somebody was promised it before the new days."""

    message = N_("« %(title)s » est déjà promis avant ces nouvelles dates : voyez d'abord avec l'emprunteur.")


@dataclass(frozen=True, slots=True)
class DismantlingList:
    """What is to be written: the pieces, when and where they are fetched, the answer about collections, and a *note*
    that holds for all of them."""

    pieces: Sequence[Piece]
    slot: Slot
    site_id: int
    collection_item: bool | None
    note: str = ""


def list_dismantling(
    actor: Actor, exhibition_id: int, wanted: DismantlingList, *, then_publish: bool, key: str = "", now: datetime
) -> list[int]:
    """Write every piece as a listing, all or none; the ids, in order. With *then_publish* others see them at once,
    free from the first day of the slot. Raises ``PiecesRefused`` naming the lines, or what is wrong with the days.
    The same *key* sent twice writes one list.
    """
    with transaction() as session:
        show = _show(actor, exhibition_id)
        _check_slot(show, wanted.slot, now)
        if not wanted.pieces:
            raise NothingListed()
        claimed = claim(actor.user_id, key, [exhibition_id, repr(wanted)], now) if key and actor.user_id else None
        if isinstance(claimed, int):
            return [claimed]
        made, refused = [], {}
        for n, piece in enumerate(wanted.pieces):
            try:
                made.append(_insert(actor, show, piece, wanted, then_publish, now))
            except Refusal as refusal:
                refused[n] = refusal
        if refused:
            raise PiecesRefused(refused)
        session.flush()
        record(actor, now, "list_dismantling", "exhibition", show.id, show.institution_id, pieces=len(made))
        if claimed is not None:
            claimed.made(made[0])
        return made


def move_dismantling(actor: Actor, exhibition_id: int, slot: Slot, *, now: datetime) -> None:
    """Give the whole list other days; what was free from the old first day is free from the new one.

    Raises ``SlotBreaksPromise`` for a piece that somebody was promised earlier: then nothing moves.
    """
    with transaction() as session:
        show = _show(actor, exhibition_id)
        _check_slot(show, slot, now)
        rows = session.execute(
            select(Dismantling, Listing)
            .join(Listing, Listing.id == Dismantling.listing_id)
            .where(Dismantling.exhibition_id == show.id)
            .order_by(Listing.id)
            .with_for_update(key_share=True)
        ).all()
        for row, listing in rows:
            if listing.available_from == row.first_day:
                listing.available_from = slot.first_day
                listing.updated_at, listing.version = now, listing.version + 1
            row.first_day, row.last_day = slot.first_day, slot.last_day
        session.flush()
        _require_promises({listing.id: listing.title for _, listing in rows}, local_day(now), now)
        record(actor, now, "move_dismantling", "exhibition", show.id, show.institution_id)


def _insert(
    actor: Actor, show: Exhibition, piece: Piece, wanted: DismantlingList, then_publish: bool, now: datetime
) -> int:
    category = known_category(piece.category)
    if category is None:
        raise UnknownCategory()
    values = values_of(category, piece)
    missing = missing_labels(category, values)
    if missing and then_publish:
        raise MeasuresMissing(missing=", ".join(missing))
    fields = ListingFields(
        site_id=wanted.site_id,
        category=category.id,
        title=piece.title,
        description=wanted.note,
        specs=values,
        offer=piece.offer,
        visibility=Visibility.NETWORK,
        collection_item=wanted.collection_item,
        available_from=wanted.slot.first_day,
    )
    listing_id = insert_listing(actor, show.institution_id, fields, piece.quantity, now)
    db.session.add(Dismantling(listing_id=listing_id, exhibition_id=show.id, **_days(wanted.slot)))
    db.session.flush()
    if then_publish:
        publish_locked(actor, db.session.get_one(Listing, listing_id), now=now)
    return listing_id


def _days(slot: Slot) -> dict[str, date]:
    return {"first_day": slot.first_day, "last_day": slot.last_day}


def _show(actor: Actor, exhibition_id: int) -> Exhibition:
    """The show, for somebody who may list what comes out of it: 403 to its institution's others, 404 to strangers."""
    show = db.session.get(Exhibition, exhibition_id, with_for_update=True)
    if show is None or not actor.belongs_to(show.institution_id):
        raise NotFound()
    if not may_dismantle(actor, show.institution_id):
        raise Forbidden()
    return show


def _check_slot(show: Exhibition, slot: Slot, now: datetime) -> None:
    zone = db.session.scalar(select(Institution.time_zone).where(Institution.id == show.institution_id))
    faults = tuple(slot_faults(slot, show.closes_on, local_day(now, zone or "Europe/Paris")))
    if faults:
        raise faults[0] if len(faults) == 1 else SeveralRefusals(faults)


def _require_promises(titles: dict[int, str], today: date, now: datetime) -> None:
    """The one formula, on the pools as they would be, under the caller's locks: kits' members are judged apart."""
    for listing_id, found in pools(sorted(titles), today, now=now).items():
        if listing_id in titles and conflicts(replace(found.pool, parts=()), Period(today, today + _FAR)):
            raise SlotBreaksPromise(title=titles[listing_id])

"""Units that are given: kept for who will have them, then another institution's, and still the same objects.

Both verbs run inside the gift's own transaction, which has checked who acts.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import insert, or_, select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Refusal
from app.core.journal import record
from app.core.text import N_
from app.listings.domain.availability import HoldState, Period, conflicts, stock_of
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.refusals import UnitNotFree
from app.listings.domain.states import ListingState, Offer
from app.listings.models import (
    Allocation,
    KitMember,
    Listing,
    ListingDocument,
    ListingPhoto,
    ListingTerm,
    Unit,
    UnitSuccession,
)
from app.listings.queries.pools import locked_pools
from app.listings.queries.succession import origins
from app.listings.services import holds
from app.listings.services.copying import copy_belongings
from app.listings.services.photos import photo_ids_of
from app.listings.services.publishing import take_off
from app.listings.services.rows import first_site, institution_day
from app.listings.services.units import FAR, ONE_DAY, UnitPromised, too_few
from app.media.copying import copy_document, copy_photos

LEFT_BEHIND = frozenset(
    {
        *(
            "id",
            "institution_id",
            "site_id",
            "reference",
            "lender_conditions",
            "storage_place",
            "offer",
            "visibility",
        ),
        *("state", "collection_item", "available_from", "available_until", "turnaround_days", "import_id"),
        *("created_at", "updated_at", "published_at", "version"),
    }
)
"""What a listing says of its former owner, not of the objects."""


class KitNotGiven(Refusal):
    """A kit is made of other listings' units."""

    message = N_("Un lot est fait d'autres annonces : donnez chacune d'elles.")


@dataclass(frozen=True, slots=True)
class Given:
    """The recipient's draft, and each former unit with the one it became."""

    listing_id: int
    units: Mapping[int, int]


def keep_for_gift(
    listing_id: int, unit_ids: Sequence[int], for_institution_id: int | None, today: date, now: datetime
) -> dict[int, int]:
    """Take these very units out of what can be lent, from today on; unit id -> hold.

    Raises ``KitNotGiven``, ``UnitNotFree`` (of another listing, retired, out), ``UnitPromised`` (by name), and
    ``UnitsPromised`` naming the lines that would have to give way.
    """
    pool = locked_pools([listing_id], today, now=now)[listing_id]
    if db.session.scalar(select(KitMember.kit_id).where(KitMember.kit_id == listing_id).limit(1)) is not None:
        raise KitNotGiven()
    served = {unit.id: unit for unit in pool.units}
    for unit_id in unit_ids:
        until = served[unit_id].until if unit_id in served else today
        if until is not None and until <= today:
            raise UnitNotFree(unit=pool.labels.get(unit_id, "?"))
    _require_unpromised(unit_ids, pool.labels, today)
    rest = [unit for unit in pool.units if unit.id not in unit_ids]
    without = replace(pool.pool, stock=stock_of(rest), parts=())
    if found := conflicts(without, Period(today, today + FAR)):
        raise too_few(found[0], without)
    return holds.set_apart(listing_id, unit_ids, for_institution_id, today, today + FAR, now)


def _require_unpromised(unit_ids: Sequence[int], labels: Mapping[int, str], today: date) -> None:
    still = or_(Allocation.end_on > today, Allocation.state.in_((HoldState.OUT, HoldState.OVERDUE)))
    rows = select(Allocation).where(Allocation.unit_id.in_(unit_ids), Allocation.state.in_(BLOCKING), still)
    for row in db.session.scalars(rows.order_by(Allocation.id)):
        raise UnitPromised(unit=labels.get(row.unit_id or 0, "?"), until=row.end_on - ONE_DAY)


def transfer_units(
    actor: Actor, listing_id: int, kept: Mapping[int, int], to_institution_id: int | None, now: datetime
) -> Given | None:
    """The units (each with its hold) leave their owner today; they are a draft of *to_institution_id*'s with what is
    known of them, the collection question to be answered anew. None when the recipient is not on the platform."""
    listing = db.session.get_one(Listing, listing_id)
    rows = list(db.session.scalars(select(Unit).where(Unit.id.in_(kept)).order_by(Unit.id)))
    today = institution_day(listing.institution_id, now)
    for row in rows:
        row.out_of_service_from = max(today, row.in_service_from or today)
    holds.release(list(kept.values()), HoldState.CLOSED)
    listing.updated_at, listing.version = now, listing.version + 1
    record(actor, now, "give_units", "listing", listing.id, listing.institution_id, units=[row.id for row in rows])
    db.session.flush()
    _close_if_empty(actor, listing, today, now)
    if to_institution_id is None:
        return None
    draft = _draft(listing, to_institution_id, now)
    record(actor, now, "receive_units", "listing", draft.id, to_institution_id, title=draft.title)
    return Given(draft.id, _succeed(rows, draft, to_institution_id, now))


def _close_if_empty(actor: Actor, listing: Listing, today: date, now: datetime) -> None:
    left = or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today)
    if db.session.scalar(select(Unit.id).where(Unit.listing_id == listing.id, left).limit(1)) is None:
        take_off(actor, listing, now=now)


def _draft(listing: Listing, institution_id: int, now: datetime) -> Listing:
    columns = [column.key for column in Listing.__mapper__.column_attrs if column.key not in LEFT_BEHIND]
    draft = Listing(
        institution_id=institution_id,
        site_id=first_site(institution_id),
        state=ListingState.DRAFT,
        offer=Offer.LOAN,
        created_at=now,
        updated_at=now,
        **{name: getattr(listing, name) for name in columns},
    )
    db.session.add(draft)
    db.session.flush()
    copy_belongings(listing.id, draft.id)
    terms = list(db.session.scalars(select(ListingTerm.term).where(ListingTerm.listing_id == listing.id)))
    if terms:
        db.session.execute(insert(ListingTerm), [{"listing_id": draft.id, "term": term} for term in terms])
    photos = copy_photos(photo_ids_of(listing.id), institution_id, now)
    db.session.add_all(
        ListingPhoto(listing_id=draft.id, photo_id=photo, position=place) for place, photo in enumerate(photos)
    )
    _copy_documents(listing.id, draft, now)
    return draft


def _copy_documents(from_id: int, draft: Listing, now: datetime) -> None:
    filed = select(ListingDocument).where(ListingDocument.listing_id == from_id).order_by(ListingDocument.id)
    for one in db.session.scalars(filed).all():
        db.session.add(
            ListingDocument(
                listing_id=draft.id,
                document_id=copy_document(one.document_id, draft.institution_id, now),
                kind=one.kind,
                title=one.title,
                readers=one.readers,
                expires_on=one.expires_on,
                added_at=now,
            )
        )


def _succeed(rows: Sequence[Unit], draft: Listing, institution_id: int, now: datetime) -> dict[int, int]:
    """The same objects under their new owner: name and serial stay, the owner's tag does not."""
    here = institution_day(institution_id, now)
    units = [
        Unit(listing_id=draft.id, label=row.label, serial=row.serial, condition=row.condition, in_service_from=here)
        for row in rows
    ]
    db.session.add_all(units)
    db.session.flush()
    known = origins([row.id for row in rows])
    became = {row.id: unit.id for row, unit in zip(rows, units, strict=True)}
    db.session.add_all(
        UnitSuccession(unit_id=new, previous_id=old, origin_id=known[old], at=now) for old, new in became.items()
    )
    db.session.flush()
    return became

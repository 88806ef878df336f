"""What those who keep an inventory see: their listings in every state, one to edit, its units."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site
from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.paging import Page
from app.core.text import fold
from app.listings.domain.permissions import (
    ListingAccess,
    may_edit_listing,
    may_publish_listing,
    may_withdraw_listing,
    may_write_listings,
)
from app.listings.domain.publishing import not_ready
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Condition, ListingState
from app.listings.domain.terms import word_terms
from app.listings.models import Allocation, Listing, ListingPhoto, ListingTerm, Unit
from app.listings.queries.fields import category_of, fields_of
from app.media.queries import PhotoView, photos_by_id

PAGE = 50
MOST_WORDS = 8


@dataclass(frozen=True, slots=True)
class Workplace:
    """An institution whose inventory is looked at, and its sites (id, name)."""

    id: int
    name: str
    is_verified: bool
    time_zone: str
    sites: tuple[tuple[int, str], ...]
    may_write: bool


@dataclass(frozen=True, slots=True)
class MyRow:
    """One line of the inventory."""

    id: int
    title: str
    category: str
    reference: str
    state: ListingState
    condition: Condition
    quantity: int
    photo: PhotoView | None
    missing: tuple[Refusal, ...]
    updated_at: datetime
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class MyListings:
    """The inventory of one institution: a page of it, and how many in each state."""

    place: Workplace
    others: tuple[tuple[int, str], ...]
    counts: dict[ListingState, int]
    rows: Page[MyRow]


@dataclass(frozen=True, slots=True)
class UnitRow:
    """A unit; *is_held* when it was ever lent or promised by name."""

    id: int
    label: str
    serial: str
    condition: Condition
    in_service_from: date | None
    out_of_service_from: date | None
    is_held: bool
    asset_tag: str = ""


@dataclass(frozen=True, slots=True)
class WorkPage:
    """A listing as its keepers see it."""

    id: int
    place: Workplace
    state: ListingState
    version: int
    fields: ListingFields
    units: tuple[UnitRow, ...]
    quantity: int
    photos: tuple[PhotoView, ...]
    missing: tuple[Refusal, ...]
    actions: frozenset[str]


def workplaces(actor: Actor) -> list[tuple[int, str]]:
    """The institutions the actor belongs to, by name."""
    return _named(actor.institution_ids)


def writable_places(actor: Actor) -> list[tuple[int, str]]:
    """The institutions whose inventory the actor keeps, by name."""
    return _named(actor.institutions_where(Role.TECHNICIAN))


def _named(ids: frozenset[int]) -> list[tuple[int, str]]:
    statement = select(Institution.id, Institution.name).where(Institution.id.in_(sorted(ids)))
    return list(db.session.execute(statement.order_by(Institution.name)).all()) if ids else []


def workplace(actor: Actor, institution_id: int | None) -> Workplace:
    """The institution asked for, or the first the actor keeps or belongs to. Raises NotFound, Forbidden."""
    if institution_id is None:
        places = writable_places(actor) or workplaces(actor)
        if not places:
            raise Forbidden()
        institution_id = places[0][0]
    row = db.session.get(Institution, institution_id)
    may_write = may_write_listings(actor, institution_id)
    if row is None or not (actor.belongs_to(institution_id) or may_write):
        raise NotFound()
    sites = select(Site.id, Site.name, Site.city).where(Site.institution_id == row.id).order_by(Site.id)
    named = tuple((id, name if city in name else f"{name} ({city})") for id, name, city in db.session.execute(sites))
    return Workplace(row.id, row.name, row.state is InstitutionState.VERIFIED, row.time_zone, named, may_write)


def my_listings(
    actor: Actor,
    now: datetime,
    *,
    institution_id: int | None = None,
    state: ListingState | None = None,
    import_id: int | None = None,
    words: str = "",
    number: int = 1,
) -> MyListings:
    """One page of an institution's inventory, newest first; *words* narrow it by title, make and reference."""
    place = workplace(actor, institution_id)
    own = Listing.institution_id == place.id
    counted = select(Listing.state, func.count()).where(own).group_by(Listing.state)
    counts = dict(db.session.execute(counted).all())
    where = [
        own,
        *([Listing.state == state] if state else []),
        *([Listing.import_id == import_id] if import_id else []),
        *(_holds_word(word) for word in words.split()[:MOST_WORDS]),
    ]
    total = db.session.execute(select(func.count()).select_from(Listing).where(*where)).scalar_one()
    page = select(Listing).where(*where).order_by(Listing.updated_at.desc(), Listing.id.desc())
    listings = db.session.execute(page.limit(PAGE).offset((max(1, number) - 1) * PAGE)).scalars().all()
    rows = _rows(actor, place, listings, local_day(now, place.time_zone))
    others = tuple(other for other in workplaces(actor) if other[0] != place.id)
    return MyListings(place, others, counts, Page(rows, max(1, number), total, PAGE))


def _holds_word(word: str) -> ColumnElement[bool]:
    """A word in any of its forms, the beginning of one, or a piece of the reference as typed."""
    forms, beginning = word_terms(word), fold(word)
    said = or_(ListingTerm.term.in_(forms), *([ListingTerm.term.startswith(beginning)] if beginning else []))
    found = select(ListingTerm.listing_id).where(ListingTerm.listing_id == Listing.id, said).exists()
    return or_(found, Listing.reference.icontains(word, autoescape=True))


def work_page(actor: Actor, listing_id: int, now: datetime) -> WorkPage:
    """A listing to edit, or to be looked at by its institution. Raises NotFound for everybody else."""
    listing = db.session.get(Listing, listing_id)
    if listing is None or not actor.belongs_to(listing.institution_id):
        raise NotFound()
    place = workplace(actor, listing.institution_id)
    today = local_day(now, place.time_zone)
    units = _units(listing_id)
    serving = [unit for unit in units if unit.out_of_service_from is None or unit.out_of_service_from > today]
    shown = select(ListingPhoto.photo_id).where(ListingPhoto.listing_id == listing_id)
    ids = list(db.session.execute(shown.order_by(ListingPhoto.position, ListingPhoto.id)).scalars())
    photos = photos_by_id(ids)
    return WorkPage(
        id=listing.id,
        place=place,
        state=listing.state,
        version=listing.version,
        fields=fields_of(listing),
        units=units,
        quantity=len(serving),
        photos=tuple(photos[id] for id in ids if id in photos),
        missing=_missing(listing, len(serving), place),
        actions=_actions(actor, listing, place),
    )


def _actions(actor: Actor, listing: Listing, place: Workplace) -> frozenset[str]:
    access = ListingAccess(listing.institution_id, listing.state, listing.visibility, place.is_verified)
    offered = {
        "edit": may_edit_listing(actor, access),
        "publish": may_publish_listing(actor, access),
        "withdraw": may_withdraw_listing(actor, access),
    }
    return frozenset(name for name, allowed in offered.items() if allowed)


def _missing(listing: Listing, units_in_service: int, place: Workplace) -> tuple[Refusal, ...]:
    if listing.state is ListingState.PUBLISHED:
        return ()
    return not_ready(
        fields_of(listing),
        category_of(listing.category),
        units_in_service=units_in_service,
        institution_verified=place.is_verified,
    )


def _rows(actor: Actor, place: Workplace, listings: Sequence[Listing], today: date) -> list[MyRow]:
    ids = [listing.id for listing in listings]
    counted = (
        select(Unit.listing_id, func.count())
        .where(Unit.listing_id.in_(ids), or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today))
        .group_by(Unit.listing_id)
    )
    quantities = dict(db.session.execute(counted).all())
    covers = select(ListingPhoto.listing_id, ListingPhoto.photo_id).where(
        ListingPhoto.listing_id.in_(ids), ListingPhoto.position == 0
    )
    cover_ids = dict(db.session.execute(covers).all())
    photos = photos_by_id(cover_ids.values())
    return [
        MyRow(
            id=listing.id,
            title=listing.title,
            category=listing.category,
            reference=listing.reference or "",
            state=listing.state,
            condition=listing.condition,
            quantity=quantities.get(listing.id, 0),
            photo=photos.get(cover_ids.get(listing.id, 0)),
            missing=_missing(listing, quantities.get(listing.id, 0), place),
            updated_at=listing.updated_at,
            actions=_actions(actor, listing, place),
        )
        for listing in listings
    ]


def _units(listing_id: int) -> tuple[UnitRow, ...]:
    held = select(Allocation.unit_id).where(Allocation.listing_id == listing_id, Allocation.unit_id.is_not(None))
    held_ids = set(db.session.execute(held.distinct()).scalars())
    units = db.session.execute(select(Unit).filter_by(listing_id=listing_id).order_by(Unit.id)).scalars()
    return tuple(
        UnitRow(
            unit.id,
            unit.label,
            unit.serial,
            unit.condition,
            unit.in_service_from,
            unit.out_of_service_from,
            unit.id in held_ids,
            unit.asset_tag,
        )
        for unit in units
    )

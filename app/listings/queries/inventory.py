"""A whole inventory at once, as plain values: what an import lays its rows on, and what an export writes."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy import func, or_, select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden
from app.core.text import fold
from app.listings.domain.spreadsheets import Inventory, Known, UnitSaid, number_key
from app.listings.domain.spreadsheets.exporting import Told
from app.listings.domain.states import ListingState
from app.listings.models import ImportChange, Listing, ListingImport, Unit
from app.listings.queries.authoring import workplace
from app.listings.queries.fields import fields_of

STATE_WORDS = {
    ListingState.DRAFT: "brouillon",
    ListingState.PUBLISHED: "publiée",
    ListingState.WITHDRAWN: "retirée",
}
AT_ONCE = 500


def inventory_of(institution_id: int, today: date) -> Inventory:
    """Everything that decides what a row of a spreadsheet means there."""
    listings = {known.id: known for known, _ in _known(institution_id, today)}
    references = {one.fields.reference: id for id, one in listings.items() if one.fields.reference}
    tags: dict[str, int] = {}
    serials: dict[str, int] = {}
    for listing_id, serial, tag in _numbers(institution_id):
        if serial:
            serials.setdefault(number_key(serial), listing_id)
        if tag:
            tags.setdefault(number_key(tag), listing_id)
    sites = {fold(name): id for id, name in site_names(institution_id).items()}
    return Inventory(listings, references, tags, serials, _digests(institution_id), sites, today)


def inventory_mark(institution_id: int) -> tuple[int, int, int]:
    """Changes with every change of a listing or of its units: tells whether an inventory read before still holds."""
    counted = select(
        func.count(), func.coalesce(func.max(Listing.id), 0), func.coalesce(func.sum(Listing.version), 0)
    ).where(Listing.institution_id == institution_id)
    count, newest, versions = db.session.execute(counted).one()
    return int(count), int(newest), int(versions)


def exported_inventory(actor: Actor, institution_id: int, today: date) -> list[Told]:
    """The listings of an inventory, oldest first, for who keeps it. Raises NotFound, Forbidden."""
    place = workplace(actor, institution_id)
    if not place.may_write:
        raise Forbidden()
    names = site_names(institution_id)
    return [
        Told(known, names.get(known.fields.site_id, ""), STATE_WORDS[state])
        for known, state in _known(institution_id, today)
    ]


def site_names(institution_id: int) -> dict[int, str]:
    """The sites by id, each under a name that no other has."""
    sites = select(Site.id, Site.name).where(Site.institution_id == institution_id).order_by(Site.id)
    named: dict[int, str] = {}
    for id, name in db.session.execute(sites):
        taken = {fold(one) for one in named.values()}
        named[id] = name if fold(name) and fold(name) not in taken else f"{name} ({id})"
    return named


def _known(institution_id: int, today: date) -> Iterator[tuple[Known, ListingState]]:
    units: dict[int, list[UnitSaid]] = {}
    serving = (
        select(Unit.listing_id, Unit.label, Unit.serial, Unit.asset_tag, Unit.id)
        .join(Listing, Listing.id == Unit.listing_id)
        .where(Listing.institution_id == institution_id)
        .where(or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today))
    )
    for listing_id, label, serial, tag, id in db.session.execute(serving.order_by(Unit.id)):
        units.setdefault(listing_id, []).append(UnitSaid(label, serial, tag, id))
    own = select(Listing).where(Listing.institution_id == institution_id).order_by(Listing.id)
    for listing in db.session.execute(own.execution_options(yield_per=AT_ONCE)).scalars():
        said = tuple(units.pop(listing.id, ()))
        yield Known(listing.id, listing.version, fields_of(listing), said), listing.state


def _numbers(institution_id: int) -> Iterator[tuple[int, str, str]]:
    numbered = (
        select(Unit.listing_id, Unit.serial, Unit.asset_tag)
        .join(Listing, Listing.id == Unit.listing_id)
        .where(Listing.institution_id == institution_id, or_(Unit.serial != "", Unit.asset_tag != ""))
    )
    return ((id, serial, tag) for id, serial, tag in db.session.execute(numbered.order_by(Unit.id)))


def _digests(institution_id: int) -> dict[str, int]:
    told = (
        select(ImportChange.row_digest, ImportChange.listing_id)
        .join(ListingImport, ListingImport.id == ImportChange.import_id)
        .where(ListingImport.institution_id == institution_id, ImportChange.row_digest != "")
    )
    return dict(db.session.execute(told.order_by(ImportChange.id)).all())

"""Take an import back within 24 hours: what it made goes, what it changed says again what it said before.

Line by line: a listing that somebody edited, published or asked for since stays as it is, and the report says so.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Table, delete, select
from sqlalchemy.exc import DBAPIError

from app.core.actor import Actor
from app.core.db import attempt, db, transaction
from app.core.errors import Refusal
from app.core.journal import record
from app.listings.domain.categories import categories, category
from app.listings.domain.handling import Vehicle
from app.listings.domain.sheet import ListingFields
from app.listings.domain.spreadsheets import Fate, ImportStep
from app.listings.domain.states import Condition, ImportState, ListingState, Offer, Visibility
from app.listings.models import ImportChange, Listing, ListingPhoto, ListingTerm, Unit
from app.listings.queries.fields import fields_of
from app.listings.queries.import_report import refusal_kept
from app.listings.queries.importing import UNDO_WITHIN
from app.listings.services.importing.receiving import locked_import
from app.listings.services.importing.refusals import (
    AlreadyImported,
    EditedSince,
    PublishedSince,
    TooLateToUndo,
    UsedSince,
)
from app.listings.services.importing.unit_changes import put_back_units
from app.listings.services.rows import require_free_reference, rewrite_terms, terms_of, values_of
from app.media import services as media

BATCH = 500
_ENUMS: Mapping[str, Any] = {"condition": Condition, "offer": Offer, "visibility": Visibility, "vehicle": Vehicle}
_OWN = {"unit", "listing_photo", "listing_term", "import_change"}


@dataclass(frozen=True, slots=True)
class Undone:
    """Listings removed, listings put back, lines that stay (line, title, why)."""

    removed: int
    restored: int
    kept: tuple[tuple[int, str, Refusal], ...]


def undo_import(actor: Actor, import_id: int, *, now: datetime) -> Undone:
    """Take back every line that nothing depends on; all in one transaction. Within 24 hours."""
    with transaction():
        row, run = locked_import(actor, import_id)
        if row.state is not ImportState.DONE or row.done_at is None:
            raise AlreadyImported()
        if now > row.done_at + UNDO_WITHIN:
            raise TooLateToUndo()
        institution_id = row.institution_id
        done = select(ImportChange).where(ImportChange.import_id == import_id).order_by(ImportChange.listing_id)
        changes = list(db.session.execute(done).scalars())
        made = [change for change in changes if change.fate is Fate.CREATE]
        removed, kept = _remove(made, institution_id)
        restored = 0
        for change in changes:
            if change.fate is Fate.UPDATE:
                why = _restore(actor, change, now)
                restored += why is None
                kept.extend([(change.line, _title(change), why)] if why else [])
        kept.sort(key=lambda one: one[0])
        row.state, run.step, run.undone_at = ImportState.UNDONE, ImportStep.UNDO, now
        told = [[line, title, refusal_kept(why)] for line, title, why in kept]
        run.undo_report = {"removed": removed, "restored": restored, "kept": told}
        counts = {"deleted": removed, "restored": restored, "kept": len(kept)}
        record(actor, now, "undo_import", "listing_import", row.id, institution_id, **counts)
        return Undone(removed, restored, tuple(kept))


def _remove(made: Sequence[ImportChange], institution_id: int) -> tuple[int, list[tuple[int, str, Refusal]]]:
    removed, kept = 0, list[tuple[int, str, Refusal]]()
    for start in range(0, len(made), BATCH):
        some = made[start : start + BATCH]
        ids = [change.listing_id for change in some]
        used = _used(ids)
        own = select(Listing.id, Listing.title, Listing.version, Listing.state).where(Listing.id.in_(ids))
        there = {row.id: row for row in db.session.execute(own.order_by(Listing.id).with_for_update(key_share=True))}
        going = []
        for change in some:
            listing = there[change.listing_id]
            why = _why_kept(listing.state, listing.version, change.version, listing.id in used)
            if why is None:
                going.append(listing.id)
            else:
                kept.append((change.line, listing.title, why))
        gone = _delete(going, institution_id)
        removed += len(gone)
        left = {change.listing_id: change for change in some if change.listing_id in set(going) - gone}
        kept.extend((change.line, there[id].title, UsedSince()) for id, change in left.items())
    return removed, kept


def _why_kept(state: ListingState, version: int, imported: int, is_used: bool) -> Refusal | None:
    if is_used:
        return UsedSince()
    if state is not ListingState.DRAFT:
        return PublishedSince()
    return EditedSince() if version != imported else None


def _used(ids: Sequence[int]) -> set[int]:
    """Those that a row of another table points at, whatever package it belongs to: none of these may go."""
    used: set[int] = set()
    for table, column in _pointing("listing"):
        if table.name not in _OWN:
            used.update(db.session.execute(select(column).where(column.in_(ids))).scalars())
    units = dict(db.session.execute(select(Unit.id, Unit.listing_id).where(Unit.listing_id.in_(ids))).all())
    for _table, column in _pointing("unit"):
        found = db.session.execute(select(column).where(column.in_(list(units)))).scalars()
        used.update(units[id] for id in found)
    return used


def _pointing(target: str) -> list[tuple[Table, Any]]:
    return [
        (table, column)
        for table in db.metadata.sorted_tables
        for column in table.columns
        for key in column.foreign_keys
        if key.column.table.name == target
    ]


def _delete(ids: Sequence[int], institution_id: int) -> set[int]:
    """Delete them together; one by one when the database itself keeps one of them."""
    if not ids:
        return set()
    try:
        with attempt():
            _delete_rows(ids, institution_id)
        return set(ids)
    except DBAPIError:
        if len(ids) == 1:
            return set()
        return set().union(*(_delete([id], institution_id) for id in ids))


def _delete_rows(ids: Sequence[int], institution_id: int) -> None:
    shown = select(ListingPhoto.photo_id).where(ListingPhoto.listing_id.in_(ids))
    photos = db.session.execute(shown).scalars().all()
    for table in (ListingPhoto, ListingTerm, Unit, ImportChange):
        db.session.execute(
            delete(table).where(table.listing_id.in_(ids)).execution_options(synchronize_session=False)
        )
    db.session.execute(delete(Listing).where(Listing.id.in_(ids)).execution_options(synchronize_session=False))
    media.detach(photos, institution_id)


def _restore(actor: Actor, change: ImportChange, now: datetime) -> Refusal | None:
    """Give a changed listing its former values back; why not, if it can't be."""
    statement = select(Listing).where(Listing.id == change.listing_id).with_for_update(key_share=True)
    listing = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    if listing.version != change.version:
        return EditedSince()
    before = change.before or {}
    try:
        with attempt():
            _put_back(actor, listing, before, now)
    except Refusal as refusal:
        return refusal
    return None


def _put_back(actor: Actor, listing: Listing, before: Mapping[str, Any], now: datetime) -> None:
    former = read_fields(fields_of(listing), before.get("fields", {}))
    require_free_reference(listing.institution_id, former.reference, but=listing.id)
    of = category(former.category)
    kept = listing.specs if listing.category == of.id else {}
    for name, value in values_of(of, former, kept).items():
        setattr(listing, name, value)
    listing.updated_at, listing.version = now, listing.version + 1
    db.session.flush()
    rewrite_terms(listing.id, terms_of(of, former))
    if "units" in before:
        put_back_units(actor, listing.id, before["units"], now)


def read_fields(fields: ListingFields, kept: Mapping[str, Any]) -> ListingFields:
    """*fields* with what was kept of some of them."""
    values: dict[str, Any] = {name: _read(name, value) for name, value in kept.items() if name != "specs"}
    if "specs" in kept:
        of = categories()[values.get("category", fields.category)]
        there = {spec.key for spec in of.specs}
        values["specs"] = {key: of.spec(key).restore(value) for key, value in kept["specs"].items() if key in there}
    return replace(fields, **values)


def _read(name: str, value: Any) -> Any:
    if isinstance(value, dict):
        return Decimal(value["decimal"]) if "decimal" in value else date.fromisoformat(value["day"])
    return _ENUMS[name](value) if name in _ENUMS and value is not None else value


def _title(change: ImportChange) -> str:
    return db.session.execute(select(Listing.title).where(Listing.id == change.listing_id)).scalar_one()

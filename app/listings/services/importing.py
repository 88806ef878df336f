"""Bring an inventory in: receive a file, map its columns, confirm all at once, take it back within 24 hours."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from app.core import storage
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, Invalid, NotFound, Refusal
from app.core.events import publish
from app.core.journal import record
from app.core.text import N_, one_line
from app.listings.domain.categories import category
from app.listings.domain.events import ListingsImported
from app.listings.domain.permissions import may_write_listings
from app.listings.domain.spreadsheets import Defaults, RowDraft, guess_columns
from app.listings.domain.states import ImportState, ListingState
from app.listings.models import Allocation, Listing, ListingImport, ListingPhoto, ListingTerm, Unit
from app.listings.queries.fields import category_of
from app.listings.queries.importing import UNDO_WITHIN, known_references, trial_of_row, wanted_categories
from app.listings.queries.sheets import read_sheet
from app.listings.services.rows import (
    institution_day,
    lock_inventory,
    require_site,
    require_writer,
    terms_of,
    values_of,
)
from app.listings.services.units import numbered_labels
from app.media import services as media

BATCH = 500


class RowsRefused(Invalid):
    """Params: *rows*. Nothing was imported."""

    message = N_(
        "%(rows)s lignes sont à corriger : rien n'a été importé. Corrigez le fichier, ou choisissez de n'importer "
        "que les lignes valables."
    )
    field = "partial"


class NothingToImport(Invalid):
    """Every row is there already, or none can be taken."""

    message = N_("Aucune ligne à importer.")
    field = "partial"


class AlreadyImported(Refusal):
    """The confirmation was sent twice, or the import was taken back."""

    message = N_("Cet import est déjà terminé.")


class SameFileAgain(Refusal):
    """Without a reference per row, the same file twice would double the inventory."""

    message = N_(
        "Ce fichier a déjà été importé, et sans colonne de référence ses lignes seraient doublées. "
        "Indiquez la colonne qui porte la référence."
    )


class CategoryToChoose(Invalid):
    """Neither for the file nor by a column."""

    message = N_("Choisissez une catégorie pour tout le fichier, ou la colonne qui la donne.")
    field = "category"


class TooLateToUndo(Refusal):
    """The 24 hours are over."""

    message = N_("Un import s'annule dans les 24 heures. Retirez les annonces une par une.")


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: listings made, rows left out because they are there, rows with a fault."""

    made: int
    left_out: int
    bad_lines: int


def receive_import(
    actor: Actor, institution_id: int, file_name: str, content: bytes, *, site_id: int, category: str, now: datetime
) -> int:
    """Keep a spreadsheet and guess what its columns mean; its import's id. Writes no listing.

    Raises what is wrong with the file (field "file"), and refuses who does not keep this inventory.
    """
    require_writer(actor, institution_id)
    sheet = read_sheet(content)
    if category:
        category_of(category)
    columns = _guessed(sheet.headings, category)
    columns |= guess_columns(sheet.headings, wanted_categories(sheet, category, columns)) if not category else {}
    key = storage.save(content, ".sheet")
    with transaction() as session:
        require_site(institution_id, site_id)
        row = ListingImport(
            institution_id=institution_id,
            site_id=site_id,
            user_id=actor.user_id,
            file_name=one_line(file_name)[:200],
            file_key=key,
            category=category,
            columns=columns,
            defaults={"collection": "non"},
            digest=hashlib.sha256(content).hexdigest(),
            row_count=len(sheet.rows),
            created_at=now,
        )
        session.add(row)
        session.flush()
        record(actor, now, "receive_import", "listing_import", row.id, institution_id, file=row.file_name)
        return row.id


def map_import(
    actor: Actor, import_id: int, columns: Mapping[str, str], defaults: Defaults, *, now: datetime
) -> None:
    """Say which column means what, and what holds for every row. Writes no listing."""
    with transaction():
        row = _locked(actor, import_id)
        if row.state not in (ImportState.UPLOADED, ImportState.CHECKED):
            raise AlreadyImported()
        if not defaults.category and not columns.get("category"):
            raise CategoryToChoose()
        if defaults.category:
            category_of(defaults.category)
        require_site(row.institution_id, defaults.site_id)
        row.site_id, row.category, row.columns = defaults.site_id, defaults.category, dict(columns)
        kept = {name: value for name, value in asdict(defaults).items() if name not in ("site_id", "category")}
        row.defaults = {**kept, "collection": "non" if defaults.collection_item is False else ""}
        row.state = ImportState.CHECKED
        record(actor, now, "map_import", "listing_import", row.id, row.institution_id)


def confirm_import(actor: Actor, import_id: int, *, partial: bool = False, now: datetime) -> Imported:
    """Write every row as a draft, all in one transaction.

    One bad row refuses the whole (:class:`RowsRefused`) unless *partial* was asked for; a reference that is
    there already is left out, so that the same file twice makes nothing twice.
    """
    asked = db.session.get(ListingImport, import_id)
    if asked is None:
        raise NotFound()
    require_writer(actor, asked.institution_id)
    trial = trial_of_row(asked, institution_day(asked.institution_id, now))
    with transaction():
        row = _locked(actor, import_id)
        if row.state is not ImportState.CHECKED:
            raise AlreadyImported()
        if trial.faults and not partial:
            raise RowsRefused(rows=trial.bad_lines)
        _refuse_same_file(row)
        known = known_references(row.institution_id)  # again, now that nobody else writes
        drafts = [draft for draft in trial.drafts if draft.fields.reference not in known]
        if not drafts and not trial.left_out:
            raise NothingToImport()
        for start in range(0, len(drafts), BATCH):
            _insert(row, drafts[start : start + BATCH], now)
        row.state, row.done_at, row.error_count = ImportState.DONE, now, trial.bad_lines
        record(actor, now, "confirm_import", "listing_import", row.id, row.institution_id, made=len(drafts))
        publish(ListingsImported(row.id, row.institution_id))
    return Imported(len(drafts), len(trial.drafts) - len(drafts) + len(trial.left_out), trial.bad_lines)


def undo_import(actor: Actor, import_id: int, *, now: datetime) -> int:
    """Delete the import's listings that are still drafts and were never asked for; how many. Within 24 hours."""
    with transaction():
        row = _locked(actor, import_id)
        if row.state is not ImportState.DONE or row.done_at is None:
            raise AlreadyImported()
        if now > row.done_at + UNDO_WITHIN:
            raise TooLateToUndo()
        ids = _untouched(row.id)
        for start in range(0, len(ids), BATCH):
            _delete(ids[start : start + BATCH], row.institution_id)
        row.state = ImportState.UNDONE
        record(actor, now, "undo_import", "listing_import", row.id, row.institution_id, deleted=len(ids))
        return len(ids)


def _guessed(headings: Sequence[str], category_id: str) -> dict[str, str]:
    columns = guess_columns(headings, [category(category_id)] if category_id else [])
    if category_id:
        columns.pop("category", None)  # the person said it for the whole file
    return columns


def _locked(actor: Actor, import_id: int) -> ListingImport:
    """The import, and its institution's inventory, until the transaction ends."""
    statement = select(ListingImport).where(ListingImport.id == import_id).with_for_update()
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    if not may_write_listings(actor, row.institution_id):
        raise Forbidden() if actor.belongs_to(row.institution_id) else NotFound()
    lock_inventory(row.institution_id)
    return row


def _refuse_same_file(row: ListingImport) -> None:
    if row.columns.get("reference"):
        return
    same = select(ListingImport.id).where(
        ListingImport.institution_id == row.institution_id,
        ListingImport.digest == row.digest,
        ListingImport.state == ImportState.DONE,
    )
    if db.session.execute(same.limit(1)).scalar() is not None:
        raise SameFileAgain()


def _insert(row: ListingImport, drafts: Sequence[RowDraft], now: datetime) -> None:
    """Four statements whatever the number of rows."""
    shared = {
        "institution_id": row.institution_id,
        "import_id": row.id,
        "state": ListingState.DRAFT,
        "created_at": now,
        "updated_at": now,
        "version": 1,
    }
    rows = [{**values_of(category(draft.fields.category), draft.fields), **shared} for draft in drafts]
    db.session.execute(insert(Listing), rows)
    pairs = list(zip(_newest(row.id, len(drafts)), drafts, strict=True))
    units = [
        {"listing_id": id, "label": label, "serial": "", "condition": draft.fields.condition}
        for id, draft in pairs
        for label in numbered_labels(draft.quantity)
    ]
    terms = [
        {"listing_id": id, "term": term}
        for id, draft in pairs
        for term in sorted(terms_of(category(draft.fields.category), draft.fields))
    ]
    db.session.execute(insert(Unit), units)
    db.session.execute(insert(ListingTerm), terms)


def _newest(import_id: int, count: int) -> list[int]:
    """The ids just made, in the order of the rows: a list of rows is inserted one after the other.

    Asking for them with RETURNING would make SQLite insert each row by a statement of its own.
    """
    newest = select(Listing.id).where(Listing.import_id == import_id).order_by(Listing.id.desc()).limit(count)
    return sorted(db.session.execute(newest).scalars())


def _untouched(import_id: int) -> list[int]:
    """Still a draft, never asked for: deleting it loses nothing of anybody else's."""
    statement = select(Listing.id).where(
        Listing.import_id == import_id,
        Listing.state == ListingState.DRAFT,
        Listing.id.not_in(select(Allocation.listing_id)),
    )
    return list(db.session.execute(statement.order_by(Listing.id).with_for_update()).scalars())


def _delete(ids: Sequence[int], institution_id: int) -> None:
    photos = db.session.execute(select(ListingPhoto.photo_id).where(ListingPhoto.listing_id.in_(ids))).scalars().all()
    for table in (ListingPhoto, ListingTerm, Unit):
        db.session.execute(delete(table).where(table.listing_id.in_(ids)))
    db.session.execute(delete(Listing).where(Listing.id.in_(ids)))
    media.detach(photos, institution_id)

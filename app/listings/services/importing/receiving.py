"""Receive a file, say which column means what, keep that for the next time. Nothing here writes a listing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.core import storage
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import made_once, of_content
from app.core.journal import record
from app.core.text import one_line
from app.listings.domain.categories import categories, category
from app.listings.domain.permissions import may_write_listings
from app.listings.domain.spreadsheets import (
    Defaults,
    ImportStep,
    RunProgress,
    Sheet,
    guess_columns,
    headings_digest,
    profile_of,
)
from app.listings.domain.states import ImportState
from app.listings.models import ImportMapping, ImportRun, ListingImport
from app.listings.queries.fields import category_of
from app.listings.queries.importing import mapping_for, wanted_categories
from app.listings.queries.sheets import read_sheet
from app.listings.services.importing.refusals import (
    AlreadyImported,
    CategoryToChoose,
    MappingNameTaken,
    StillWorking,
)
from app.listings.services.rows import lock_inventory, require_site, require_writer


def receive_import(
    actor: Actor,
    institution_id: int,
    file_name: str,
    content: bytes,
    *,
    site_id: int,
    category: str,
    key: str = "",
    now: datetime,
) -> int:
    """Keep a spreadsheet and propose what its columns mean; its import's id. Writes no listing.

    Headings that came before are proposed as they were mapped then. The same file sent again with the same *key*
    is the same import. Raises what is wrong with the file (field
    "file"), and refuses who does not keep this inventory.
    """
    require_writer(actor, institution_id)
    sheet = read_sheet(content)
    if category:
        category_of(category)
    require_site(institution_id, site_id)
    proposed = _proposed(institution_id, sheet, category)
    profile = profile_of(sheet.headings)
    row = ListingImport(
        institution_id=institution_id,
        site_id=site_id,
        user_id=actor.user_id,
        file_name=one_line(file_name)[:200],
        digest=hashlib.sha256(content).hexdigest(),
        row_count=len(sheet.rows),
        created_at=now,
        **proposed,
    )

    def keep() -> int:
        row.file_key = storage.save(content, ".sheet")
        db.session.add(row)
        db.session.flush()
        run = ImportRun(
            import_id=row.id,
            asked_at=now,
            headings_digest=headings_digest(sheet.headings),
            profile=profile.id if profile else "",
            progress=RunProgress.DONE,
        )
        db.session.add(run)
        record(actor, now, "receive_import", "listing_import", row.id, institution_id, file=row.file_name)
        return row.id

    said = [institution_id, site_id, category, row.digest]
    with transaction():
        return made_once(actor, of_content(key, said), said, keep, now)


def _proposed(institution_id: int, sheet: Sheet, category_id: str) -> dict[str, Any]:
    """Columns, defaults and category: as these headings were mapped before, else as they can be guessed."""
    before = mapping_for(institution_id, headings_digest(sheet.headings))
    if before is not None:
        columns = {name: heading for name, heading in before["columns"].items() if heading in sheet.headings}
        kept = {name: value for name, value in before["defaults"].items() if name != "masses_confirmed"}
        chosen = category_id or before["category"]
        return {"columns": columns, "defaults": kept, "category": chosen if chosen in categories() else ""}
    columns = _guessed(sheet.headings, category_id)
    if not category_id:
        columns |= guess_columns(sheet.headings, wanted_categories(sheet, category_id, columns))
    return {"columns": columns, "defaults": {"collection": "non"}, "category": category_id}


def _guessed(headings: Sequence[str], category_id: str) -> dict[str, str]:
    columns = guess_columns(headings, [category(category_id)] if category_id else [])
    if category_id and profile_of(headings) is None:
        columns.pop("category", None)  # the person said it for the whole file
    return columns


def map_import(
    actor: Actor,
    import_id: int,
    columns: Mapping[str, str],
    defaults: Defaults,
    *,
    save_as: str = "",
    now: datetime,
) -> None:
    """Say which column means what, and what holds for every row; *save_as* keeps it under a name for the next time.

    Writes no listing. Raises :class:`CategoryToChoose`, :class:`MappingNameTaken`, :class:`StillWorking`.
    """
    with transaction() as session:
        row, run = locked_import(actor, import_id)
        if row.state not in (ImportState.UPLOADED, ImportState.CHECKED):
            raise AlreadyImported()
        if run.step is ImportStep.WRITE and run.progress in (RunProgress.WAITING, RunProgress.RUNNING):
            raise StillWorking()
        if not defaults.category and not columns.get("category"):
            raise CategoryToChoose()
        if defaults.category:
            category_of(defaults.category)
        require_site(row.institution_id, defaults.site_id)
        row.site_id, row.category, row.columns = defaults.site_id, defaults.category, dict(columns)
        row.defaults = kept_defaults(defaults)
        row.state, run.report_key = ImportState.CHECKED, ""
        if save_as.strip():
            _keep(actor, row, run, one_line(save_as)[:80], now)
        session.flush()
        record(actor, now, "map_import", "listing_import", row.id, row.institution_id)


def kept_defaults(defaults: Defaults) -> dict[str, Any]:
    """As JSON keeps it; site and category have columns of their own."""
    kept = {name: value for name, value in asdict(defaults).items() if name not in ("site_id", "category")}
    return {**kept, "collection": "non" if defaults.collection_item is False else ""}


def _keep(actor: Actor, row: ListingImport, run: ImportRun, name: str, now: datetime) -> None:
    there = select(ImportMapping).where(
        ImportMapping.institution_id == row.institution_id, ImportMapping.name == name
    )
    mapping = db.session.execute(there).scalar()
    if mapping is not None and mapping.headings_digest != run.headings_digest:
        raise MappingNameTaken(name=name)
    if mapping is None:
        mapping = ImportMapping(institution_id=row.institution_id, name=name, headings_digest=run.headings_digest)
        db.session.add(mapping)
    mapping.columns, mapping.defaults, mapping.category = dict(row.columns), dict(row.defaults), row.category
    mapping.user_id, mapping.saved_at = actor.user_id, now


def delete_mapping(actor: Actor, mapping_id: int, *, now: datetime) -> int:
    """Forget a mapping; whose it was. Raises NotFound for everybody else's."""
    with transaction() as session:
        row = session.get(ImportMapping, mapping_id)
        if row is None:
            raise NotFound()
        require_writer(actor, row.institution_id)
        institution_id = row.institution_id
        record(actor, now, "delete_mapping", "listing_import", None, institution_id, name=row.name)
        session.delete(row)
        return institution_id


def locked_import(actor: Actor, import_id: int) -> tuple[ListingImport, ImportRun]:
    """The import and the work on it, and its institution's inventory, until the transaction ends."""
    statement = select(ListingImport).where(ListingImport.id == import_id).with_for_update()
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    if not may_write_listings(actor, row.institution_id):
        raise Forbidden() if actor.belongs_to(row.institution_id) else NotFound()
    lock_inventory(row.institution_id)
    run = select(ImportRun).where(ImportRun.import_id == import_id).with_for_update()
    return row, db.session.execute(run.execution_options(populate_existing=True)).scalar_one()

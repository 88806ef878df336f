"""An import on its way: its file, its mapping, how far the work on it is, what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.accounts.models import User
from app.core import storage
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.paging import Page
from app.listings.domain.categories import Category, categories
from app.listings.domain.spreadsheets import (
    REASON,
    Defaults,
    ImportStep,
    RunProgress,
    Sheet,
    categories_in,
    profiles,
)
from app.listings.domain.states import Condition, ImportState, Offer, Visibility
from app.listings.models import ImportMapping, ImportRun, ListingImport
from app.listings.queries.authoring import Workplace, workplace
from app.listings.queries.import_report import ImportReport, load_report, refusal_read
from app.listings.queries.sheets import read_sheet

UNDO_WITHIN = timedelta(hours=24)
FILES_KEPT = timedelta(days=30)
"""Files hold names of people and places: they are deleted 30 days after the last thing that happened to them."""
SHOWN_ROWS, PAGE = 5, 50


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An import. *columns*: our field -> their heading; *rows*: how many the file has."""

    id: int
    place: Workplace
    file_name: str
    who: str
    created_at: datetime
    state: ImportState
    rows: int
    category: str
    columns: dict[str, str]
    defaults: Defaults
    profile: str
    step: ImportStep
    progress: RunProgress
    rows_done: int
    created: int
    changed: int
    same: int
    bad: int
    report_key: str
    refusal: Refusal | None
    kept_lines: tuple[tuple[int, str, Refusal], ...]
    undone: tuple[int, int]
    done_at: datetime | None
    undo_before: datetime | None
    may_undo: bool
    is_purged: bool
    files_until: datetime

    @property
    def is_working(self) -> bool:
        """Whether something is being done, or waits to be."""
        return self.progress in (RunProgress.WAITING, RunProgress.RUNNING)


@dataclass(frozen=True, slots=True)
class ImportFile:
    """The file of an import: its table and the categories whose characteristics may be mapped."""

    byte_count: int
    sheet: Sheet
    wanted: tuple[Category, ...]

    @property
    def first_rows(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What the top of the file looks like."""
        return self.sheet.rows[:SHOWN_ROWS]


@dataclass(frozen=True, slots=True)
class MappingLine:
    """A mapping that was kept."""

    id: int
    name: str
    who: str
    saved_at: datetime
    columns: dict[str, str]


def import_page(actor: Actor, import_id: int, now: datetime) -> ImportPage:
    """The import, for who keeps the inventory it goes to. Raises NotFound, Forbidden."""
    row = db.session.get(ListingImport, import_id)
    run = db.session.get(ImportRun, import_id)
    if row is None or run is None:
        raise NotFound()
    place = workplace(actor, row.institution_id)
    if not place.may_write:
        raise Forbidden()
    return _page(row, run, _names([row])[row.user_id], place, now)


def import_history(actor: Actor, institution_id: int | None, now: datetime, number: int = 1) -> Page[ImportPage]:
    """The imports of an institution, newest first. Raises NotFound, Forbidden."""
    place = workplace(actor, institution_id)
    if not place.may_write:
        raise Forbidden()
    own = select(ListingImport, ImportRun).join(ImportRun, ImportRun.import_id == ListingImport.id)
    own = own.where(ListingImport.institution_id == place.id).order_by(ListingImport.id.desc())
    start = (max(1, number) - 1) * PAGE
    found = db.session.execute(own.limit(PAGE + 1).offset(start)).all()
    names = _names([row for row, _ in found])
    pages = [_page(row, run, names[row.user_id], place, now) for row, run in found[:PAGE]]
    return Page(pages, max(1, number), start + len(found), PAGE)


def file_of_import(page: ImportPage) -> ImportFile:
    """The file itself, read again. Raises NotFound when it had its time."""
    key = db.session.execute(select(ListingImport.file_key).where(ListingImport.id == page.id)).scalar_one()
    content = storage.read(key)
    sheet = read_sheet(content)
    return ImportFile(len(content), sheet, tuple(wanted_categories(sheet, page.category, page.columns)))


def import_report(page: ImportPage) -> ImportReport:
    """What the last check found; nothing when there was none."""
    return load_report(page.report_key) if page.report_key else ImportReport()


def wrong_rows(page: ImportPage, said: Sequence[tuple[int, str, str]]) -> tuple[list[str], list[list[str]]]:
    """The rows to correct as they came, with a column that says why: corrected, the file can be sent again.

    *said*: line, column, sentence.
    """
    sheet = file_of_import(page).sheet
    reasons: dict[int, list[str]] = {}
    for line, column, sentence in said:
        reasons.setdefault(line, []).append(f"{column} : {sentence}" if column else sentence)
    own = [place for place, heading in enumerate(sheet.headings) if heading != REASON]
    rows = [
        [*(cells[place] if place < len(cells) else "" for place in own), " ".join(reasons[line])]
        for line, cells in sheet.rows
        if line in reasons
    ]
    return [*(sheet.headings[place] for place in own), REASON], rows


def kept_mappings(institution_id: int) -> list[MappingLine]:
    """The mappings that an institution keeps, by name."""
    own = select(ImportMapping, User.name).outerjoin(User, User.id == ImportMapping.user_id)
    own = own.where(ImportMapping.institution_id == institution_id).order_by(ImportMapping.name)
    return [
        MappingLine(row.id, row.name, name or "", row.saved_at, dict(row.columns))
        for row, name in db.session.execute(own)
    ]


def mapping_for(institution_id: int, headings_digest: str) -> dict[str, Any] | None:
    """How the same headings were mapped: by a kept mapping, else by the last import that was confirmed."""
    kept = select(ImportMapping).where(
        ImportMapping.institution_id == institution_id, ImportMapping.headings_digest == headings_digest
    )
    row = db.session.execute(kept.order_by(ImportMapping.saved_at.desc()).limit(1)).scalar()
    if row is None:
        last = select(ListingImport).join(ImportRun, ImportRun.import_id == ListingImport.id)
        last = last.where(
            ListingImport.institution_id == institution_id,
            ListingImport.state == ImportState.DONE,
            ImportRun.headings_digest == headings_digest,
        )
        found = db.session.execute(last.order_by(ListingImport.id.desc()).limit(1)).scalar()
        return _mapped(found) if found else None
    return _mapped(row) | {"name": row.name}


def wanted_categories(sheet: Sheet, category: str, columns: dict[str, Any]) -> list[Category]:
    """The categories whose characteristics may be mapped: the file's own, or those its column names."""
    named = categories_in(sheet, columns.get("category", ""))
    chosen = categories().get(category)
    return list({one.id: one for one in ([chosen] if chosen else []) + named}.values())


def defaults_of(row: ListingImport) -> Defaults:
    """What holds for every new row."""
    kept = row.defaults
    return Defaults(
        site_id=row.site_id or 0,
        category=row.category,
        quantity=int(kept.get("quantity", 1)),
        condition=Condition(kept.get("condition", Condition.GOOD)),
        offer=Offer(kept.get("offer", Offer.LOAN)),
        visibility=Visibility(kept.get("visibility", Visibility.NETWORK)),
        collection_item=False if kept.get("collection") == "non" else None,
        masses_confirmed=bool(kept.get("masses_confirmed")),
    )


def _mapped(row: ListingImport | ImportMapping) -> dict[str, Any]:
    return {"columns": dict(row.columns), "defaults": dict(row.defaults), "category": row.category}


def _names(rows: Sequence[ListingImport]) -> dict[int | None, str]:
    ids = {row.user_id for row in rows if row.user_id is not None}
    people = select(User.id, User.name).where(User.id.in_(ids))
    found: dict[int | None, str] = dict(db.session.execute(people).all()) if ids else {}
    return {None: "", **dict.fromkeys(ids, ""), **found}


def _page(row: ListingImport, run: ImportRun, who: str, place: Workplace, now: datetime) -> ImportPage:
    undo_before = row.done_at + UNDO_WITHIN if row.done_at else None
    undone = run.undo_report or {}
    return ImportPage(
        id=row.id,
        place=place,
        file_name=row.file_name,
        who=who,
        created_at=row.created_at,
        state=row.state,
        rows=row.row_count,
        category=row.category,
        columns=dict(row.columns),
        defaults=defaults_of(row),
        profile=next((one.name for one in profiles() if one.id == run.profile), ""),
        step=run.step,
        progress=run.progress,
        rows_done=run.rows_done,
        created=run.created,
        changed=run.changed,
        same=run.same,
        bad=run.bad,
        report_key=run.report_key,
        refusal=refusal_read(run.refusal) if run.refusal else None,
        kept_lines=tuple((line, title, refusal_read(why)) for line, title, why in undone.get("kept", ())),
        undone=(undone.get("removed", 0), undone.get("restored", 0)),
        done_at=row.done_at,
        undo_before=undo_before,
        may_undo=row.state is ImportState.DONE and undo_before is not None and now <= undo_before,
        is_purged=run.purged_at is not None,
        files_until=last_event(row, run) + FILES_KEPT,
    )


def last_event(row: ListingImport, run: ImportRun) -> datetime:
    """The last thing that happened to an import: its files are kept from then on."""
    return max(one for one in (row.created_at, row.done_at, run.asked_at, run.undone_at) if one is not None)

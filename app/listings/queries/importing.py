"""An import on its way: its file, its mapping, what it would do, what became of it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core import storage
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.listings.domain.categories import Category, categories
from app.listings.domain.spreadsheets import Defaults, Sheet, Trial, categories_in, try_rows
from app.listings.domain.states import Condition, ImportState, ListingState, Offer, Visibility
from app.listings.models import Allocation, Listing, ListingImport
from app.listings.queries.authoring import Workplace, workplace
from app.listings.queries.sheets import read_sheet

UNDO_WITHIN = timedelta(hours=24)
SHOWN_ROWS = 5


@dataclass(frozen=True, slots=True)
class ImportPage:
    """An import and its file. *columns*: our field -> their heading."""

    id: int
    place: Workplace
    file_name: str
    byte_count: int
    state: ImportState
    sheet: Sheet
    columns: dict[str, str]
    defaults: Defaults
    wanted: tuple[Category, ...]
    made: int
    drafts_left: int
    may_undo: bool
    undo_before: datetime | None

    @property
    def first_rows(self) -> tuple[tuple[int, tuple[str, ...]], ...]:
        """What the top of the file looks like."""
        return self.sheet.rows[:SHOWN_ROWS]


def import_page(actor: Actor, import_id: int, now: datetime) -> ImportPage:
    """The import, for who keeps the inventory it goes to. Raises NotFound, Forbidden."""
    row = db.session.get(ListingImport, import_id)
    if row is None:
        raise NotFound()
    place = workplace(actor, row.institution_id)
    if not place.may_write:
        raise Forbidden()
    content = storage.read(row.file_key)
    sheet = read_sheet(content)
    undo_before = row.done_at + UNDO_WITHIN if row.done_at else None
    made, left = _made(row.id)
    return ImportPage(
        id=row.id,
        place=place,
        file_name=row.file_name,
        byte_count=len(content),
        state=row.state,
        sheet=sheet,
        columns=dict(row.columns),
        defaults=defaults_of(row),
        wanted=tuple(wanted_categories(sheet, row.category, row.columns)),
        made=made,
        drafts_left=left,
        may_undo=row.state is ImportState.DONE and undo_before is not None and now <= undo_before,
        undo_before=undo_before,
    )


def trial_of(page: ImportPage, now: datetime) -> Trial:
    """What confirming would do now."""
    today = local_day(now, page.place.time_zone)
    return try_rows(page.sheet, page.columns, page.defaults, known_references(page.place.id), today)


def trial_of_row(row: ListingImport, today: date) -> Trial:
    """The same, for the verb that is about to do it."""
    sheet = read_sheet(storage.read(row.file_key))
    return try_rows(sheet, row.columns, defaults_of(row), known_references(row.institution_id), today)


def known_references(institution_id: int) -> frozenset[str]:
    """The inventory numbers an institution already has."""
    own = select(Listing.reference).where(Listing.institution_id == institution_id, Listing.reference.is_not(None))
    return frozenset(reference for reference in db.session.execute(own).scalars() if reference)


def wanted_categories(sheet: Sheet, category: str, columns: dict[str, Any]) -> list[Category]:
    """The categories whose characteristics may be mapped: the file's own, or those its column names."""
    named = categories_in(sheet, columns.get("category", ""))
    chosen = categories().get(category)
    return list({one.id: one for one in ([chosen] if chosen else []) + named}.values())


def defaults_of(row: ListingImport) -> Defaults:
    """What holds for every row."""
    kept = row.defaults
    return Defaults(
        site_id=row.site_id or 0,
        category=row.category,
        quantity=int(kept.get("quantity", 1)),
        condition=Condition(kept.get("condition", Condition.GOOD)),
        offer=Offer(kept.get("offer", Offer.LOAN)),
        visibility=Visibility(kept.get("visibility", Visibility.NETWORK)),
        collection_item=False if kept.get("collection") == "non" else None,
    )


def _made(import_id: int) -> tuple[int, int]:
    """How many listings came of it, and how many are still drafts that nobody asked for."""
    of_import = select(func.count()).select_from(Listing).where(Listing.import_id == import_id)
    asked = select(Allocation.listing_id)
    left = of_import.where(Listing.state == ListingState.DRAFT, Listing.id.not_in(asked))
    return db.session.execute(of_import).scalar_one(), db.session.execute(left).scalar_one()

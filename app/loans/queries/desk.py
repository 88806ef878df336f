"""What the hand-over page needs beside the loan: which units could leave now, and where they are kept."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Site
from app.core.db import db
from app.core.text import fold
from app.listings.domain.availability import Period, which_units_are_free
from app.listings.domain.states import Condition
from app.listings.models import Listing, Unit
from app.listings.queries.pools import ListingPool, pools
from app.listings.queries.ticking import Item, goes_with
from app.loans.domain.desk import KnownUnit
from app.loans.models import LoanLine
from app.loans.queries.loan_page import LoanPage


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that is free for all of the loan; *is_suggested* for as many as are left to hand over."""

    id: int
    label: str
    serial: str
    condition: Condition
    is_suggested: bool


@dataclass(frozen=True, slots=True)
class DeskLine:
    """A line at the counter: *left* to hand over, among *candidates*; where to fetch them, what goes with each."""

    title: str
    left: int
    place: str
    candidates: tuple[Candidate, ...]
    items: tuple[Item, ...] = ()


def desk_lines(page: LoanPage, now: datetime) -> tuple[DeskLine, ...]:
    """The lines of a loan that are not all handed over, with the units that could leave today, in the order in
    which one walks past their shelves."""
    waiting = {line.listing_id: line for line in page.lines if line.left}
    if not waiting:
        return ()
    own = list(
        db.session.scalars(
            select(LoanLine.allocation_id).where(LoanLine.loan_id == page.id, LoanLine.allocation_id.is_not(None))
        )
    )
    found = pools(waiting.keys(), page.today, now=now, exclude=[i for i in own if i is not None])
    period = Period.of_days(min(page.dates.starts_on, page.today), max(page.dates.ends_on, page.today))
    gone = {unit.id for line in waiting.values() for unit in line.units}
    free = {one: [id for id in _free(found[one], period) if id not in gone] for one in waiting}
    units = {unit.id: unit for unit in _units([i for ids in free.values() for i in ids])}
    places, items = _places(list(waiting)), goes_with(list(waiting))
    return tuple(
        DeskLine(
            title=line.title,
            left=line.left,
            place=places[listing_id],
            candidates=tuple(
                _candidate(units[unit_id], position < line.left) for position, unit_id in enumerate(free[listing_id])
            ),
            items=items.get(listing_id, ()),
        )
        for listing_id, line in sorted(waiting.items(), key=lambda one: (fold(places[one[0]]), fold(one[1].title)))
    )


def known_units(page: LoanPage) -> dict[int, KnownUnit]:
    """Every unit of the loan's listings, for the sentence that a code deserves."""
    gone = {unit.id for line in page.lines for unit in line.units}
    rows = db.session.execute(
        select(Unit.id, Unit.label).where(Unit.listing_id.in_([line.listing_id for line in page.lines]))
    )
    return {row.id: KnownUnit(row.label, row.id in gone) for row in rows}


def _free(pool: ListingPool, period: Period[date]) -> list[int]:
    return [unit.id for unit in which_units_are_free(pool.units, pool.pool, period)]


def _units(ids: list[int]) -> list[Unit]:
    return list(db.session.scalars(select(Unit).where(Unit.id.in_(ids))))


def _candidate(unit: Unit, is_suggested: bool) -> Candidate:
    return Candidate(unit.id, unit.label, unit.serial, unit.condition, is_suggested)


def _places(listing_ids: list[int]) -> dict[int, str]:
    rows = db.session.execute(
        select(Listing.id, Listing.storage_place, Site.name)
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id.in_(listing_ids))
    )
    return {row.id: ", ".join(part for part in (row.name, row.storage_place) if part) for row in rows}

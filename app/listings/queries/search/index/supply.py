"""From the database to columns: sites with their days, units, holds and kits. One statement for each."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, and_, case, func, or_, select, text

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site, SiteClosure
from app.core.geo import Point
from app.listings.domain.availability.holds import TURNED_AROUND, HoldState
from app.listings.domain.open_days import ONE_DAY
from app.listings.models import Allocation, KitMember, Unit
from app.listings.queries.search.index.arrays import EVER, LAST_INSTANT, NEVER, Ints, ints, looked_up, snug
from app.listings.queries.search.index.packed import day, micros, place_of, read
from app.listings.queries.search.index.sites import SiteRow, Sites, sites_of
from app.listings.queries.search.index.snapshot import Listings
from app.listings.queries.search.index.stock import NOT_LENT, STATES, Kits, Ledger, Stock, stock_of
from app.listings.queries.site_days import open_days_of

_LIVE = text("allocation.state IN ('hold', 'reserved', 'out', 'overdue')")
"""`BLOCKING` as the partial index has it: a database uses that index for these very words only."""
Ids = Collection[int] | None
"""Some listings, or all (None)."""


def read_sites(connection: Connection, today: date) -> Sites:
    """Every site with its institution's state and its closures."""
    columns = (
        Site.id, Site.institution_id, Institution.state, Site.region, Site.department, Site.latitude, Site.longitude,
        Site.open_weekdays, Site.opens_on_holidays, Site.has_same_day, SiteClosure.first_day, SiteClosure.last_day,
    )  # fmt: skip
    joined_rows = select(*columns).join(Institution, Institution.id == Site.institution_id)
    rows = connection.execute(joined_rows.outerjoin(SiteClosure, SiteClosure.site_id == Site.id).order_by(Site.id))
    facts: dict[int, Any] = {}
    closed: dict[int, set[date]] = defaultdict(set)
    for row in rows:
        facts[row.id] = row
        if row.first_day is not None:
            closed[row.id] |= {row.first_day + n * ONE_DAY for n in range((row.last_day - row.first_day).days + 1)}
    return sites_of((_site(row, closed[id], today) for id, row in facts.items()), today)


def _site(row: Any, closed: set[date], today: date) -> SiteRow:
    return SiteRow(
        id=row.id,
        institution_id=row.institution_id,
        is_verified=row.state is InstitutionState.VERIFIED,
        region=row.region,
        department=row.department,
        point=Point(row.latitude, row.longitude),
        open_days=open_days_of(row, closed, today),
        has_same_day=row.has_same_day,
    )


def read_stock(connection: Connection, ids: Ids, row_of: Ints, listings: Listings) -> Stock:
    """Units by listing and service dates."""
    columns = Unit.listing_id, Unit.in_service_from, Unit.out_of_service_from
    grouped = _only(select(*columns, func.count().label("units")).group_by(*columns), Unit.listing_id, ids).subquery()
    of = grouped.c
    statement = select(of.listing_id, day(of.in_service_from, EVER), day(of.out_of_service_from, NEVER), of.units)
    id, since, until, count = (one.astype(np.int32) for one in read(connection, statement, "listing_id"))
    row = looked_up(row_of, id)
    known = row >= 0
    return stock_of(
        row[known], since[known], until[known], count[known], listings.offered_from, listings.offered_until,
        len(listings.id),
    )  # fmt: skip


def _only(statement: Any, column: Any, ids: Ids) -> Any:
    return statement if ids is None else statement.where(column.in_(ids))


def read_ledger(connection: Connection, ids: Ids, row_of: Ints, listings: Listings, today: date) -> Ledger:
    """Holds that may take something away from *today* on; the lender's work after them is not counted yet."""
    row = Allocation
    away = row.state.in_((HoldState.OUT, HoldState.OVERDUE))
    live = and_(_LIVE, or_(row.end_on > today, away), row.quantity > row.returned_quantity)
    held = case((row.state == HoldState.HOLD, micros(row.expires_at, LAST_INSTANT)), else_=LAST_INSTANT)
    statement = select(
        row.listing_id, day(row.start_on, EVER), day(row.end_on, NEVER),
        case((row.kind.in_(TURNED_AROUND), 1), else_=0), row.quantity - row.returned_quantity,
        place_of(row.state, STATES), held,
    )  # fmt: skip
    *columns, expires = read(connection, _only(statement.where(live), row.listing_id, ids), "listing_id")
    id, start, end, turned, units, state = (one.astype(np.int32) for one in columns)
    of = looked_up(row_of, id)
    known = of >= 0
    rest = np.where(turned[known] > 0, listings.turnaround[of[known]], NOT_LENT)
    first, last, after = snug(start[known]), snug(end[known]), snug(rest)
    return Ledger(of[known], first, last, after, last, snug(units[known]), snug(state[known]), expires[known])


def rested(ledger: Ledger, sites: Sites, site_row: Ints) -> Ledger:
    """*ledger* with the lender's work after each hold, in the open days of its site: it begins with the last day
    itself where a day can be shared."""
    sites_of_holds = site_row[ledger.row]
    ends = sites.needed_until(sites_of_holds, ledger.start, ledger.end, ledger.rest != NOT_LENT)
    return replace(ledger, rested=sites.after(sites_of_holds, ends, ledger.rest))


def read_kits(connection: Connection, row_of: Ints) -> Kits:
    """Every kit that is offered, and its members."""
    rows = connection.execute(select(KitMember.kit_id, KitMember.member_id, KitMember.quantity)).all()
    table = ints([tuple(row) for row in rows]).reshape(-1, 3)
    kit, member = looked_up(row_of, table[:, 0]), looked_up(row_of, table[:, 1])
    known = (kit >= 0) & (member >= 0)
    return Kits(kit[known], member[known], table[known, 2])


def no_stock(size: int) -> Stock:
    """Nothing in service, for *size* listings."""
    nobody = ints([])
    return Stock(np.zeros(size, dtype=np.int32), nobody, nobody, nobody, nobody)

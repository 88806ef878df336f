"""Counting before writing: the rows of holds, locked, and whether they fit together.

Shared by the verbs of ``services/holds``, inside their transaction and under the locks of their listings.
"""

from collections.abc import Hashable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.core.db import db
from app.listings.domain.availability import HoldKind, Line, Period, Pool, require_bundle
from app.listings.domain.rules import LoanRules, require_desk
from app.listings.models import Allocation
from app.listings.queries.pools import ListingPool, locked_pools
from app.listings.queries.visits import locked_full_days


def rows_locked(allocation_ids: Sequence[int]) -> list[Allocation]:
    """These holds, in the order of locks."""
    query = select(Allocation).where(Allocation.id.in_(allocation_ids)).order_by(Allocation.id)
    return list(db.session.execute(query.with_for_update()).scalars())


def counted(
    allocation_ids: Sequence[int], today: date, now: datetime
) -> tuple[list[Allocation], dict[int, ListingPool]]:
    """The rows and their locked pools, once it is sure that all of them fit together."""
    rows = rows_locked(allocation_ids)
    found = locked_pools(sorted({row.listing_id for row in rows}), today, now=now, exclude=allocation_ids)
    require_desks(rows, found, today)
    by_listing: Mapping[Hashable, Pool[date]] = {id: one.pool for id, one in found.items()}
    for row in rows:
        together = [Line(other.listing_id, other.quantity) for other in rows if compete(row, other, by_listing)]
        require_bundle(together, by_listing, Period(row.start_on, row.end_on))
    return rows, found


def compete(row: Allocation, other: Allocation, pools: Mapping[Hashable, Pool[date]]) -> bool:
    """Whether two requests meet on some day and take of the same pool, or of the same member of two kits."""
    if other.end_on <= row.start_on or row.end_on <= other.start_on:
        return False
    mine, theirs = ({id, *(part.key for part in pools[id].parts)} for id in (row.listing_id, other.listing_id))
    return not mine.isdisjoint(theirs)


def require_desks(
    rows: Sequence[Allocation],
    found: Mapping[int, ListingPool],
    today: date,
    asked: Mapping[int, Period[date]] | None = None,
) -> None:
    """Raise ``DeskFull`` where others fetch or bring back as many as the place can receive, on the days of these
    holds or on those *asked* instead."""
    full = locked_full_days({one.site_id for one in found.values()}, today, [row.id for row in rows])
    for row in rows:
        desk = full.get(found[row.listing_id].site_id)
        if desk and row.kind is HoldKind.LOAN:
            now_held = Period(row.start_on, row.end_on)
            period, before = (asked[row.id], now_held) if asked else (now_held, None)
            require_desk(LoanRules(full_days=desk), period, before)


def require_legs(
    rows: Sequence[Allocation],
    asked: Mapping[int, Period[date]],
    found: Mapping[int, ListingPool],
    today: date,
) -> None:
    """Raise unless the legs in *asked* (by what they carry) fit together, what is past left out."""
    by_listing: Mapping[Hashable, Pool[date]] = {id: one.pool for id, one in found.items()}
    for row in rows:
        leg = asked.get(row.id)
        if leg is None or leg.end <= today:
            continue
        together = [
            Line(one.listing_id, one.quantity, one.unit_id)
            for one in rows
            if one.id in asked and compete(row, one, by_listing)
        ]
        require_bundle(together, by_listing, Period(max(leg.start, today), leg.end))

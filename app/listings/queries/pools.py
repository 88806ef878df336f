"""From rows to the one formula: the pools that every screen, search, check-out and verb asks.

Three queries whatever the number of listings; :func:`locked_pools` takes the rows first, sorted by id, so that
two requests for the same things wait for each other instead of both succeeding.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Row, Select, or_, select

from app.accounts.models import Site, SiteClosure
from app.core.db import db
from app.listings.domain.availability import (
    Hold,
    HoldState,
    Pool,
    ServiceUnit,
    Terms,
    Turnaround,
    stock_of,
)
from app.listings.domain.open_days import OpenDays
from app.listings.models import Allocation, Listing, Unit

ONE_DAY = timedelta(days=1)
LIVE = (HoldState.REQUESTED, HoldState.HOLD, HoldState.RESERVED, HoldState.OUT, HoldState.OVERDUE)
"""States that a question about the future can meet: those that block, and requests, which are shown."""


@dataclass(frozen=True, slots=True)
class ListingPool:
    """A listing's pool, its units by name and its site's opening days. ``Hold.ref`` is the allocation's id."""

    listing_id: int
    institution_id: int
    pool: Pool[date]
    units: tuple[ServiceUnit[date], ...]
    labels: dict[int, str]
    open_days: OpenDays


def pools(
    listing_ids: Collection[int],
    today: date,
    *,
    now: datetime | None = None,
    since: date | None = None,
    exclude: Iterable[int] = (),
) -> dict[int, ListingPool]:
    """The pools of these listings, with every hold that reaches *since* (today when not said) or later.

    *exclude* leaves out the caller's own allocations (editing); *now* lets holds with expiry lapse.
    """
    if not listing_ids:
        return {}
    listings = db.session.execute(_terms_of(listing_ids)).all()
    return _assemble(listings, today, now, since or today, frozenset(exclude))


def locked_pools(
    listing_ids: Collection[int], today: date, *, now: datetime | None = None, exclude: Iterable[int] = ()
) -> dict[int, ListingPool]:
    """The same, for a verb about to write: each listing's row is locked until the transaction ends."""
    if not listing_ids:
        return {}
    lock = select(Listing.id).where(Listing.id.in_(listing_ids)).order_by(Listing.id).with_for_update()
    db.session.execute(lock).all()
    return pools(listing_ids, today, now=now, exclude=exclude)


def _terms_of(listing_ids: Collection[int]) -> Select[int, int, int, int, list[int], date | None, date | None]:
    return (
        select(
            Listing.id,
            Listing.institution_id,
            Listing.site_id,
            Listing.turnaround_days,
            Site.open_weekdays,
            Listing.available_from,
            Listing.available_until,
        )
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id.in_(listing_ids))
    )


def _assemble(
    listings: Sequence[Row[int, int, int, int, list[int], date | None, date | None]],
    today: date,
    now: datetime | None,
    since: date,
    exclude: frozenset[int],
) -> dict[int, ListingPool]:
    ids = [row.id for row in listings]
    closed = _closed_days({row.site_id for row in listings})
    units, labels = _units(ids)
    holds = _holds(ids, since)
    made = {}
    for row in listings:
        open_days = OpenDays(frozenset(day - 1 for day in row.open_weekdays), frozenset(closed[row.site_id]))
        units_served = tuple(served(unit, row.available_from, row.available_until) for unit in units[row.id])
        terms = Terms(today, now, Turnaround(row.turnaround_days, open_days), exclude)
        pool = Pool(stock_of(units_served), tuple(holds[row.id]), terms)
        made[row.id] = ListingPool(row.id, row.institution_id, pool, units_served, labels[row.id], open_days)
    return made


def served(unit: ServiceUnit[date], first: date | None, last: date | None) -> ServiceUnit[date]:
    """A unit serves while it is in service *and* its listing is offered."""
    since = max((day for day in (unit.since, first) if day), default=None)
    until = min((day for day in (unit.until, last + ONE_DAY if last else None) if day), default=None)
    if since and until and until < since:
        until = since
    return ServiceUnit(unit.id, since, until)


def _units(ids: list[int]) -> tuple[dict[int, list[ServiceUnit[date]]], dict[int, dict[int, str]]]:
    units: dict[int, list[ServiceUnit[date]]] = defaultdict(list)
    labels: dict[int, dict[int, str]] = defaultdict(dict)
    rows = db.session.execute(
        select(Unit.id, Unit.listing_id, Unit.label, Unit.in_service_from, Unit.out_of_service_from)
        .where(Unit.listing_id.in_(ids))
        .order_by(Unit.id)
    )
    for unit_id, listing_id, label, since, until in rows:
        units[listing_id].append(ServiceUnit(unit_id, since, until))
        labels[listing_id][unit_id] = label
    return units, labels


def _holds(ids: list[int], since: date) -> dict[int, list[Hold[date]]]:
    """Holds that reach *since*: what is out may be late, and then blocks whatever its end says.

    A turnaround reaches past its hold; two months of it in open days are more than the 60 days allowed.
    """
    reach = since - timedelta(days=120)
    rows = db.session.execute(
        select(Allocation)
        .where(
            Allocation.listing_id.in_(ids),
            Allocation.state.in_(LIVE),
            or_(Allocation.end_on > reach, Allocation.state.in_((HoldState.OUT, HoldState.OVERDUE))),
        )
        .order_by(Allocation.start_on, Allocation.id)
        .execution_options(populate_existing=True)  # after a lock was waited for, what is read must be the present
    ).scalars()
    holds: dict[int, list[Hold[date]]] = defaultdict(list)
    for row in rows:
        holds[row.listing_id].append(hold_of(row))
    return holds


def hold_of(row: Allocation) -> Hold[date]:
    """The value of a row."""
    return Hold(
        quantity=row.quantity,
        start=row.start_on,
        end=row.end_on,
        state=row.state,
        kind=row.kind,
        returned=row.returned_quantity,
        unit_id=row.unit_id,
        ref=row.id,
        expires_at=row.expires_at,
    )


def _closed_days(site_ids: set[int]) -> dict[int, set[date]]:
    closed: dict[int, set[date]] = defaultdict(set)
    rows = db.session.execute(select(SiteClosure).where(SiteClosure.site_id.in_(site_ids))).scalars()
    for row in rows:
        days = (row.last_day - row.first_day).days
        closed[row.site_id].update(row.first_day + n * ONE_DAY for n in range(days + 1))
    return closed

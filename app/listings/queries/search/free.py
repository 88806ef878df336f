"""How many units of many listings are free: the pools of ``queries/pools``, read for a whole search at once.

Listings are named by the condition that found them instead of a list of ids, and holds are bounded on both
sides of the asked days, so that neither the catalogue nor its past makes the question long.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.accounts.models import Site, SiteClosure
from app.core.clock import local_day
from app.core.db import db
from app.listings.domain.availability import (
    Hold,
    HoldState,
    Part,
    Period,
    Pool,
    ServiceUnit,
    Terms,
    Turnaround,
    free_units,
    stock_of,
)
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.open_days import ALWAYS_OPEN, ONE_DAY, OpenDays
from app.listings.models import Allocation, KitMember, Listing, Unit
from app.listings.queries.pools import served

_STILL_AWAY = (HoldState.OUT, HoldState.OVERDUE)
_LONGEST_CLOSURE = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class PoolTerms:
    """What of a listing its pool depends on."""

    listing_id: int
    site_id: int
    turnaround_days: int
    available_from: date | None
    available_until: date | None


def free_over(
    listings: Sequence[PoolTerms], chosen: ColumnElement[bool], window: Period[date], now: datetime
) -> dict[int, int]:
    """The units free on every day of *window*, by listing. *chosen* is the condition on `Listing` and `Site`
    that found *listings*. Four queries, and three more where there are kits."""
    own = _pools(listings, _ids(chosen), window, now)
    parts = _parts(chosen, window, now)
    return {id: free_units(replace(pool, parts=tuple(parts.get(id, ()))), window) for id, pool in own.items()}


def _pools(
    listings: Sequence[PoolTerms], ids: Select[Any], window: Period[date], now: datetime
) -> dict[int, Pool[date]]:
    units, holds = _units(ids), _holds(ids, listings, window)
    open_days = _open_days({row.site_id for row in listings if row.turnaround_days})
    today = local_day(now)
    return {
        row.listing_id: Pool(
            stock_of(_served(units, row)),
            tuple(holds[row.listing_id]),
            Terms(today, now, Turnaround(row.turnaround_days, open_days.get(row.site_id, ALWAYS_OPEN))),
        )
        for row in listings
    }


def _parts(chosen: ColumnElement[bool], window: Period[date], now: datetime) -> dict[int, list[Part[date]]]:
    """The members of every kit among *chosen*, by kit: one query where there is none."""
    members = select(KitMember.kit_id, KitMember.member_id, KitMember.quantity).where(
        KitMember.kit_id.in_(_ids(chosen))
    )
    rows = db.session.execute(members.order_by(KitMember.kit_id, KitMember.member_id)).all()
    if not rows:
        return {}
    ids = select(KitMember.member_id).where(KitMember.kit_id.in_(_ids(chosen)))
    columns = Listing.id, Listing.site_id, Listing.turnaround_days, Listing.available_from, Listing.available_until
    terms = [PoolTerms(*row) for row in db.session.execute(select(*columns).where(Listing.id.in_(ids)))]
    pools = _pools(terms, ids, window, now)
    found: dict[int, list[Part[date]]] = defaultdict(list)
    for kit_id, member_id, quantity in rows:
        found[kit_id].append(Part(member_id, quantity, pools[member_id]))
    return found


def in_service(listings: Sequence[PoolTerms], chosen: ColumnElement[bool], today: date) -> dict[int, int]:
    """The units that may be asked for, whoever has them now: in service today, or from a later day on."""
    units = _units(_ids(chosen))
    return {row.listing_id: sum(u.until is None or u.until > today for u in _served(units, row)) for row in listings}


def _ids(chosen: ColumnElement[bool]) -> Select[Any]:
    return select(Listing.id).join(Site, Site.id == Listing.site_id).where(chosen)


def _units(ids: Select[Any]) -> dict[int, list[ServiceUnit[date]]]:
    columns = Unit.listing_id, Unit.id, Unit.in_service_from, Unit.out_of_service_from
    found: dict[int, list[ServiceUnit[date]]] = defaultdict(list)
    for listing_id, unit_id, since, until in db.session.execute(select(*columns).where(Unit.listing_id.in_(ids))):
        found[listing_id].append(ServiceUnit(unit_id, since, until))
    return found


def _served(units: Mapping[int, list[ServiceUnit[date]]], row: PoolTerms) -> list[ServiceUnit[date]]:
    return [served(unit, row.available_from, row.available_until) for unit in units.get(row.listing_id, ())]


def _holds(ids: Select[Any], listings: Sequence[PoolTerms], window: Period[date]) -> dict[int, list[Hold[date]]]:
    row = Allocation
    columns = (
        row.listing_id, row.quantity, row.start_on, row.end_on, row.state, row.kind, row.returned_quantity,
        row.unit_id, row.id, row.expires_at,
    )  # fmt: skip
    blocking = select(*columns).where(row.listing_id.in_(ids), row.state.in_(BLOCKING), _near(window, listings))
    found: dict[int, list[Hold[date]]] = defaultdict(list)
    for listing_id, *values in db.session.execute(blocking):
        found[listing_id].append(Hold(*values))
    return found


def _near(window: Period[date], listings: Sequence[PoolTerms]) -> ColumnElement[bool]:
    """Holds that may reach *window*, their turnaround (in open days, one a week at worst) included."""
    most = max((listing.turnaround_days for listing in listings), default=0)
    margin = timedelta(days=7 * most) + _LONGEST_CLOSURE if most else timedelta(0)
    return and_(
        Allocation.start_on < window.end + margin,
        or_(Allocation.end_on > window.start - margin, Allocation.state.in_(_STILL_AWAY)),
    )


def _open_days(site_ids: set[int]) -> dict[int, OpenDays]:
    if not site_ids:
        return {}
    columns = Site.id, Site.open_weekdays, SiteClosure.first_day, SiteClosure.last_day
    rows = select(*columns).outerjoin(SiteClosure, Site.id == SiteClosure.site_id).where(Site.id.in_(site_ids))
    weekdays: dict[int, frozenset[int]] = {}
    closed: dict[int, set[date]] = defaultdict(set)
    for site_id, open_weekdays, first, last in db.session.execute(rows):
        weekdays[site_id] = frozenset(day - 1 for day in open_weekdays)
        if first is not None:
            closed[site_id] |= {first + n * ONE_DAY for n in range((last - first).days + 1)}
    return {id: OpenDays(days, frozenset(closed[id])) for id, days in weekdays.items()}

"""From rows to the one formula: the pools that every screen, search, check-out and verb asks.

A fixed number of queries whatever the number of listings; :func:`locked_pools` takes the rows first, members of
kits included, sorted by id, so that two requests for the same things wait for each other instead of both
succeeding.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, bindparam, exists, or_, select

from app.accounts.models import Site, SiteClosure
from app.core.db import run
from app.core.errors import Busy
from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Part,
    Pool,
    ServiceUnit,
    Terms,
    Turnaround,
    stock_of,
)
from app.listings.domain.availability.roads import Road, with_roads
from app.listings.domain.open_days import OpenDays
from app.listings.domain.rules import LoanRules
from app.listings.models import Allocation, KitHold, KitMember, Listing, RoadHold, Unit
from app.listings.queries.site_days import open_days_of, rules_of
from app.listings.queries.visits import full_days

ONE_DAY = timedelta(days=1)
LIVE = (HoldState.REQUESTED, HoldState.HOLD, HoldState.RESERVED, HoldState.OUT, HoldState.OVERDUE)
"""States that a question about the future can meet: those that block, and requests, which are shown."""


_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_TERMS = (
    select(
        Listing.id,
        Listing.institution_id,
        Listing.site_id,
        Listing.turnaround_days,
        Listing.available_from,
        Listing.available_until,
        Site.department,
        Site.open_weekdays,
        Site.opens_on_holidays,
        Site.has_same_day,
        Site.lead_days,
        Site.longest_days,
        Site.visits_a_day,
        Site.processing_weekdays,
        exists().where(KitMember.kit_id == Listing.id).label("is_kit"),
    )
    .join(Site, Site.id == Listing.site_id)
    .where(Listing.id.in_(_IDS))
)
_MEMBERS = (
    select(KitMember.kit_id, KitMember.member_id, KitMember.quantity)
    .where(KitMember.kit_id.in_(_IDS))
    .order_by(KitMember.kit_id, KitMember.member_id)
)
_LOCK = select(Listing.id).where(Listing.id.in_(_IDS)).order_by(Listing.id).with_for_update(key_share=True)
_UNITS = (
    select(Unit.id, Unit.listing_id, Unit.label, Unit.in_service_from, Unit.out_of_service_from)
    .where(Unit.listing_id.in_(_IDS))
    .order_by(Unit.id)
)
_HOLDS = (
    select(
        Allocation.id,
        Allocation.listing_id,
        Allocation.unit_id,
        Allocation.quantity,
        Allocation.returned_quantity,
        Allocation.start_on,
        Allocation.end_on,
        Allocation.kind,
        Allocation.state,
        Allocation.expires_at,
        KitHold.parent_id,
    )
    .outerjoin(KitHold, KitHold.allocation_id == Allocation.id)
    .where(
        Allocation.listing_id.in_(_IDS),
        Allocation.state.in_(LIVE),
        or_(Allocation.end_on > bindparam("reach"), Allocation.state.in_((HoldState.OUT, HoldState.OVERDUE))),
    )
    .order_by(Allocation.start_on, Allocation.id)
)
_LEGS = select(RoadHold.allocation_id, RoadHold.parent_id, RoadHold.way).where(RoadHold.allocation_id.in_(_IDS))
_CLOSURES = select(SiteClosure.site_id, SiteClosure.first_day, SiteClosure.last_day).where(
    SiteClosure.site_id.in_(_IDS)
)


@dataclass(frozen=True, slots=True)
class ListingPool:
    """A listing's pool, its units by name, its site and what that asks. ``Hold.ref`` is the allocation's id.

    The parts of a kit's pool are those of its members, by their listings' ids.
    """

    listing_id: int
    institution_id: int
    pool: Pool[date]
    units: tuple[ServiceUnit[date], ...]
    labels: dict[int, str]
    site_id: int
    rules: LoanRules

    @property
    def open_days(self) -> OpenDays:
        """The days on which somebody is there."""
        return self.rules.open_days


def pools(
    listing_ids: Collection[int],
    today: date,
    *,
    now: datetime | None = None,
    since: date | None = None,
    exclude: Iterable[int] = (),
) -> dict[int, ListingPool]:
    """The pools of these listings, with every hold that reaches *since* (today when not said) or later.

    *exclude* leaves out the caller's own allocations (editing), with what they take of the members of a kit;
    *now* lets holds with expiry lapse.
    """
    if not listing_ids:
        return {}
    listings = list(run(_TERMS, {"ids": list(listing_ids)}).all())
    members = members_of([row.id for row in listings if row.is_kit])
    beyond = {member_id for some in members.values() for member_id, _ in some}.difference(listing_ids)
    if beyond:
        listings += run(_TERMS, {"ids": list(beyond)}).all()
    made = _assemble(listings, today, now, since or today, frozenset(exclude))
    return {id: _as_kit(made[id], members.get(id, ()), made) for id in listing_ids if id in made}


def members_of(listing_ids: Collection[int]) -> dict[int, list[tuple[int, int]]]:
    """Of each kit among these listings, its members and how many of each."""
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    if not listing_ids:
        return found
    for row in run(_MEMBERS, {"ids": list(listing_ids)}):
        found[row.kit_id].append((row.member_id, row.quantity))
    return found


def _as_kit(own: ListingPool, members: Sequence[tuple[int, int]], made: dict[int, ListingPool]) -> ListingPool:
    if not members:
        return own
    parts = tuple(Part(member_id, quantity, made[member_id].pool) for member_id, quantity in members)
    return replace(own, pool=replace(own.pool, parts=parts))


def locked_pools(
    listing_ids: Collection[int], today: date, *, now: datetime | None = None, exclude: Iterable[int] = ()
) -> dict[int, ListingPool]:
    """The same, for a verb about to write: the row of each listing, and of each member of a kit, is locked until
    the transaction ends. Raises ``Busy`` when a kit was given another member meanwhile."""
    if not listing_ids:
        return {}
    lock_listings(listing_ids)
    return pools(listing_ids, today, now=now, exclude=exclude)


def lock_listings(listing_ids: Collection[int]) -> None:
    """Lock the rows of these listings and of the members of kits, sorted by id, until the transaction ends.

    A verb that promises, hands over or takes back locks all of its listings at once, before it writes; never one
    after the other, for a kit's members come before or after it. Rows that only name a listing pass (``key_share``):
    they take nothing, and would have to wait in an order of their own. Raises ``Busy``.
    """
    locked = {*listing_ids, *_all_members(listing_ids)}
    run(_LOCK, {"ids": list(locked)}).all()
    if not _all_members(listing_ids) <= locked:
        raise Busy()


def _all_members(listing_ids: Collection[int]) -> set[int]:
    return {member_id for some in members_of(listing_ids).values() for member_id, _ in some}


def _assemble(
    listings: Sequence[Any],
    today: date,
    now: datetime | None,
    since: date,
    exclude: frozenset[int],
) -> dict[int, ListingPool]:
    ids = [row.id for row in listings]
    closed = _closed_days({row.site_id for row in listings})
    full = full_days({row.site_id: row.visits_a_day for row in listings if row.visits_a_day}, today, exclude)
    units, labels = _units(ids)
    holds, children, roads = _holds(ids, since, today)
    exclude |= {leg for leg, parent in roads.items() if parent in exclude}
    exclude |= {child for child, parent in children.items() if parent in exclude}
    made = {}
    for row in listings:
        open_days = open_days_of(row, closed[row.site_id], today)
        units_served = tuple(served(unit, row.available_from, row.available_until) for unit in units[row.id])
        terms = Terms(today, now, Turnaround(row.turnaround_days, open_days), exclude, row.has_same_day)
        pool = Pool(stock_of(units_served), tuple(holds[row.id]), terms)
        made[row.id] = ListingPool(
            listing_id=row.id,
            institution_id=row.institution_id,
            pool=pool,
            units=units_served,
            labels=labels[row.id],
            site_id=row.site_id,
            rules=rules_of(row, open_days, full.get(row.site_id, frozenset())),
        )
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
    for row in run(_UNITS, {"ids": ids}):
        units[row.listing_id].append(ServiceUnit(row.id, row.in_service_from, row.out_of_service_from))
        labels[row.listing_id][row.id] = row.label
    return units, labels


def _holds(
    ids: list[int], since: date, today: date
) -> tuple[dict[int, list[Hold[date]]], dict[int, int], dict[int, int]]:
    """Holds that reach *since* by listing, the parents of those that live with a kit's, and what each leg carries.

    What is out may be late, and then blocks whatever its end says.
    A turnaround reaches past its hold; two months of it in open days are more than the 60 days allowed.
    """
    holds: dict[int, list[Hold[date]]] = defaultdict(list)
    parents: dict[int, int] = {}
    for row in run(_HOLDS, {"ids": ids, "reach": since - timedelta(days=120)}):
        holds[row.listing_id].append(_hold_of(row))
        if row.parent_id is not None:
            parents[row.id] = row.parent_id
    legs = _legs(holds, parents)
    if not legs:
        return holds, parents, {}
    roads = _roads(holds, parents, legs)
    linked = {id: with_roads(some, roads, today) for id, some in holds.items()}
    return defaultdict(list, linked), parents, {leg: int(road.carries) for leg, road in legs.items()}


def _legs(holds: dict[int, list[Hold[date]]], parents: dict[int, int]) -> dict[int, Road]:
    """The legs among these holds and among the kits they belong to: asked only where there may be one."""
    every = [int(hold.ref) for some in holds.values() for hold in some if hold.ref and hold.kind is HoldKind.TRANSIT]
    every += parents.values()
    if not every:
        return {}
    return {row.allocation_id: Road(row.parent_id, row.way) for row in run(_LEGS, {"ids": every})}


def _roads(
    holds: dict[int, list[Hold[date]]], parents: dict[int, int], legs: dict[int, Road]
) -> dict[str | int, Road]:
    """The legs, and for a member of a kit on the road the hold of that member that goes with the same kit."""
    roads: dict[str | int, Road] = {}
    roads.update((leg, road) for leg, road in legs.items())
    for some in holds.values():
        of_kit = {parents[int(hold.ref)]: hold.ref for hold in some if hold.ref in parents}
        for parent, ref in of_kit.items():
            if parent in legs and ref is not None:
                leg = legs[parent]
                roads[ref] = Road(of_kit.get(int(leg.carries)) or 0, leg.way)
    return roads


def _hold_of(row: Any) -> Hold[date]:
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
    for row in run(_CLOSURES, {"ids": list(site_ids)}):
        days = (row.last_day - row.first_day).days
        closed[row.site_id].update(row.first_day + n * ONE_DAY for n in range(days + 1))
    return closed

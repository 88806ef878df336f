"""Holds change here and nowhere else: taken, confirmed, bound to units, given back, let go.

Every verb runs inside its caller's transaction, on listings the caller locked with ``locked_pools``. A promise
recounts before it writes; the database's own constraint on units stands behind it. What a kit's hold takes of its
members lives and ends with it (``services/kit_holds``).
"""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from app.core.db import db, run
from app.listings.domain.availability import (
    HoldKind,
    HoldState,
    Line,
    Period,
    Pool,
    asked_need,
    require_bundle,
    require_units,
    which_units_are_free,
)
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.availability.roads import Way, days_of_leg, leg_of
from app.listings.domain.refusals import UnitNotFree
from app.listings.domain.rules import require_change_of_dates
from app.listings.models import Allocation
from app.listings.queries.pools import ListingPool, lock_listings, locked_pools
from app.listings.services import kit_holds, road_holds
from app.listings.services.counting import compete, counted, require_desks, require_legs, rows_locked

ONE_DAY = timedelta(days=1)
_ASKED = insert(Allocation).returning(Allocation.id, sort_by_parameter_order=True)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a hold is to be: a quantity of a listing over inclusive days, for whom."""

    listing_id: int
    quantity: int
    first_day: date
    last_day: date
    for_institution_id: int | None = None
    exhibition_id: int | None = None
    kind: HoldKind = HoldKind.LOAN
    note: str = ""


def ask(wanted: Wanted, now: datetime, expires_at: datetime | None = None) -> int:
    """Write down a request: it is shown to everybody concerned and takes nothing away. Answers its id."""
    return ask_all([wanted], now, expires_at)[0]


def ask_all(wanted: Sequence[Wanted], now: datetime, expires_at: datetime | None = None) -> list[int]:
    """The same for several at once; their ids, in their order."""
    return list(run(_ASKED, [_facts(one, HoldState.REQUESTED, now, expires_at) for one in wanted]).scalars())


def block(wanted: Wanted, today: date, now: datetime) -> int:
    """Take units away at once (blockout, own exhibition, repair). Raises ``NotEnoughUnits``."""
    found = locked_pools([wanted.listing_id], today, now=now)[wanted.listing_id]
    require_units(found.pool, Period.of_days(wanted.first_day, wanted.last_day), wanted.quantity)
    taken = _insert(wanted, HoldState.RESERVED, now, None)
    kit_holds.take(taken, found.pool.parts, now)
    return taken.id


def set_apart(
    listing_id: int, unit_ids: Sequence[int], for_institution_id: int | None, start: date, end: date, now: datetime
) -> dict[int, int]:
    """Take these very units away for good (a gift) over ``[start, end)``: unit id -> hold. What is promised to others
    has been counted before (``services/giving``), under the lock of the listing."""
    kept = {
        unit_id: Allocation(
            listing_id=listing_id,
            unit_id=unit_id,
            quantity=1,
            start_on=start,
            end_on=end,
            kind=HoldKind.BLOCKOUT,
            state=HoldState.RESERVED,
            for_institution_id=for_institution_id,
            created_at=now,
        )
        for unit_id in unit_ids
    }
    db.session.add_all(kept.values())
    db.session.flush()
    return {unit_id: row.id for unit_id, row in kept.items()}


def promise(allocation_ids: Sequence[int], today: date, now: datetime) -> None:
    """Turn requests into reservations, all or none; lines of one pool, or of kits that share a member, are counted
    together.

    Raises ``NotEnoughUnits`` (with what is left) when one of them does not fit any more, ``DeskFull`` when others
    fetch or bring back on those days, as many as the place can receive.
    """
    rows, found = counted(allocation_ids, today, now)
    for row in rows:
        row.state, row.expires_at = HoldState.RESERVED, None
        kit_holds.take(row, found[row.listing_id].pool.parts, now)


def lay_road(allocation_ids: Sequence[int], before: int, after: int, today: date, now: datetime) -> None:
    """Take the days of road around these reservations too, all or none; what was laid before makes way.

    Raises ``NotEnoughUnits`` where those days are promised to others.
    """
    road_holds.release(allocation_ids, HoldState.CANCELLED)
    db.session.flush()
    rows = [row for row in rows_locked(allocation_ids) if row.state in BLOCKING]
    found = locked_pools(sorted({row.listing_id for row in rows}), today, now=now, exclude=allocation_ids)
    for way, days in ((Way.OUT, before), (Way.BACK, after)):
        asked = {row.id: leg for row in rows if (leg := leg_of(Period(row.start_on, row.end_on), way, days))}
        require_legs(rows, asked, found, today)
    for row in rows:
        for way, days in ((Way.OUT, before), (Way.BACK, after)):
            road_holds.take(row, way, days, found[row.listing_id].pool.parts, today, now)


def reschedule(allocation_ids: Sequence[int], first_day: date, last_day: date, today: date, now: datetime) -> None:
    """Give these holds other days, all or none; of what is out only the end moves. Raises what
    ``require_other_days`` says."""
    require_other_days(allocation_ids, first_day, last_day, today, now)
    for row in rows_locked([*allocation_ids, *kit_holds.children_of(allocation_ids)]):
        new = _moved(row, first_day, last_day)
        row.start_on, row.end_on = new.start, new.end
    road_holds.follow({row.id: Period(row.start_on, row.end_on) for row in rows_locked(allocation_ids)})


def require_other_days(
    allocation_ids: Sequence[int], first_day: date, last_day: date, today: date, now: datetime
) -> None:
    """Raise unless these holds could have other days, under the locks of their listings. Days given back never fail;
    others are counted again, their own rows left out.

    Raises ``NotEnoughUnits``, ``UnitNotFree``, ``DeskFull``, and what the rules of the place say of a moved end.
    """
    rows = [row for row in rows_locked(allocation_ids) if row.state in BLOCKING]
    found = locked_pools(sorted({row.listing_id for row in rows}), today, now=now, exclude=allocation_ids)
    by_listing: Mapping[Hashable, Pool[date]] = {id: one.pool for id, one in found.items()}
    asked = {row.id: _moved(row, first_day, last_day) for row in rows}
    for row in rows:
        old, new, pool = Period(row.start_on, row.end_on), asked[row.id], found[row.listing_id]
        require_change_of_dates(pool.rules, old, new, today)
        if asked_need(old, pool.pool.terms).contains(asked_need(new, pool.pool.terms)):
            continue
        together = [Line(one.listing_id, one.quantity, one.unit_id) for one in rows if compete(row, one, by_listing)]
        require_bundle(together, by_listing, Period(min(max(new.start, today), new.last_day), new.end))
    require_desks(rows, found, today, asked)
    roads = [(road, days_of_leg(Period(leg.start_on, leg.end_on))) for leg, road in road_holds.legs_of(list(asked))]
    for way in Way:
        legs = {road.parent_id: leg_of(asked[road.parent_id], way, days) for road, days in roads if road.way is way}
        require_legs(rows, {id: leg for id, leg in legs.items() if leg}, found, today)


def _moved(row: Allocation, first_day: date, last_day: date) -> Period[date]:
    return Period.of_days(row.start_on if row.state is HoldState.OUT else first_day, last_day)


def keep(wanted: Sequence[Wanted], today: date, now: datetime, expires_at: datetime) -> list[int]:
    """Keep these for somebody until *expires_at*, all or none; the ids in their order. What is kept is taken from
    everybody else, and is free again at that very instant.

    Raises ``NotEnoughUnits`` (with what is left) when one of them does not fit, and ``DeskFull``.
    """
    lock_listings([one.listing_id for one in wanted])
    ids = [_insert(one, HoldState.REQUESTED, now, expires_at).id for one in wanted]
    rows, found = counted(ids, today, now)
    for row in rows:
        row.state = HoldState.HOLD
        kit_holds.take(row, found[row.listing_id].pool.parts, now)
    return ids


def confirm(allocation_ids: Sequence[int], today: date, now: datetime) -> None:
    """Turn what was kept into reservations, members of kits with it, counted again as any promise is.

    Raises ``NotEnoughUnits`` when it does not fit (its time is over and others were faster).
    """
    rows, _ = counted(allocation_ids, today, now)
    for row in (*rows, *rows_locked(kit_holds.children_of(allocation_ids))):
        row.state, row.expires_at = HoldState.RESERVED, None


def lower(allocation_id: int, quantity: int, state: HoldState, now: datetime) -> int:
    """Ask for *quantity* only; the rest becomes a hold of its own that ended as *state* says. Its id."""
    row = rows_locked([allocation_id])[0]
    if not 0 < quantity < row.quantity:
        raise ValueError(f"{row.quantity} asked, {quantity} left")
    rest = Allocation(
        listing_id=row.listing_id,
        quantity=row.quantity - quantity,
        start_on=row.start_on,
        end_on=row.end_on,
        kind=row.kind,
        state=state,
        for_institution_id=row.for_institution_id,
        exhibition_id=row.exhibition_id,
        note=row.note,
        created_at=now,
    )
    row.quantity = quantity
    db.session.add(rest)
    db.session.flush()
    return rest.id


def ask_again(allocation_id: int, wanted: Wanted, now: datetime, expires_at: datetime) -> None:
    """A request that rested becomes another one for the same listing."""
    row = rows_locked([allocation_id])[0]
    row.state, row.quantity, row.expires_at = HoldState.REQUESTED, wanted.quantity, expires_at
    row.start_on, row.end_on, row.created_at = wanted.first_day, wanted.last_day + ONE_DAY, now


def forget(allocation_ids: Sequence[int]) -> None:
    """Requests that were taken back before anybody answered them leave no trace: they never took anything."""
    for row in rows_locked(allocation_ids):
        db.session.delete(row)


def set_aside(allocation_ids: Sequence[int]) -> None:
    """Requests rest while something else is proposed: nobody sees them waiting."""
    for row in rows_locked(allocation_ids):
        row.state = HoldState.DRAFT


def take_up(allocation_ids: Sequence[int]) -> None:
    """Requests that rested wait for an answer again."""
    for row in rows_locked(allocation_ids):
        row.state = HoldState.REQUESTED


def release(allocation_ids: Sequence[int], state: HoldState) -> None:
    """Let go of what was asked or promised; *state* says why (refused, cancelled, expired, missed)."""
    for row in rows_locked(allocation_ids):
        row.state = state
    kit_holds.release(allocation_ids, state)
    road_holds.release(allocation_ids, state)


def bind_units(allocation_id: int, unit_ids: Sequence[int], today: date, now: datetime) -> dict[int, int]:
    """Hand these very units over: each gets a hold of its own, taken out of the pool's hold.

    Answers unit id -> allocation id. Raises ``UnitNotFree`` for a unit that is promised to somebody else, out,
    retired or of another listing, and ``NotEnoughUnits`` when the days before the first agreed one are taken.
    A hold that is emptied is closed, and keeps its past.
    """
    row = rows_locked([allocation_id])[0]
    found = locked_pools([row.listing_id], today, now=now, exclude=[allocation_id])[row.listing_id]
    _require_free(found, unit_ids, Period(min(row.start_on, today), row.end_on))
    if today < row.start_on:
        require_units(found.pool, Period(today, row.start_on), len(unit_ids))
    bound: dict[int, Allocation] = {}
    for unit_id in unit_ids:
        out = Allocation(
            listing_id=row.listing_id,
            unit_id=unit_id,
            quantity=1,
            start_on=min(row.start_on, today),
            end_on=row.end_on,
            kind=row.kind,
            state=HoldState.OUT,
            for_institution_id=row.for_institution_id,
            exhibition_id=row.exhibition_id,
            note=row.note,
            created_at=now,
        )
        db.session.add(out)
        db.session.flush()
        bound[unit_id] = out
    kit_holds.hand_over(row, [out.id for out in bound.values()], now)
    road_holds.hand_over(row, list(bound.values()), now)
    _shrink(row, len(unit_ids))
    return {unit_id: out.id for unit_id, out in bound.items()}


def bind_instead(allocation_id: int, unit_id: int, last_day: date, today: date, now: datetime) -> int:
    """From *today* to *last_day* this unit is out in the place of one that was given back; the new hold's id.

    Give the other one back first: what is free is counted without it. Raises ``UnitNotFree``, and
    ``NotEnoughUnits`` (the unit is there, but others count on it).
    """
    old = rows_locked([allocation_id])[0]
    found = locked_pools([old.listing_id], today, now=now)[old.listing_id]
    homeward = road_holds.homeward(allocation_id)
    period = Period.of_days(today, last_day)
    _require_free(found, [unit_id], period)
    require_units(found.pool, period, 1)
    out = Allocation(
        listing_id=old.listing_id,
        unit_id=unit_id,
        quantity=1,
        start_on=period.start,
        end_on=period.end,
        kind=old.kind,
        state=HoldState.OUT,
        for_institution_id=old.for_institution_id,
        exhibition_id=old.exhibition_id,
        note=old.note,
        created_at=now,
    )
    db.session.add(out)
    db.session.flush()
    for days in {days_of_leg(Period(leg.start_on, leg.end_on)) for leg in homeward}:
        road_holds.take(out, Way.BACK, days, found.pool.parts, today, now)
    return out.id


def expect_back(allocation_ids: Sequence[int], last_day: date) -> None:
    """Units that are late will be back at the lender's on *last_day*, the road included: their holds end there, and
    block no longer without end. Their legs make way first: the database lets no unit stand twice on a day."""
    road_holds.release(allocation_ids, HoldState.CLOSED)
    db.session.flush()
    for row in rows_locked([*allocation_ids, *kit_holds.children_of(allocation_ids)]):
        row.end_on = last_day + ONE_DAY


def give_back(allocation_id: int, today: date, now: datetime, *, rests: bool = True) -> None:
    """A unit is back: it rests for the turnaround from tomorrow, and never longer because it came early.

    The rest is written even where the next loan was counting on the unit: the calendar then shows the truth.
    With *rests* false there is none: a unit that leaves the stock must not be counted as missing twice.
    """
    row = rows_locked([allocation_id])[0]
    found = locked_pools([row.listing_id], today, now=now)[row.listing_id]
    _returned(row, today)
    road_holds.release([allocation_id], HoldState.CLOSED)
    kit_holds.give_back(allocation_id, found.pool.parts, today, now)
    rested = found.pool.terms.turnaround.end(today + ONE_DAY)
    if rests and row.unit_id is not None and rested > today + ONE_DAY:
        db.session.add(
            Allocation(
                listing_id=row.listing_id,
                unit_id=row.unit_id,
                quantity=1,
                start_on=today + ONE_DAY,
                end_on=rested,
                kind=HoldKind.MAINTENANCE,
                state=HoldState.RESERVED,
                created_at=now,
            )
        )


def _returned(row: Allocation, today: date) -> None:
    row.state, row.returned_quantity = HoldState.RETURNED, row.quantity
    if row.start_on <= today:
        row.end_on = today + ONE_DAY


def _shrink(row: Allocation, taken: int) -> None:
    if row.quantity == taken:
        row.state = HoldState.CLOSED
    else:
        row.quantity -= taken


def _require_free(found: ListingPool, unit_ids: Sequence[int], period: Period[date]) -> None:
    free = {unit.id for unit in which_units_are_free(found.units, found.pool, period)}
    for unit_id in unit_ids:
        if unit_id not in free:
            raise UnitNotFree(unit=found.labels.get(unit_id, "?"))


def _facts(wanted: Wanted, state: HoldState, now: datetime, expires_at: datetime | None) -> dict[str, Any]:
    return {
        "listing_id": wanted.listing_id,
        "quantity": wanted.quantity,
        "start_on": wanted.first_day,
        "end_on": wanted.last_day + ONE_DAY,
        "kind": wanted.kind,
        "state": state,
        "expires_at": expires_at,
        "for_institution_id": wanted.for_institution_id,
        "exhibition_id": wanted.exhibition_id,
        "note": wanted.note,
        "created_at": now,
    }


def _insert(wanted: Wanted, state: HoldState, now: datetime, expires_at: datetime | None) -> Allocation:
    row = Allocation(**_facts(wanted, state, now, expires_at))
    db.session.add(row)
    db.session.flush()
    return row

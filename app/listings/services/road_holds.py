"""Legs of transport: holds of kind TRANSIT before and after a loan's hold, which live and end with it.

Called by ``services/holds`` alone, inside the transaction and under the locks of its verbs. A leg of a kit takes the
members along, as the kit's own hold does.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState, Part, Period
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.availability.roads import Way, days_of_leg, leg_of
from app.listings.models import Allocation, RoadHold
from app.listings.services import kit_holds


def legs_of(parent_ids: Collection[int]) -> list[tuple[Allocation, RoadHold]]:
    """The legs that still take something away, in the order of locks."""
    rows = db.session.execute(
        select(Allocation, RoadHold)
        .join(RoadHold, RoadHold.allocation_id == Allocation.id)
        .where(RoadHold.parent_id.in_(parent_ids), Allocation.state.in_(BLOCKING))
        .order_by(Allocation.id)
        .with_for_update(of=Allocation)
    )
    return [(leg, road) for leg, road in rows]


def homeward(parent_id: int) -> list[Allocation]:
    """The road home of a hold, whatever became of it: one leg, or none."""
    rows = select(Allocation).join(RoadHold, RoadHold.allocation_id == Allocation.id)
    return list(db.session.scalars(rows.where(RoadHold.parent_id == parent_id, RoadHold.way == Way.BACK)))


def take(parent: Allocation, way: Way, days: int, parts: Iterable[Part[date]], today: date, now: datetime) -> None:
    """Lay *days* of road before or after *parent*; what of it is past already takes nothing."""
    period = leg_of(Period(parent.start_on, parent.end_on), way, days)
    if period is None or period.end <= today:
        return
    leg = _add(parent, Period(max(period.start, today), period.end), way, parent.quantity, now)
    kit_holds.take(leg, parts, now)


def release(parent_ids: Collection[int], state: HoldState) -> None:
    """The legs end as what they carry does."""
    ended = [leg for leg, _ in legs_of(parent_ids)]
    for leg in ended:
        leg.state = state
    kit_holds.release([leg.id for leg in ended], state)


def hand_over(parent: Allocation, bound: Sequence[Allocation], now: datetime) -> None:
    """These units leave: their road out is done, their road home becomes each one's own.

    Call it while *parent* still counts the units that leave, and after they are bound.
    """
    for leg, road in legs_of([parent.id]):
        if road.way is Way.BACK:
            own = [_add(unit, Period(leg.start_on, leg.end_on), Way.BACK, 1, now) for unit in bound]
            kit_holds.hand_over(leg, [one.id for one in own], now, HoldState.RESERVED)
        else:
            kit_holds.hand_over(leg, [], now, left=len(bound))
        if leg.quantity == len(bound):
            leg.state = HoldState.CLOSED
        else:
            leg.quantity -= len(bound)


def follow(asked: dict[int, Period[date]]) -> None:
    """The legs go along with what they carry: as long as before, around its new days (*asked*, by parent)."""
    for leg, road in legs_of(list(asked)):
        period = leg_of(asked[road.parent_id], road.way, days_of_leg(Period(leg.start_on, leg.end_on)))
        assert period is not None
        for row in (leg, *kit_holds.rows_of([leg.id])):
            row.start_on, row.end_on = period.start, period.end


def _add(parent: Allocation, period: Period[date], way: Way, quantity: int, now: datetime) -> Allocation:
    leg = Allocation(
        listing_id=parent.listing_id,
        unit_id=parent.unit_id,
        quantity=quantity,
        start_on=period.start,
        end_on=period.end,
        kind=HoldKind.TRANSIT,
        state=HoldState.RESERVED,
        for_institution_id=parent.for_institution_id,
        exhibition_id=parent.exhibition_id,
        created_at=now,
    )
    db.session.add(leg)
    db.session.flush()
    db.session.add(RoadHold(allocation_id=leg.id, parent_id=parent.id, way=way))
    db.session.flush()
    return leg

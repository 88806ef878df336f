"""What a kit's hold takes of its members: holds of kind KIT that live and end with their parent.

They say what the kit was made of when it was promised: changing the kit later changes no promise. Called by
``services/holds`` alone, inside the transaction and under the locks of its verbs.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState, Part
from app.listings.domain.availability.holds import BLOCKING
from app.listings.models import Allocation, KitHold

ONE_DAY = timedelta(days=1)


def take(parent: Allocation, parts: Iterable[Part[date]], now: datetime) -> None:
    """Take of each member what *parent* needs, over the same days and for the same borrower."""
    for part in parts:
        _add(parent, int(str(part.key)), parent.quantity * part.quantity, parent.state, now)


def children_of(parent_ids: Collection[int]) -> list[int]:
    """The holds on members that live with *parent_ids*, in the order of locks."""
    own = select(KitHold.allocation_id).where(KitHold.parent_id.in_(parent_ids))
    return list(db.session.scalars(own.order_by(KitHold.allocation_id)))


def release(parent_ids: Collection[int], state: HoldState) -> None:
    """What takes something away from others, or came back, ends as its parent does."""
    ending = (*BLOCKING, HoldState.RETURNED)
    for child in _children(parent_ids):
        if child.state in ending:
            child.state = state


def rows_of(parent_ids: Collection[int]) -> list[Allocation]:
    """What the kits of *parent_ids* take of their members, in the order of locks."""
    return _children(parent_ids)


def hand_over(
    parent: Allocation,
    bound_ids: Sequence[int],
    now: datetime,
    state: HoldState = HoldState.OUT,
    left: int | None = None,
) -> None:
    """As many kits of *parent* leave as there are *bound_ids* (or *left*, for a road that is done): each takes its
    share of the members with it, in *state*.

    Call it while *parent* still counts the kits that leave.
    """
    left = len(bound_ids) if left is None else left
    for child in _children([parent.id]):
        if child.state not in BLOCKING:
            continue
        share = child.quantity // parent.quantity
        for bound in db.session.scalars(
            select(Allocation).where(Allocation.id.in_(bound_ids)).order_by(Allocation.id)
        ):
            _add(bound, child.listing_id, share, state, now)
        if parent.quantity == left:
            child.state = HoldState.CLOSED
        else:
            child.quantity -= share * left


def give_back(parent_id: int, parts: Iterable[Part[date]], today: date, now: datetime) -> None:
    """The kit is back with its members: each rests by its own turnaround."""
    turnarounds = {part.key: part.pool.terms.turnaround for part in parts}
    for child in _children([parent_id]):
        child.state, child.returned_quantity = HoldState.RETURNED, child.quantity
        if child.start_on <= today:
            child.end_on = today + ONE_DAY
        turnaround = turnarounds.get(child.listing_id)
        rested = turnaround.end(today + ONE_DAY) if turnaround else today + ONE_DAY
        if rested > today + ONE_DAY:
            _rest(child, rested, today, now)


def _rest(child: Allocation, until: date, today: date, now: datetime) -> None:
    db.session.add(
        Allocation(
            listing_id=child.listing_id,
            quantity=child.quantity,
            start_on=today + ONE_DAY,
            end_on=until,
            kind=HoldKind.MAINTENANCE,
            state=HoldState.RESERVED,
            created_at=now,
        )
    )


def _children(parent_ids: Collection[int]) -> list[Allocation]:
    own = select(Allocation).where(Allocation.id.in_(children_of(parent_ids))).order_by(Allocation.id)
    return list(db.session.scalars(own.with_for_update()))


def _add(parent: Allocation, listing_id: int, quantity: int, state: HoldState, now: datetime) -> None:
    child = Allocation(
        listing_id=listing_id,
        quantity=quantity,
        start_on=parent.start_on,
        end_on=parent.end_on,
        kind=HoldKind.KIT,
        state=state,
        expires_at=parent.expires_at,
        for_institution_id=parent.for_institution_id,
        exhibition_id=parent.exhibition_id,
        note=parent.note,
        created_at=now,
    )
    db.session.add(child)
    db.session.flush()
    db.session.add(KitHold(allocation_id=child.id, parent_id=parent.id))
    db.session.flush()

"""What must be true of queues and swaps at any moment: ``flask verify``."""

from collections.abc import Callable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.models import Allocation
from app.loans.domain.queue import PlaceState
from app.loans.models import LoanUnit, UnitSwap, WaitingPlace


def offers_match(_now: datetime) -> list[str]:
    """What a queue keeps is what its place waits for; what is not offered keeps nothing."""
    rows = db.session.execute(
        select(WaitingPlace, Allocation)
        .join(Allocation, Allocation.id == WaitingPlace.allocation_id)
        .order_by(WaitingPlace.id)
    )
    found = []
    for place, hold in rows:
        is_kept = hold.state is HoldState.HOLD
        if is_kept is not (place.state is PlaceState.OFFERED):
            found.append(f"place {place.id}: {place.state}, hold {hold.state}")
        if (hold.listing_id, hold.quantity, hold.start_on) != (place.listing_id, place.quantity, place.starts_on):
            found.append(f"place {place.id}: the hold is of something else")
    return [*found, *_orphans()]


def _orphans() -> list[str]:
    """Options that no place stands for."""
    owned = select(WaitingPlace.allocation_id).where(WaitingPlace.allocation_id.is_not(None))
    rows = select(Allocation.id).where(
        Allocation.kind == HoldKind.HOLD, Allocation.state == HoldState.HOLD, Allocation.id.not_in(owned)
    )
    return [f"hold {id} is kept for nobody" for id in db.session.scalars(rows.order_by(Allocation.id))]


def swaps_match(_now: datetime) -> list[str]:
    """Both units of a swap left with the same line, and the one that was replaced is back."""
    old, new = aliased(LoanUnit), aliased(LoanUnit)
    rows = db.session.execute(
        select(UnitSwap.id, old.line_id, new.line_id.label("to_line"), old.returned_at)
        .join(old, old.id == UnitSwap.old_id)
        .join(new, new.id == UnitSwap.new_id)
        .order_by(UnitSwap.id)
    )
    return [
        f"swap {row.id}: of two lines, or not back"
        for row in rows
        if row.line_id != row.to_line or not row.returned_at
    ]


CHECKS: Mapping[str, Callable[[datetime], list[str]]] = {
    "loans.offers_match": offers_match,
    "loans.swaps_match": swaps_match,
}

"""Places in queues where they meet requests: what is kept for whom, and the offer that a request answers."""

from datetime import datetime

from sqlalchemy import select

from app.core.db import db
from app.listings.domain.availability import HoldState
from app.listings.services import holds
from app.loans.domain.queue import PlaceState
from app.loans.models import Loan, WaitingPlace


def take_places(loan: Loan, now: datetime) -> None:
    """The offers that a request answers: it comes first among those who wait, and what was kept is let go.

    Call it in the transaction of the request."""
    rows = db.session.scalars(
        select(WaitingPlace)
        .where(
            WaitingPlace.exhibition_id == loan.exhibition_id,
            WaitingPlace.listing_id.in_([line.listing_id for line in loan.lines]),
            WaitingPlace.state == PlaceState.OFFERED,
            WaitingPlace.expires_at > now,
            WaitingPlace.starts_on <= loan.ends_on,
            WaitingPlace.ends_on >= loan.starts_on,
        )
        .order_by(WaitingPlace.id)
        .with_for_update()
    )
    for place in rows:
        place.loan_id = loan.id
        end_place(place, PlaceState.TAKEN, HoldState.CLOSED, now)


def end_place(place: WaitingPlace, state: PlaceState, hold: HoldState, now: datetime) -> None:
    """It stands no more; what was kept for it is let go."""
    if place.allocation_id is not None:
        holds.release([place.allocation_id], hold)
    place.state, place.ended_at = state, now

"""Places in queues, as those who wait and those who lend see them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import bindparam, func, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db, run
from app.exhibitions.models import Exhibition
from app.listings.models import Listing
from app.loans.domain.permissions import LoanParties, acts_for_borrower
from app.loans.domain.queue import STANDING, PlaceState
from app.loans.models import WaitingPlace

_OFFERED = select(WaitingPlace.allocation_id).where(
    WaitingPlace.exhibition_id.in_(bindparam("shows", expanding=True)),
    WaitingPlace.listing_id.in_(bindparam("listings", expanding=True)),
    WaitingPlace.state == PlaceState.OFFERED,
    WaitingPlace.expires_at > bindparam("now"),
    WaitingPlace.allocation_id.is_not(None),
)


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place that stands. *ahead* counts those before it; *expires_at* is the end of an offer, in *zone*."""

    id: int
    listing_id: int
    title: str
    exhibition_id: int
    exhibition: str
    quantity: int
    first_day: date
    last_day: date
    ahead: int
    is_offered: bool
    expires_at: datetime | None
    zone: str
    may_leave: bool


@dataclass(frozen=True, slots=True)
class QueuePanel:
    """A listing's queue for one reader: their places, and (for the lender) how many wait."""

    mine: tuple[PlaceView, ...]
    waiting: int


def listing_queue(actor: Actor, listing_id: int, _page: Any = None) -> QueuePanel | None:
    """For the page of a listing; None when there is nothing to say to this person."""
    if not actor.institution_ids:
        return None
    rows = db.session.execute(_rows().where(WaitingPlace.listing_id == listing_id)).all()
    is_lender = any(actor.belongs_to(row.lender_id) for row in rows)
    mine = _views(actor, [row for row in rows if actor.belongs_to(row.WaitingPlace.institution_id)])
    return QueuePanel(mine, len(rows) if is_lender else 0) if mine or is_lender else None


def exhibition_places(actor: Actor, exhibition_id: int) -> tuple[PlaceView, ...]:
    """The places of an exhibition, for its own people."""
    if not actor.institution_ids:
        return ()
    rows = db.session.execute(_rows().where(WaitingPlace.exhibition_id == exhibition_id)).all()
    return _views(actor, [row for row in rows if actor.belongs_to(row.WaitingPlace.institution_id)])


def offered_holds(exhibition_ids: Collection[int], listing_ids: Collection[int], now: datetime) -> list[int]:
    """What the queue keeps of these listings for these exhibitions: their own requests may count on it."""
    asked = {"shows": list(exhibition_ids), "listings": list(listing_ids), "now": now}
    return list(run(_OFFERED, asked).scalars())


def _rows() -> Any:
    return (
        select(
            WaitingPlace,
            Listing.title,
            Listing.institution_id.label("lender_id"),
            Institution.time_zone,
            Exhibition.title.label("show"),
        )
        .join(Listing, Listing.id == WaitingPlace.listing_id)
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Exhibition, Exhibition.id == WaitingPlace.exhibition_id)
        .where(WaitingPlace.state.in_(STANDING))
        .order_by(WaitingPlace.since, WaitingPlace.id)
    )


def _views(actor: Actor, rows: Collection[Any]) -> tuple[PlaceView, ...]:
    return tuple(
        PlaceView(
            id=row.WaitingPlace.id,
            listing_id=row.WaitingPlace.listing_id,
            title=row.title,
            exhibition_id=row.WaitingPlace.exhibition_id,
            exhibition=row.show,
            quantity=row.WaitingPlace.quantity,
            first_day=row.WaitingPlace.starts_on,
            last_day=row.WaitingPlace.ends_on,
            ahead=_ahead(row.WaitingPlace),
            is_offered=row.WaitingPlace.state is PlaceState.OFFERED,
            expires_at=row.WaitingPlace.expires_at,
            zone=row.time_zone,
            may_leave=acts_for_borrower(actor, LoanParties(0, row.WaitingPlace.institution_id)),
        )
        for row in rows
    )


def _ahead(place: WaitingPlace) -> int:
    """Those who came before and wait for days that meet these."""
    before = (WaitingPlace.since < place.since) | ((WaitingPlace.since == place.since) & (WaitingPlace.id < place.id))
    counted = select(func.count(WaitingPlace.id)).where(
        WaitingPlace.listing_id == place.listing_id,
        WaitingPlace.state == PlaceState.WAITING,
        WaitingPlace.starts_on <= place.ends_on,
        WaitingPlace.ends_on >= place.starts_on,
        before,
    )
    return db.session.scalar(counted) or 0

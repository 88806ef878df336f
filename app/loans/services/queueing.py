"""The queue for what is taken: a place is taken, left, offered, becomes a request, or ends.

An offer is a hold with expiry, taken by the one formula under the lock of the listing, so that nobody is offered
what somebody else has. Offers are made by a job of its own, every minute, and not inside the verb that freed
something: that verb already holds other locks, and whoever cancels should not wait for a queue.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core import journal
from app.core.actor import SYSTEM, Actor
from app.core.clock import local_day
from app.core.db import attempt, db, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.idempotency import is_repeat
from app.listings.domain.availability import HoldKind, HoldState, Period, Pool, free_units
from app.listings.domain.rules import failed_rule, require_rules
from app.listings.domain.states import ListingState
from app.listings.models import Listing
from app.listings.queries.pools import ListingPool, lock_listings, pools
from app.listings.services import holds
from app.loans.domain.lifecycle import State
from app.loans.domain.permissions import LoanParties, acts_for_borrower
from app.loans.domain.queue import (
    STANDING,
    AlreadyQueued,
    IsFree,
    MoreThanThereIs,
    Place,
    PlaceIsOver,
    PlaceState,
    offer_expires_at,
    whom_to_offer,
)
from app.loans.models import Loan, WaitingPlace
from app.loans.services.parties import parties_asked
from app.loans.services.place_letters import PlaceLetter, tell_place
from app.loans.services.places import end_place


@dataclass(frozen=True, slots=True)
class PlaceWanted:
    """So many units of a listing for an exhibition, over inclusive days."""

    listing_id: int
    exhibition_id: int
    quantity: int
    first_day: date
    last_day: date

    @property
    def period(self) -> Period[date]:
        """The days. Raises ``EndBeforeStart``, ``NoSuchDay``."""
        return Period.of_days(self.first_day, self.last_day)


def join_queue(actor: Actor, wanted: PlaceWanted, now: datetime, *, key: str = "") -> None:
    """Wait for units that are taken on these days.

    Raises ``IsFree``, ``AlreadyQueued``, ``MoreThanThereIs``, the lender's rules, and what a request would raise.
    """
    with transaction() as session:
        if is_repeat(actor, key, ["join_queue", repr(wanted)], wanted.listing_id, now):
            return
        parties = parties_asked(actor, wanted.exhibition_id, [wanted.listing_id])
        today = local_day(now, parties.lender.zone)
        parties.require_borrower(actor, today)
        lock_listings([wanted.listing_id])
        _require_taken(pools([wanted.listing_id], today, now=now)[wanted.listing_id], wanted, today)
        if _standing(wanted.listing_id, wanted.exhibition_id):
            raise AlreadyQueued
        place = WaitingPlace(
            listing_id=wanted.listing_id,
            exhibition_id=wanted.exhibition_id,
            institution_id=parties.borrower.id,
            asked_by=actor.user_id,
            quantity=wanted.quantity,
            starts_on=wanted.first_day,
            ends_on=wanted.last_day,
            since=now,
            state=PlaceState.WAITING,
        )
        session.add(place)
        session.flush()
        note_place(actor, place, "join_queue", now)


def leave_queue(actor: Actor, place_id: int, now: datetime) -> None:
    """Give the place up; what was kept for it is free again. Raises ``PlaceIsOver``, Forbidden, NotFound."""
    with transaction():
        place = _locked(place_id)
        if place is None or not actor.belongs_to(place.institution_id):
            raise NotFound()
        if not acts_for_borrower(actor, LoanParties(0, place.institution_id)):
            raise Forbidden()
        if place.state not in STANDING:
            raise PlaceIsOver
        end_place(place, PlaceState.WITHDRAWN, HoldState.CANCELLED, now)
        note_place(actor, place, "leave_queue", now)


def offer_places(now: datetime) -> None:
    """Job: end what is over, then offer what is free to whoever comes first. One transaction for each listing."""
    standing = select(WaitingPlace.listing_id).where(WaitingPlace.state.in_(STANDING)).distinct()
    for listing_id in db.session.scalars(standing.order_by(WaitingPlace.listing_id)).all():
        offer_freed(listing_id, now)


def offer_freed(listing_id: int, now: datetime) -> int:
    """Offer what is free of a listing to those who wait for it, in their order; how many offers were made."""
    with transaction():
        lock_listings([listing_id])
        found = pools([listing_id], local_day(now), now=now).get(listing_id)
        if found is None:
            return 0
        zone = _zone(found.institution_id)
        today = local_day(now, zone)
        _end_what_is_over(listing_id, today, now)
        if not _is_lent(listing_id):
            return 0
        found = pools([listing_id], today, now=now)[listing_id]
        waiting = {place.id: place for place in _places(listing_id, PlaceState.WAITING)}
        able = [one for one in map(_value, waiting.values()) if failed_rule(found.rules, one.period, today) is None]
        chosen = whom_to_offer(found.pool, able, map(_value, _claims(listing_id)))
        expires_at = offer_expires_at(now, found.rules.processing_days or found.open_days, zone)
        return sum(_offer(waiting[one.id], today, now, expires_at) for one in chosen)


def _require_taken(found: ListingPool, wanted: PlaceWanted, today: date) -> None:
    require_rules(replace(found.rules, full_days=frozenset()), wanted.period, today)
    if free_units(found.pool, wanted.period) >= wanted.quantity:
        raise IsFree
    total = free_units(_empty(found.pool), wanted.period)
    if total < wanted.quantity:
        raise MoreThanThereIs(total=max(0, total))


def _empty(pool: Pool[date]) -> Pool[date]:
    parts = tuple(replace(part, pool=replace(part.pool, holds=())) for part in pool.parts)
    return replace(pool, holds=(), parts=parts)


def _offer(place: WaitingPlace, today: date, now: datetime, expires_at: datetime) -> bool:
    """Keep the units of one place; False when the desk has no room on its days."""
    wanted = holds.Wanted(
        listing_id=place.listing_id,
        quantity=place.quantity,
        first_day=place.starts_on,
        last_day=place.ends_on,
        for_institution_id=place.institution_id,
        exhibition_id=place.exhibition_id,
        kind=HoldKind.HOLD,
    )
    try:
        with attempt():
            place.allocation_id = holds.keep([wanted], today, now, expires_at)[0]
            place.state, place.expires_at = PlaceState.OFFERED, expires_at
    except Refusal:
        return False
    note_place(SYSTEM, place, "offer_place", now)
    tell_place(place, PlaceLetter.OFFERED, now)
    return True


def _end_what_is_over(listing_id: int, today: date, now: datetime) -> None:
    for place in _places(listing_id, *STANDING):
        is_offered = place.state is PlaceState.OFFERED
        if is_offered and place.expires_at is not None and place.expires_at <= now:
            end_place(place, PlaceState.LAPSED, HoldState.EXPIRED, now)
        elif not is_offered and place.starts_on < today:
            end_place(place, PlaceState.OVER, HoldState.EXPIRED, now)
        else:
            continue
        note_place(SYSTEM, place, "lapse_place", now)
        tell_place(place, PlaceLetter.LAPSED, now)
    db.session.flush()


def _places(listing_id: int, *states: PlaceState) -> list[WaitingPlace]:
    rows = (
        select(WaitingPlace)
        .where(WaitingPlace.listing_id == listing_id, WaitingPlace.state.in_(states))
        .order_by(WaitingPlace.id)
        .with_for_update()
    )
    return list(db.session.scalars(rows.execution_options(populate_existing=True)))


def _claims(listing_id: int) -> Iterable[WaitingPlace]:
    """Places that became requests which the lender has not answered."""
    rows = (
        select(WaitingPlace)
        .join(Loan, Loan.id == WaitingPlace.loan_id)
        .where(
            WaitingPlace.listing_id == listing_id,
            WaitingPlace.state == PlaceState.TAKEN,
            Loan.state == State.REQUESTED,
        )
    )
    return db.session.scalars(rows.order_by(WaitingPlace.id)).all()


def _value(place: WaitingPlace) -> Place:
    return Place(place.id, place.quantity, Period.of_days(place.starts_on, place.ends_on), place.since)


def _standing(listing_id: int, exhibition_id: int) -> bool:
    rows = select(WaitingPlace.id).where(
        WaitingPlace.listing_id == listing_id,
        WaitingPlace.exhibition_id == exhibition_id,
        WaitingPlace.state.in_(STANDING),
    )
    return db.session.scalar(rows.limit(1)) is not None


def _locked(place_id: int) -> WaitingPlace | None:
    statement = select(WaitingPlace).where(WaitingPlace.id == place_id).with_for_update()
    found: WaitingPlace | None = db.session.scalar(statement.execution_options(populate_existing=True))
    return found


def _is_lent(listing_id: int) -> bool:
    """Whether it is shown, by an institution that may lend."""
    rows = (
        select(Listing.id)
        .join(Institution, Institution.id == Listing.institution_id)
        .where(
            Listing.id == listing_id,
            Listing.state == ListingState.PUBLISHED,
            Institution.state == InstitutionState.VERIFIED,
        )
    )
    return db.session.scalar(rows) is not None


def _zone(institution_id: int) -> str:
    return db.session.execute(select(Institution.time_zone).where(Institution.id == institution_id)).scalar_one()


def note_place(actor: Actor, place: WaitingPlace, verb: str, now: datetime) -> None:
    """One line in the journal of whoever waits."""
    journal.record(
        actor, now, verb, "listing", place.listing_id, place.institution_id, exhibition=place.exhibition_id
    )

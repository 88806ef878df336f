"""Verbs of own uses: said, over, said in error. The credit is drawn when a use is over, never at the gift."""

from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Institution
from app.core import events, journal
from app.core.actor import SYSTEM, Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import is_repeat
from app.core.text import one_line
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.availability.holds import BLOCKING
from app.listings.models import Allocation, Listing, Unit, UnitSuccession
from app.listings.queries.pools import lock_listings
from app.listings.services import holds
from app.listings.services.serving import serve
from app.loans.domain.own_uses import (
    EndsBeforeItStarts,
    NotOverYet,
    NotPlannedAnyMore,
    NotReceivedAsGift,
    NotYetTheirs,
    OwnUseEnded,
    OwnUseSaid,
    OwnUseState,
    ServesAlready,
    counted_on,
)
from app.loans.domain.permissions import may_say_own_use
from app.loans.models import OwnUse

ONE_DAY = timedelta(days=1)
SERVED = (*BLOCKING, HoldState.RETURNED, HoldState.CLOSED)


def say_own_use(actor: Actor, unit_id: int, said: OwnUseSaid, now: datetime, *, key: str = "") -> int:
    """This given object serves that exhibition of its owner's on those days: it is held for them; the id of the use.

    Raises ``NotReceivedAsGift``, ``ServesAlready``, ``EndsBeforeItStarts``, Forbidden, NotFound.
    """
    with transaction() as session:
        unit = session.get(Unit, unit_id)
        listing = session.get(Listing, unit.listing_id) if unit else None
        if unit is None or listing is None or not actor.belongs_to(listing.institution_id):
            raise NotFound()
        if not may_say_own_use(actor, listing.institution_id):
            raise Forbidden()
        if is_repeat(actor, key, ["say_own_use", unit_id, str(said)], unit_id, now):
            return 0
        show = session.get(Exhibition, said.exhibition_id)
        if show is None or show.institution_id != listing.institution_id:
            raise NotFound()
        _require(unit, said)
        row = OwnUse(
            institution_id=listing.institution_id,
            unit_id=unit_id,
            exhibition_id=show.id,
            allocation_id=_held(unit, said, listing.institution_id, now),
            starts_on=said.first_day,
            ends_on=said.last_day,
            transport=said.transport,
            alternative=said.alternative,
            evidence=said.evidence,
            evidence_note=one_line(said.evidence_note)[:300],
            state=OwnUseState.PLANNED,
            said_by=actor.user_id,
            said_at=now,
        )
        session.add(row)
        session.flush()
        journal.record(actor, now, "say_own_use", "exhibition", show.id, row.institution_id, unit=unit_id)
        return row.id


def end_own_use(actor: Actor, own_use_id: int, now: datetime) -> None:
    """It is over, as said: what it avoided is counted. Saying so twice changes nothing.

    Raises ``NotOverYet``, ``NotPlannedAnyMore``, Forbidden, NotFound.
    """
    with transaction():
        row = _locked(actor, own_use_id)
        if row.state is OwnUseState.OVER:
            return
        _require_planned(row)
        zone = db.session.scalar(select(Institution.time_zone).where(Institution.id == row.institution_id))
        if local_day(now, zone or "Europe/Paris") < row.ends_on:
            raise NotOverYet(day=row.ends_on)
        _end(actor, row, now)


def end_past_uses(now: datetime) -> None:
    """Job: what nobody ended or cancelled within a week of its last day, at its house, is over as it was said. One
    transaction each."""
    waiting = (
        select(OwnUse.id, OwnUse.ends_on, Institution.time_zone)
        .join(Institution, Institution.id == OwnUse.institution_id)
        .where(OwnUse.state == OwnUseState.PLANNED, OwnUse.ends_on <= now.date())
        .order_by(OwnUse.id)
    )
    for own_use_id, last_day, zone in db.session.execute(waiting).all():
        if local_day(now, zone) >= counted_on(last_day):
            with transaction():
                row = _row_locked(own_use_id)
                if row is not None and row.state is OwnUseState.PLANNED:
                    _end(SYSTEM, row, now)


def cancel_own_use(actor: Actor, own_use_id: int, now: datetime) -> None:
    """It was said in error, or will not happen: its days are free again. Raises as :func:`end_own_use`."""
    with transaction():
        row = _locked(actor, own_use_id)
        if row.state is OwnUseState.CANCELLED:
            return
        _require_planned(row)
        row.state = OwnUseState.CANCELLED
        holds.release([row.allocation_id], HoldState.CANCELLED)
        journal.record(
            actor, now, "cancel_own_use", "exhibition", row.exhibition_id, row.institution_id, unit=row.unit_id
        )


def _end(actor: Actor, row: OwnUse, now: datetime) -> None:
    row.state = OwnUseState.OVER
    holds.release([row.allocation_id], HoldState.CLOSED)
    journal.record(actor, now, "end_own_use", "exhibition", row.exhibition_id, row.institution_id, unit=row.unit_id)
    db.session.flush()
    events.publish(OwnUseEnded(row.id, now, actor.user_id))


def _require(unit: Unit, said: OwnUseSaid) -> None:
    if said.last_day < said.first_day:
        raise EndsBeforeItStarts
    if db.session.get(UnitSuccession, unit.id) is None:
        raise NotReceivedAsGift
    if unit.in_service_from and said.first_day < unit.in_service_from:
        raise NotYetTheirs(day=unit.in_service_from)


def _held(unit: Unit, said: OwnUseSaid, institution_id: int, now: datetime) -> int:
    """Hold the object; what it did in the past counts too, for one object serves once a day (P14)."""
    lock_listings([unit.listing_id])
    meets = (Allocation.start_on <= said.last_day) & (Allocation.end_on > said.first_day)
    kinds = (HoldKind.LOAN, HoldKind.OWN_EXHIBITION, HoldKind.MAINTENANCE, HoldKind.TRANSIT, HoldKind.BLOCKOUT)
    there = db.session.scalars(
        select(Allocation)
        .where(Allocation.unit_id == unit.id, Allocation.state.in_(SERVED), Allocation.kind.in_(kinds), meets)
        .order_by(Allocation.start_on)
    ).first()
    if there is not None:
        raise ServesAlready(first=there.start_on, last=there.end_on - ONE_DAY)
    return serve(
        unit.listing_id, unit.id, said.first_day, said.last_day, institution_id, said.exhibition_id, _today(now), now
    )


def _today(now: datetime) -> date:
    return local_day(now)


def _locked(actor: Actor, own_use_id: int) -> OwnUse:
    row = _row_locked(own_use_id)
    if row is None or not actor.belongs_to(row.institution_id):
        raise NotFound()
    if not may_say_own_use(actor, row.institution_id):
        raise Forbidden()
    return row


def _row_locked(own_use_id: int) -> OwnUse | None:
    statement = select(OwnUse).where(OwnUse.id == own_use_id).with_for_update()
    return db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()


def _require_planned(row: OwnUse) -> None:
    if row.state is not OwnUseState.PLANNED:
        raise NotPlannedAnyMore

"""Asking for a loan. A request blocks nothing; it is only taken where it could be accepted."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import Row, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core import events, idempotency
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.exhibitions.domain.days import loan_period
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import Line, require_bundle
from app.listings.domain.rules import require_rules
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Listing
from app.listings.queries.pools import pools
from app.listings.queries.visibility import published_for
from app.listings.services import holds
from app.loans.domain.events import LoanRequested
from app.loans.domain.expiry import request_expires_at
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.permissions import LoanParties, may_request_loan
from app.loans.domain.refusals import BorrowerNotVerified, ExhibitionIsOver, NotLent, OwnListing, SeveralLenders
from app.loans.domain.request import LoanRequest, require_complete
from app.loans.models import Loan, LoanLine
from app.loans.queries.queue import offered_holds
from app.loans.services.common import note, told
from app.loans.services.letters import Letter, tell
from app.loans.services.places import take_places


def request_loan(actor: Actor, request: LoanRequest, key: str, now: datetime) -> int:
    """Ask one lender for one exhibition and answer the loan's id; the same *key* again answers the same id.

    Raises NotFound (a listing or an exhibition that is not theirs to see), Forbidden, the lender's rules about
    dates, ``NotEnoughUnits``, and what is wrong with the request itself.
    """
    require_complete(request)
    with transaction():
        claimed = _claimed(actor, request, key, now)
        if isinstance(claimed, int):
            return claimed
        borrower_id = borrower_of(actor, request.exhibition_id)
        lender_id = lender_of(actor, request.quantities, borrower_id)
        zone = _zone_and_state(lender_id)[0]
        require_borrower(actor, lender_id, borrower_id, request.exhibition_id, local_day(now, zone))
        _require_free(request, local_day(now, zone), now)
        loan = _written(actor, request, lender_id, borrower_id, zone, now)
        take_places(loan, now)
        if claimed is not None:
            claimed.result_id = loan.id
        note(actor, loan, Side.BORROWER, "request_loan", now, lines=request.quantities)
        events.publish(LoanRequested(**told(actor, loan, now), expires_at=loan.expires_at))
        answer_by = local_day(loan.expires_at - timedelta.resolution, zone)
        tell(loan, Side.LENDER, Letter.REQUESTED, now, but=actor.user_id, answer_by=answer_by)
        return loan.id


def _claimed(actor: Actor, request: LoanRequest, key: str, now: datetime) -> idempotency.IdempotencyKey | int | None:
    if not key or actor.user_id is None:
        return None
    return idempotency.claim(actor.user_id, key, ["request_loan", asdict(request)], now)


def borrower_of(actor: Actor, exhibition_id: int) -> int:
    """The institution that organises; the exhibitions of others do not exist here."""
    owner = db.session.execute(select(Exhibition.institution_id).where(Exhibition.id == exhibition_id)).scalar()
    if owner is None or not actor.belongs_to(owner):
        raise NotFound()
    return owner


def lender_of(actor: Actor, listing_ids: Collection[int], borrower_id: int) -> int:
    """The one owner of everything asked for. Raises NotFound for what the actor cannot see."""
    rows = {row.id: row for row in _listings(actor, listing_ids)}
    if rows.keys() != set(listing_ids):
        raise NotFound()
    for row in rows.values():
        if row.state is not ListingState.PUBLISHED or row.offer is Offer.GIFT:
            raise NotLent(title=row.title)
    owners = {row.institution_id for row in rows.values()}
    if len(owners) > 1:
        raise SeveralLenders
    if borrower_id in owners:
        raise OwnListing
    return int(owners.pop())


def _listings(actor: Actor, listing_ids: Collection[int]) -> list[Row[int, int, str, ListingState, Offer]]:
    columns = select(Listing.id, Listing.institution_id, Listing.title, Listing.state, Listing.offer)
    own = Listing.institution_id.in_(sorted(actor.institution_ids))
    return list(db.session.execute(columns.where(Listing.id.in_(listing_ids), published_for(actor) | own)).all())


def require_borrower(actor: Actor, lender_id: int, borrower_id: int, exhibition_id: int, today: date) -> None:
    """Raise unless the actor may borrow for this exhibition, now."""
    if not may_request_loan(actor, LoanParties(lender_id, borrower_id)):
        raise Forbidden()
    if _zone_and_state(borrower_id)[1] is not InstitutionState.VERIFIED:
        raise BorrowerNotVerified
    show = db.session.get_one(Exhibition, exhibition_id)
    _, last_day = loan_period(show.opens_on, show.closes_on, show.build_from, show.strike_until)
    if last_day < today:
        raise ExhibitionIsOver(day=last_day)


def _require_free(request: LoanRequest, today: date, now: datetime) -> None:
    """The lender's rules, then the one formula: nobody waits ten days for an answer that can only be no."""
    kept = offered_holds([request.exhibition_id], request.quantities.keys(), now)
    found = pools(request.quantities.keys(), today, now=now, exclude=kept)
    for one in found.values():
        require_rules(one.rules, request.period, today)
    lines = [Line(listing_id, quantity) for listing_id, quantity in request.quantities.items()]
    require_bundle(lines, {listing_id: one.pool for listing_id, one in found.items()}, request.period)


def _written(actor: Actor, request: LoanRequest, lender_id: int, borrower_id: int, zone: str, now: datetime) -> Loan:
    expires_at = request_expires_at(now, request.first_day, zone, current_app.config["REQUEST_EXPIRY_DAYS"])
    loan = Loan(
        lender_id=lender_id,
        borrower_id=borrower_id,
        exhibition_id=request.exhibition_id,
        state=State.REQUESTED,
        starts_on=request.first_day,
        ends_on=request.last_day,
        transport=request.transport,
        message=request.message.strip(),
        alternative=request.alternative,
        evidence=request.evidence,
        evidence_note=request.evidence_note.strip(),
        requested_by=actor.user_id,
        requested_at=now,
        expires_at=expires_at,
    )
    for listing_id, quantity in request.quantities.items():
        wanted = holds.Wanted(
            listing_id=listing_id,
            quantity=quantity,
            first_day=request.first_day,
            last_day=request.last_day,
            for_institution_id=borrower_id,
            exhibition_id=request.exhibition_id,
        )
        allocation_id = holds.ask(wanted, now, expires_at)
        loan.lines.append(LoanLine(listing_id=listing_id, quantity=quantity, allocation_id=allocation_id))
    db.session.add(loan)
    db.session.flush()
    return loan


def _zone_and_state(institution_id: int) -> tuple[str, InstitutionState]:
    row = db.session.execute(
        select(Institution.time_zone, Institution.state).where(Institution.id == institution_id)
    ).one()
    return row.time_zone, row.state

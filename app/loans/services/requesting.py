"""Asking for a loan. A request blocks nothing; it is only taken where it could be accepted."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import select

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
from app.loans.domain.request import LoanRequest, paper_of, require_complete
from app.loans.models import Loan, LoanLine
from app.loans.queries.queue import offered_holds
from app.loans.services.common import note, told
from app.loans.services.evidence import put_evidence
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
        borrower = borrower_of(actor, request.exhibition_id)
        lender = lender_of(actor, request.quantities, borrower.id)
        today = local_day(now, lender.zone)
        require_borrower(actor, lender.id, borrower, today)
        kept = offered_holds([request.exhibition_id], request.quantities.keys(), now)
        _require_free(request, kept, today, now)
        loan = _written(actor, request, lender, borrower.id, now)
        if kept:
            take_places(loan, now)
        if paper := paper_of(request):
            put_evidence(actor, loan, paper, now)
        if claimed is not None:
            claimed.result_id = loan.id
        note(actor, loan, Side.BORROWER, "request_loan", now, lines=request.quantities)
        events.publish(LoanRequested(**told(actor, loan, now), expires_at=loan.expires_at))
        answer_by = local_day(loan.expires_at - timedelta.resolution, lender.zone)
        tell(loan, Side.LENDER, Letter.REQUESTED, now, but=actor.user_id, answer_by=answer_by)
        return loan.id


def _claimed(actor: Actor, request: LoanRequest, key: str, now: datetime) -> idempotency.IdempotencyKey | int | None:
    if not key or actor.user_id is None:
        return None
    return idempotency.claim(actor.user_id, key, ["request_loan", asdict(request)], now)


@dataclass(frozen=True, slots=True)
class Borrower:
    """The institution that organises a show, and the last day for which the show may borrow."""

    id: int
    state: InstitutionState
    last_day: date


@dataclass(frozen=True, slots=True)
class Lender:
    """The institution that owns what is asked for, and the time zone in which its days are counted."""

    id: int
    zone: str


def borrower_of(actor: Actor, exhibition_id: int) -> Borrower:
    """The institution that organises; the exhibitions of others do not exist here."""
    show = Exhibition
    row = db.session.execute(
        select(
            show.institution_id, Institution.state, show.opens_on, show.closes_on, show.build_from, show.strike_until
        )
        .join(Institution, Institution.id == show.institution_id)
        .where(show.id == exhibition_id)
    ).one_or_none()
    if row is None or not actor.belongs_to(row.institution_id):
        raise NotFound()
    _, last_day = loan_period(row.opens_on, row.closes_on, row.build_from, row.strike_until)
    return Borrower(row.institution_id, row.state, last_day)


def lender_of(actor: Actor, listing_ids: Collection[int], borrower_id: int) -> Lender:
    """The one owner of everything asked for. Raises NotFound for what the actor cannot see."""
    rows = {row.id: row for row in _listings(actor, listing_ids)}
    if rows.keys() != set(listing_ids):
        raise NotFound()
    for row in rows.values():
        if row.state is not ListingState.PUBLISHED or row.offer is Offer.GIFT:
            raise NotLent(title=row.title)
    owners = {Lender(row.institution_id, row.time_zone) for row in rows.values()}
    if len(owners) > 1:
        raise SeveralLenders
    owner = owners.pop()
    if owner.id == borrower_id:
        raise OwnListing
    return owner


def _listings(actor: Actor, listing_ids: Collection[int]) -> list[Any]:
    one = Listing
    columns = select(one.id, one.institution_id, one.title, one.state, one.offer, Institution.time_zone)
    own = one.institution_id.in_(sorted(actor.institution_ids))
    asked = columns.join(Institution, Institution.id == one.institution_id).where(one.id.in_(listing_ids))
    return list(db.session.execute(asked.where(published_for(actor) | own)).all())


def require_borrower(actor: Actor, lender_id: int, borrower: Borrower, today: date) -> None:
    """Raise unless the actor may borrow for this exhibition, now."""
    if not may_request_loan(actor, LoanParties(lender_id, borrower.id)):
        raise Forbidden()
    if borrower.state is not InstitutionState.VERIFIED:
        raise BorrowerNotVerified
    if borrower.last_day < today:
        raise ExhibitionIsOver(day=borrower.last_day)


def _require_free(request: LoanRequest, kept: Collection[int], today: date, now: datetime) -> None:
    """The lender's rules, then the one formula: nobody waits ten days for an answer that can only be no.

    What the queue *kept* for the same show is the request's own."""
    found = pools(request.quantities.keys(), today, now=now, exclude=kept)
    for one in found.values():
        require_rules(one.rules, request.period, today)
    lines = [Line(listing_id, quantity) for listing_id, quantity in request.quantities.items()]
    require_bundle(lines, {listing_id: one.pool for listing_id, one in found.items()}, request.period)


def _written(actor: Actor, request: LoanRequest, lender: Lender, borrower_id: int, now: datetime) -> Loan:
    expires_at = request_expires_at(now, request.first_day, lender.zone, current_app.config["REQUEST_EXPIRY_DAYS"])
    loan = Loan(
        lender_id=lender.id,
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
    wanted = [
        holds.Wanted(
            listing_id=listing_id,
            quantity=quantity,
            first_day=request.first_day,
            last_day=request.last_day,
            for_institution_id=borrower_id,
            exhibition_id=request.exhibition_id,
        )
        for listing_id, quantity in request.quantities.items()
    ]
    loan.lines = [
        LoanLine(listing_id=one.listing_id, quantity=one.quantity, allocation_id=allocation_id)
        for one, allocation_id in zip(wanted, holds.ask_all(wanted, now, expires_at), strict=True)
    ]
    db.session.add(loan)
    db.session.flush()
    return loan

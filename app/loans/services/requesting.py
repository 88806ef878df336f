"""Asking for a loan. A request blocks nothing; it is only taken where it could be accepted."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, insert, select

from app.accounts.domain.permissions import is_verified
from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core import events, idempotency
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import run, transaction
from app.core.errors import Forbidden, NotFound
from app.exhibitions.domain.days import loan_period
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import Line, require_bundle
from app.listings.domain.permissions import ListingAccess, may_see_listing
from app.listings.domain.rules import require_rules
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Listing
from app.listings.queries.pools import pools
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
from app.loans.services.letters import Letter, Names, amount, tell
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
        names = Names(lender.name, borrower.name, borrower.exhibition, lender.objects(request.quantities))
        if kept:
            take_places(loan, now)
        if paper := paper_of(request):
            put_evidence(actor, loan, paper, now)
        if claimed is not None:
            claimed.made(loan.id)
        note(actor, loan, Side.BORROWER, "request_loan", now, lines=request.quantities)
        events.publish(LoanRequested(**told(actor, loan, now), expires_at=loan.expires_at))
        answer_by = local_day(loan.expires_at - timedelta.resolution, lender.zone)
        tell(loan, Side.LENDER, Letter.REQUESTED, now, but=actor.user_id, names=names, answer_by=answer_by)
        return loan.id


def _claimed(actor: Actor, request: LoanRequest, key: str, now: datetime) -> idempotency.Claim | int | None:
    if not key or actor.user_id is None:
        return None
    return idempotency.claim(actor.user_id, key, ["request_loan", asdict(request)], now)


_BORROWER = (
    select(
        Exhibition.institution_id,
        Exhibition.title,
        Institution.name,
        Institution.state,
        Exhibition.opens_on,
        Exhibition.closes_on,
        Exhibition.build_from,
        Exhibition.strike_until,
    )
    .join(Institution, Institution.id == Exhibition.institution_id)
    .where(Exhibition.id == bindparam("show"))
)
_LOAN, _LINES = insert(Loan).returning(Loan.id), insert(LoanLine)
_LENDER = (
    select(
        Listing.id,
        Listing.institution_id,
        Listing.title,
        Listing.state,
        Listing.offer,
        Listing.visibility,
        Institution.name,
        Institution.state.label("lender_state"),
        Institution.time_zone,
    )
    .join(Institution, Institution.id == Listing.institution_id)
    .where(Listing.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True, slots=True)
class Borrower:
    """The institution that organises a show, and the last day for which the show may borrow."""

    id: int
    name: str
    state: InstitutionState
    exhibition: str
    last_day: date


@dataclass(frozen=True, slots=True)
class Lender:
    """The institution that owns what is asked for, its *titles*, and the time zone that counts its days."""

    id: int
    name: str
    zone: str
    titles: Mapping[int, str]

    def objects(self, quantities: Mapping[int, int]) -> tuple[str, ...]:
        """What is asked for, in words."""
        return tuple(amount(quantity, self.titles[id]) for id, quantity in quantities.items())


def borrower_of(actor: Actor, exhibition_id: int) -> Borrower:
    """The institution that organises; the exhibitions of others do not exist here."""
    row = run(_BORROWER, {"show": exhibition_id}).one_or_none()
    if row is None or not actor.belongs_to(row.institution_id):
        raise NotFound()
    _, last_day = loan_period(row.opens_on, row.closes_on, row.build_from, row.strike_until)
    return Borrower(row.institution_id, row.name, row.state, row.title, last_day)


def lender_of(actor: Actor, listing_ids: Collection[int], borrower_id: int) -> Lender:
    """The one owner of everything asked for. Raises NotFound for what the actor cannot see."""
    rows = run(_LENDER, {"ids": list(listing_ids)}).all()
    if {row.id for row in rows if _is_seen(actor, row)} != set(listing_ids):
        raise NotFound()
    for row in rows:
        if row.state is not ListingState.PUBLISHED or row.offer is Offer.GIFT:
            raise NotLent(title=row.title)
    if len({row.institution_id for row in rows}) > 1:
        raise SeveralLenders
    one = rows[0]
    if one.institution_id == borrower_id:
        raise OwnListing
    return Lender(one.institution_id, one.name, one.time_zone, {row.id: row.title for row in rows})


def _is_seen(actor: Actor, row: Any) -> bool:
    access = ListingAccess(row.institution_id, row.state, row.visibility, is_verified(row.lender_state))
    return may_see_listing(actor, access)


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
    """Its rows, by ready statements; and an object for the rest of the event to read, which no session follows."""
    expires_at = request_expires_at(now, request.first_day, lender.zone, current_app.config["REQUEST_EXPIRY_DAYS"])
    facts = {
        "lender_id": lender.id,
        "borrower_id": borrower_id,
        "exhibition_id": request.exhibition_id,
        "state": State.REQUESTED,
        "starts_on": request.first_day,
        "ends_on": request.last_day,
        "transport": request.transport,
        "message": request.message.strip(),
        "alternative": request.alternative,
        "evidence": request.evidence,
        "evidence_note": request.evidence_note.strip(),
        "requested_by": actor.user_id,
        "requested_at": now,
        "expires_at": expires_at,
    }
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
    held = zip(wanted, holds.ask_all(wanted, now, expires_at), strict=True)
    loan_id = run(_LOAN, facts).scalar_one()
    lines = [
        {"loan_id": loan_id, "listing_id": one.listing_id, "quantity": one.quantity, "allocation_id": allocation_id}
        for one, allocation_id in held
    ]
    run(_LINES, lines)
    return Loan(id=loan_id, **facts, lines=[LoanLine(**line) for line in lines])

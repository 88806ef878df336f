"""Asking for a loan. A request blocks nothing; it is only taken where it could be accepted."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import insert

from app.core import events, idempotency
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import run, transaction
from app.listings.domain.availability import Line, require_bundle
from app.listings.domain.rules import require_rules
from app.listings.queries.pools import pools
from app.listings.services import holds
from app.loans.domain.events import LoanRequested
from app.loans.domain.expiry import request_expires_at
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.request import LoanRequest, paper_of, require_complete
from app.loans.models import Loan, LoanLine
from app.loans.queries.queue import offered_holds
from app.loans.services.common import note, told
from app.loans.services.evidence import put_evidence
from app.loans.services.letters import Letter, tell
from app.loans.services.parties import Parties, parties_asked
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
        parties = parties_asked(actor, request.exhibition_id, request.quantities)
        zone = parties.lender.zone
        today = local_day(now, zone)
        parties.require_borrower(actor, today)
        kept = offered_holds([request.exhibition_id], request.quantities, now) if parties.has_offer else []
        _require_free(request, kept, today, now)
        loan = _written(actor, request, parties, now)
        if kept:
            take_places(loan, now)
        if paper := paper_of(request):
            put_evidence(actor, loan, paper, now)
        if claimed is not None:
            claimed.made(loan.id)
        note(actor, loan, Side.BORROWER, "request_loan", now, lines=request.quantities)
        events.publish(LoanRequested(**told(actor, loan, now), expires_at=loan.expires_at))
        answer_by, names = local_day(loan.expires_at - timedelta.resolution, zone), parties.names(request.quantities)
        tell(loan, Side.LENDER, Letter.REQUESTED, now, but=actor.user_id, names=names, answer_by=answer_by)
        return loan.id


def _claimed(actor: Actor, request: LoanRequest, key: str, now: datetime) -> idempotency.Claim | int | None:
    if not key or actor.user_id is None:
        return None
    return idempotency.claim(actor.user_id, key, ["request_loan", asdict(request)], now)


_LOAN, _LINES = insert(Loan).returning(Loan.id), insert(LoanLine)


def _require_free(request: LoanRequest, kept: Collection[int], today: date, now: datetime) -> None:
    """The lender's rules, then the one formula: nobody waits ten days for an answer that can only be no.

    What the queue *kept* for the same show is the request's own."""
    found = pools(request.quantities.keys(), today, now=now, exclude=kept)
    for one in found.values():
        require_rules(one.rules, request.period, today)
    lines = [Line(listing_id, quantity) for listing_id, quantity in request.quantities.items()]
    require_bundle(lines, {listing_id: one.pool for listing_id, one in found.items()}, request.period)


def _written(actor: Actor, request: LoanRequest, parties: Parties, now: datetime) -> Loan:
    """Its rows, by ready statements; and an object for the rest of the event to read, which no session follows."""
    lender, borrower_id = parties.lender, parties.borrower.id
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

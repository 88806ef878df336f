"""Counter-offers: the lender proposes something else and keeps it for the borrower, who accepts it (``accept_loan``),
asks again, gives up (``cancel_loan``) or lets it expire; until then the lender may take it back."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Institution
from app.core import events
from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.listings.domain.availability import HoldState
from app.listings.domain.rules import require_rules
from app.listings.domain.states import Offer
from app.listings.models import Listing
from app.listings.queries.pools import pools
from app.listings.queries.visibility import published_for
from app.listings.services import holds
from app.loans.domain.events import LoanCountered, ProposalWithdrawn
from app.loans.domain.expiry import PROPOSAL_WITHIN_DAYS, request_expires_at
from app.loans.domain.lifecycle import Action, Side
from app.loans.domain.proposals import (
    CounterOffer,
    OfferedLine,
    ProposalKind,
    ProposalState,
    Terms,
    require_offer,
)
from app.loans.domain.refusals import NotLent
from app.loans.models import Loan, Proposal, ProposalLine
from app.loans.services.common import (
    allocation_ids,
    is_done,
    lender_day,
    locked_loan,
    move,
    note,
    require_seen,
    require_verified,
    told,
)
from app.loans.services.letters import Letter, tell


def counter_loan(
    actor: Actor, loan_id: int, offer: CounterOffer, now: datetime, *, key: str = "", seen: int | None = None
) -> None:
    """Propose other days, quantities or items of one's own, and keep them for the borrower for a week at most.

    Raises what is wrong with the offer itself, the rules about dates, ``NotEnoughUnits``, ``NotLent``,
    ``RequestExpired``, ``PartyNotVerified``, ``LoanChanged``, ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "counter_loan", loan_id, [asdict(offer), seen], now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        require_seen(loan, seen)
        side = move(actor, loan, Action.COUNTER, today, now)
        require_verified(loan)
        require_offer(offer, terms_of(loan))
        _require_theirs(loan, offer)
        for pool in pools(offer.quantities.keys(), today, now=now).values():
            require_rules(pool.rules, offer.period, today)
        expires_at = request_expires_at(now, offer.first_day, zone_of(loan), PROPOSAL_WITHIN_DAYS)
        _written(actor, loan, offer, today, now, expires_at)
        holds.set_aside(allocation_ids(loan))
        loan.expires_at = expires_at
        said = {"reason": offer.message.strip()} if offer.message.strip() else {}
        note(actor, loan, side, "counter_loan", now, lines=offer.quantities, **said)
        events.publish(LoanCountered(**told(actor, loan, now), expires_at=expires_at))
        tell(loan, Side.BORROWER, Letter.COUNTERED, now, but=actor.user_id, **proposal_facts(loan))


def withdraw_proposal(actor: Actor, loan_id: int, now: datetime, *, key: str = "") -> None:
    """Take one's proposal back: what it kept is free, and the request waits for an answer again.

    Raises ``ProposalExpired``, ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "withdraw_proposal", loan_id, None, now):
            return
        loan = locked_loan(actor, loan_id)
        side = move(actor, loan, Action.WITHDRAW, lender_day(loan, now), now)
        close_proposal(actor, loan, ProposalState.WITHDRAWN, now)
        holds.take_up(allocation_ids(loan))
        loan.expires_at = new_expiry(loan, now)
        note(actor, loan, side, "withdraw_proposal", now)
        events.publish(ProposalWithdrawn(**told(actor, loan, now), expires_at=loan.expires_at))
        tell(loan, Side.BORROWER, Letter.PROPOSAL_WITHDRAWN, now, but=actor.user_id)


def open_proposal(loan: Loan) -> Proposal:
    """The proposal that waits for an answer. Raises ``NoResultFound``: a loan is countered by one."""
    return db.session.execute(select(Proposal).filter_by(loan_id=loan.id, state=ProposalState.OPEN)).scalar_one()


def close_proposal(actor: Actor, loan: Loan, state: ProposalState, now: datetime) -> None:
    """End the open proposal of a loan, if it has one; what it kept is free at once."""
    mine = select(Proposal).filter_by(loan_id=loan.id, state=ProposalState.OPEN)
    for proposal in db.session.scalars(mine).all():
        kept = [line.allocation_id for line in proposal.lines if line.allocation_id is not None]
        expired = state is ProposalState.EXPIRED
        holds.release(kept, HoldState.EXPIRED if expired else HoldState.CANCELLED)
        settle(actor, proposal, state, now)


def settle(actor: Actor, proposal: Proposal, state: ProposalState, now: datetime) -> None:
    """Write how a proposal ended. Its holds are the caller's."""
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.user_id, now


def terms_of(loan: Loan) -> Terms:
    """What is asked, or agreed."""
    quantities = {line.listing_id: line.quantity for line in loan.lines}
    return Terms(loan.starts_on, loan.ends_on, dict(sorted(quantities.items())))


def _require_theirs(loan: Loan, offer: CounterOffer) -> None:
    """Everything is the lender's, answers lines of this loan, and is lent to this borrower."""
    lines = {line.id: line for line in loan.lines}
    if any(line.line_id is not None and line.line_id not in lines for line in offer.lines):
        raise NotFound()
    others = set(offer.quantities) - {line.listing_id for line in loan.lines}
    borrower = Actor(roles=frozenset({(loan.borrower_id, Role.READER)}))
    columns = select(Listing.id, Listing.title, Listing.offer, published_for(borrower).label("shown"))
    rows = db.session.execute(columns.where(Listing.id.in_(others), Listing.institution_id == loan.lender_id)).all()
    if {row.id for row in rows} != others:
        raise NotFound()
    for row in rows:
        if not row.shown or row.offer is Offer.GIFT:
            raise NotLent(title=row.title)


def _written(
    actor: Actor, loan: Loan, offer: CounterOffer, today: date, now: datetime, expires_at: datetime
) -> Proposal:
    """Under the lock of the listings: the units are counted and kept, then the proposal is written."""
    wanted = [
        wanted_of(loan, line.listing_id, line.quantity, offer.first_day, offer.last_day) for line in offer.lines
    ]
    kept = holds.keep(wanted, today, now, expires_at)
    proposal = Proposal(
        loan_id=loan.id,
        kind=ProposalKind.COUNTER,
        side=Side.LENDER,
        starts_on=offer.first_day,
        ends_on=offer.last_day,
        message=offer.message.strip(),
        made_by=actor.user_id,
        made_at=now,
        expires_at=expires_at,
        state=ProposalState.OPEN,
        lines=[_line(line, hold) for line, hold in zip(offer.lines, kept, strict=True)],
    )
    db.session.add(proposal)
    db.session.flush()
    return proposal


def _line(line: OfferedLine, allocation_id: int) -> ProposalLine:
    return ProposalLine(
        line_id=line.line_id, listing_id=line.listing_id, quantity=line.quantity, allocation_id=allocation_id
    )


def wanted_of(loan: Loan, listing_id: int, quantity: int, first_day: date, last_day: date) -> holds.Wanted:
    """What a hold for this loan is to be."""
    return holds.Wanted(
        listing_id=listing_id,
        quantity=quantity,
        first_day=first_day,
        last_day=last_day,
        for_institution_id=loan.borrower_id,
        exhibition_id=loan.exhibition_id,
    )


def new_expiry(loan: Loan, now: datetime) -> datetime:
    """Until when a request made, or made again, at *now* may be answered."""
    return request_expires_at(now, loan.starts_on, zone_of(loan), current_app.config["REQUEST_EXPIRY_DAYS"])


def zone_of(loan: Loan) -> str:
    """The lender's time zone."""
    zone: str = db.session.execute(select(Institution.time_zone).where(Institution.id == loan.lender_id)).scalar_one()
    return zone


def proposal_facts(loan: Loan) -> dict[str, Any]:
    """What letters about an open proposal say of it."""
    proposal = open_proposal(loan)
    rows = db.session.execute(
        select(Listing.title, ProposalLine.quantity)
        .join(ProposalLine, ProposalLine.listing_id == Listing.id)
        .where(ProposalLine.proposal_id == proposal.id)
        .order_by(ProposalLine.id)
    )
    return {
        "proposal": proposal,
        "proposed": [f"{row.quantity} × {row.title}" for row in rows],
        "answer_by": local_day(proposal.expires_at - datetime.resolution, zone_of(loan)),
    }

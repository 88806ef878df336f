"""Asking again: the borrower answers a proposal with another request, and the lender decides on it as on any."""

from dataclasses import asdict
from datetime import date, datetime

from app.core import events
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.listings.domain.availability import Line, require_bundle
from app.listings.domain.rules import require_change_of_dates
from app.listings.queries.pools import pools
from app.listings.services import holds
from app.loans.domain.events import LoanRequested
from app.loans.domain.lifecycle import Action, Side
from app.loans.domain.proposals import AskedAgain, ProposalState, Terms, require_quantities
from app.loans.models import Loan, LoanLine
from app.loans.services.common import (
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
from app.loans.services.proposing import (
    close_proposal,
    new_expiry,
    open_proposal,
    terms_of,
    wanted_of,
    zone_of,
)


def ask_again(
    actor: Actor, loan_id: int, again: AskedAgain, now: datetime, *, key: str = "", seen: int | None = None
) -> None:
    """Answer a proposal with another request, of what was asked or proposed: the lender decides on it as on any.

    The lender's rules are judged for the old days and the new ones. Raises them, ``NotEnoughUnits``,
    ``NothingProposed``, ``BasketQuantity``, ``ProposalExpired``, ``PartyNotVerified``, ``LoanChanged``,
    ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        said = {**asdict(again), "quantities": sorted(again.quantities.items())}
        if is_done(actor, key, "ask_again", loan_id, [said, seen], now):
            return
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        require_seen(loan, seen)
        side = move(actor, loan, Action.REQUEST, today, now)
        require_verified(loan)
        require_quantities(list(again.terms.quantities.values()))
        proposed = {line.listing_id for line in open_proposal(loan).lines}
        if not set(again.terms.quantities) <= proposed | {line.listing_id for line in loan.lines}:
            raise NotFound()
        close_proposal(actor, loan, ProposalState.DECLINED, now)
        _require_free(terms_of(loan), again.terms, today, now)
        _rewrite(actor, loan, again, now)
        why = {"reason": again.message.strip()} if again.message.strip() else {}
        note(actor, loan, side, "ask_again", now, lines=again.terms.quantities, **why)
        events.publish(LoanRequested(**told(actor, loan, now), expires_at=loan.expires_at))
        answer_by = local_day(loan.expires_at - datetime.resolution, zone_of(loan))
        tell(loan, Side.LENDER, Letter.ASKED_AGAIN, now, but=actor.user_id, answer_by=answer_by, wish=again.message)


def _require_free(old: Terms, new: Terms, today: date, now: datetime) -> None:
    """The lender's rules for both, then the one formula."""
    found = pools(new.quantities.keys(), today, now=now)
    for pool in found.values():
        require_change_of_dates(pool.rules, old.period, new.period, today)
    lines = [Line(listing_id, quantity) for listing_id, quantity in new.quantities.items()]
    require_bundle(lines, {listing_id: one.pool for listing_id, one in found.items()}, new.period)


def _rewrite(actor: Actor, loan: Loan, again: AskedAgain, now: datetime) -> None:
    """The request becomes the new one: its days, its lines, the holds that show it."""
    loan.starts_on, loan.ends_on = again.first_day, again.last_day
    loan.requested_by = actor.user_id
    loan.expires_at = new_expiry(loan, now)
    wanted = dict(again.terms.quantities)
    for line in tuple(loan.lines):
        _change_line(loan, line, wanted.pop(line.listing_id, 0), now)
    for listing_id, quantity in wanted.items():
        hold = wanted_of(loan, listing_id, quantity, loan.starts_on, loan.ends_on)
        allocation_id = holds.ask(hold, now, loan.expires_at)
        line = LoanLine(loan_id=loan.id, listing_id=listing_id, quantity=quantity, allocation_id=allocation_id)
        db.session.add(line)
    db.session.flush()
    db.session.expire(loan, ["lines"])


def _change_line(loan: Loan, line: LoanLine, quantity: int, now: datetime) -> None:
    held = [] if line.allocation_id is None else [line.allocation_id]
    if quantity == 0:
        db.session.delete(line)
        db.session.flush()
        holds.forget(held)
        return
    line.quantity = quantity
    wanted = wanted_of(loan, line.listing_id, quantity, loan.starts_on, loan.ends_on)
    for allocation_id in held:
        holds.ask_again(allocation_id, wanted, now, loan.expires_at)

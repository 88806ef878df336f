"""What an agreement makes of a loan: all that was asked, a part of it, or what the lender proposed instead.

Called by ``deciding.accept_loan`` inside its transaction, on a loan whose row it locked.
"""

from collections.abc import Mapping
from datetime import date, datetime

from app.core.actor import Actor
from app.core.db import db
from app.listings.domain.availability import HoldState
from app.listings.queries.pools import lock_listings
from app.listings.services import holds
from app.loans.domain.proposals import ProposalState, granted
from app.loans.models import AskedLine, Loan, LoanLine, Proposal
from app.loans.services.common import allocation_ids
from app.loans.services.proposing import open_proposal, settle


def grant(loan: Loan, wished: Mapping[int, int] | None, today: date, now: datetime) -> bool:
    """Reserve what the lender gives of each line (by id; all of it where *wished* says nothing), and end the rest as
    refused. Whether anything was left out.

    Raises what ``granted`` raises, and ``NotEnoughUnits``.
    """
    given = granted({line.id: line.quantity for line in loan.lines}, wished)
    in_part = any(given[line.id] < line.quantity for line in loan.lines)
    if in_part:
        lock_listings([line.listing_id for line in loan.lines])
        for line in tuple(loan.lines):
            _leave_out(loan, line, given[line.id], now)
        _reread(loan)
    holds.promise(allocation_ids(loan), today, now)
    return in_part


def _leave_out(loan: Loan, line: LoanLine, agreed: int, now: datetime) -> None:
    rest = None
    if agreed == 0:
        rest = line.allocation_id
        holds.release([rest] if rest is not None else [], HoldState.REFUSED)
    elif agreed < line.quantity and line.allocation_id is not None:
        rest = holds.lower(line.allocation_id, agreed, HoldState.REFUSED, now)
    db.session.add(_asked(loan, line, agreed, rest))
    if agreed:
        line.quantity = agreed
    else:
        db.session.delete(line)


def take_proposal(actor: Actor, loan: Loan, today: date, now: datetime) -> Proposal:
    """The loan becomes what was proposed: its days, its lines, the units kept for it. What was asked is kept beside.

    Raises ``NotEnoughUnits`` (which a proposal in time never does).
    """
    proposal = open_proposal(loan)
    kept = [line.allocation_id for line in proposal.lines if line.allocation_id is not None]
    holds.confirm(kept, today, now)
    holds.release(allocation_ids(loan), HoldState.REFUSED)
    proposed = {line.listing_id: line.quantity for line in proposal.lines}
    instead = {line.line_id: line.listing_id for line in proposal.lines if line.line_id is not None}
    for line in tuple(loan.lines):
        row = _asked(loan, line, proposed.get(line.listing_id, 0), line.allocation_id)
        row.instead_id = other if (other := instead.get(line.id)) != line.listing_id else None
        db.session.add(row)
        db.session.delete(line)
    db.session.flush()
    for one in proposal.lines:
        db.session.add(
            LoanLine(
                loan_id=loan.id, listing_id=one.listing_id, quantity=one.quantity, allocation_id=one.allocation_id
            )
        )
    loan.starts_on, loan.ends_on = proposal.starts_on, proposal.ends_on
    settle(actor, proposal, ProposalState.ACCEPTED, now)
    _reread(loan)
    return proposal


def _asked(loan: Loan, line: LoanLine, agreed: int, rest: int | None) -> AskedLine:
    return AskedLine(
        loan_id=loan.id,
        listing_id=line.listing_id,
        quantity=line.quantity,
        agreed=agreed,
        starts_on=loan.starts_on,
        ends_on=loan.ends_on,
        allocation_id=rest,
    )


def _reread(loan: Loan) -> None:
    db.session.flush()
    db.session.expire(loan, ["lines"])

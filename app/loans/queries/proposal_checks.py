"""What must be true of counter-offers at any moment: ``flask verify``."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.availability.holds import BLOCKING
from app.listings.models import Allocation
from app.loans.domain.lifecycle import State
from app.loans.domain.proposals import ProposalKind, ProposalState
from app.loans.models import AskedLine, Loan, LoanLine, Proposal, ProposalLine

ONE_DAY = timedelta(days=1)


def countered_by_one(_now: datetime) -> list[str]:
    """A loan is countered exactly while a counter-offer of its lender is open."""
    is_open = (Proposal.kind == ProposalKind.COUNTER) & (Proposal.state == ProposalState.OPEN)
    rows = db.session.execute(
        select(Loan.id, Loan.state, func.count(Proposal.id).label("open"))
        .outerjoin(Proposal, (Proposal.loan_id == Loan.id) & is_open)
        .group_by(Loan.id, Loan.state)
        .order_by(Loan.id)
    )
    return [
        f"loan {row.id}: {row.state}, {row.open} open counter-offers"
        for row in rows
        if row.open != (row.state is State.COUNTERED)
    ]


def kept_as_proposed(_now: datetime) -> list[str]:
    """What an open counter-offer proposes is kept, on its days and until it expires; what was settled otherwise
    keeps nothing."""
    taken = select(LoanLine.allocation_id).where(LoanLine.allocation_id.is_not(None))
    rows = db.session.execute(
        select(Proposal, ProposalLine, Allocation)
        .join(ProposalLine, ProposalLine.proposal_id == Proposal.id)
        .outerjoin(Allocation, Allocation.id == ProposalLine.allocation_id)
        .where(Proposal.kind == ProposalKind.COUNTER, Allocation.id.is_(None) | Allocation.id.not_in(taken))
        .order_by(ProposalLine.id)
    )
    return [f"proposal {row.Proposal.id}: {problem}" for row in rows for problem in _problems(row)]


def _problems(row: Any) -> Iterator[str]:
    proposal, line, hold = row.Proposal, row.ProposalLine, row.Allocation
    if hold is None:
        yield "nothing is kept"
        return
    if proposal.state is not ProposalState.OPEN:
        if hold.state in BLOCKING:
            yield f"{proposal.state}, but its hold {hold.id} is {hold.state}"
        return
    if hold.state is not HoldState.HOLD or hold.expires_at != proposal.expires_at:
        yield f"its hold {hold.id} is {hold.state} until {hold.expires_at}, not {proposal.expires_at}"
    if (hold.listing_id, hold.quantity, hold.kind) != (line.listing_id, line.quantity, HoldKind.LOAN):
        yield f"its hold {hold.id} is of something else"
    if (hold.start_on, hold.end_on) != (proposal.starts_on, proposal.ends_on + ONE_DAY):
        yield f"held [{hold.start_on}, {hold.end_on}), proposed {proposal.starts_on} to {proposal.ends_on}"


def refused_stays_refused(_now: datetime) -> list[str]:
    """What was left out of an agreement takes nothing from anybody."""
    rows = db.session.execute(
        select(AskedLine.loan_id, Allocation.id, Allocation.state)
        .join(Allocation, Allocation.id == AskedLine.allocation_id)
        .where(Allocation.state != HoldState.REFUSED)
        .order_by(AskedLine.id)
    )
    return [f"loan {row.loan_id}: left-out hold {row.id} is {row.state}" for row in rows]


CHECKS = {
    "loans.countered_by_one": countered_by_one,
    "loans.kept_as_proposed": kept_as_proposed,
    "loans.refused_stays_refused": refused_stays_refused,
}

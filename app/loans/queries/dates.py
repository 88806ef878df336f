"""What is proposed about a loan's dates, and how far they could go."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.listings.domain.availability import longest_from
from app.listings.queries.pools import ListingPool, pools
from app.loans.domain.expiry import is_expired
from app.loans.domain.lifecycle import Action, Side
from app.loans.domain.permissions import sides_of
from app.loans.domain.proposals import ProposalKind, ProposalState
from app.loans.models import Loan, LoanLine, LoanUnit, Proposal
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.rows import parties_of

FARTHEST = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class DatesProposed:
    """An open proposal. *may_answer* and *may_withdraw*: exactly what would work."""

    id: int
    kind: ProposalKind
    side: Side
    first_day: date
    last_day: date
    message: str
    answer_by: date
    may_answer: bool
    may_withdraw: bool


@dataclass(frozen=True, slots=True)
class DatesView:
    """What of a loan's dates may be changed now. *latest* is the last day to which all of it could stay as things
    are, None when that was not asked or nothing more is free."""

    may_propose: bool
    start_is_past: bool
    proposed: DatesProposed | None
    latest: date | None


def dates_view(actor: Actor, page: LoanPage, now: datetime, *, asks: bool = False) -> DatesView:
    """For the page of a loan; how far it could go only for somebody who *asks*, whose days were refused."""
    loan = db.session.get_one(Loan, page.id)
    proposed = _proposed(actor, loan, page, now)
    may_propose = Action.CHANGE_DATES in page.actions and proposed is None
    return DatesView(
        may_propose=may_propose,
        start_is_past=loan.handed_over_at is not None,
        proposed=proposed,
        latest=latest_end(loan, page.today, now) if may_propose and asks else None,
    )


def _proposed(actor: Actor, loan: Loan, page: LoanPage, now: datetime) -> DatesProposed | None:
    row = db.session.scalar(
        select(Proposal).where(
            Proposal.loan_id == loan.id,
            Proposal.state == ProposalState.OPEN,
            Proposal.kind != ProposalKind.COUNTER,
        )
    )
    if row is None or is_expired(row.expires_at, now) or Action.CHANGE_DATES not in page.actions:
        return None
    mine = sides_of(actor, parties_of(loan))
    other = Side.LENDER if row.side is Side.BORROWER else Side.BORROWER
    return DatesProposed(
        id=row.id,
        kind=row.kind,
        side=row.side,
        first_day=row.starts_on,
        last_day=row.ends_on,
        message=row.message,
        answer_by=local_day(row.expires_at - timedelta.resolution, page.zone),
        may_answer=other in mine,
        may_withdraw=row.side in mine,
    )


def latest_end(loan: Loan, today: date, now: datetime) -> date | None:
    """The last day to which every line could stay, its own holds left out and the lender's rules kept."""
    quantities, own = own_holds(loan)
    found = pools(quantities, today, now=now, exclude=own)
    start = max(loan.starts_on, today)
    ends = [_reach(found[listing_id], quantity, loan, start) for listing_id, quantity in quantities.items()]
    latest = min((end for end in ends if end), default=None) if all(ends) else None
    return latest if latest and latest > loan.ends_on else None


def own_holds(loan: Loan) -> tuple[dict[int, int], list[int]]:
    """What is still to come back or to leave, by listing, and its holds."""
    quantities: dict[int, int] = {}
    own: list[int] = []
    lines = select(LoanLine.id, LoanLine.listing_id, LoanLine.quantity, LoanLine.allocation_id)
    units = select(LoanUnit.line_id, LoanUnit.allocation_id, LoanUnit.returned_at).join(LoanLine)
    back: dict[int, int] = {}
    for line_id, allocation_id, returned_at in db.session.execute(units.where(LoanLine.loan_id == loan.id)):
        own.append(allocation_id)
        back[line_id] = back.get(line_id, 0) + (returned_at is not None)
    for row in db.session.execute(lines.where(LoanLine.loan_id == loan.id)):
        if row.allocation_id:
            own.append(row.allocation_id)
        if row.quantity > back.get(row.id, 0):
            quantities[row.listing_id] = row.quantity - back.get(row.id, 0)
    return quantities, own


def _reach(found: ListingPool, quantity: int, loan: Loan, start: date) -> date | None:
    longest = longest_from(found.pool, start, quantity, longest=FARTHEST)
    end = longest.last_day if longest else None
    while end is not None and end > loan.ends_on and not _may_end(found, loan, end):
        end -= timedelta(days=1)
    return end


def _may_end(found: ListingPool, loan: Loan, end: date) -> bool:
    days = (end - loan.starts_on).days + 1
    limit = found.rules.longest_days
    is_short_enough = limit is None or days <= limit
    return is_short_enough and found.rules.open_days.is_open(end) and end not in found.rules.full_days

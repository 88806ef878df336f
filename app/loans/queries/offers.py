"""What a loan's page says of offers: who would lose by a yes, what is proposed against what is asked."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import User
from app.core.actor import Actor, Role
from app.core.db import db
from app.listings.domain.availability import Period, free_units, next_window
from app.listings.domain.rules import failed_rule
from app.listings.models import Listing
from app.listings.queries.equivalents import own_alternatives
from app.listings.queries.pools import ListingPool, pools
from app.loans.domain.expiry import TimeLeft, time_left
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.proposals import ProposalKind, ProposalState
from app.loans.models import Loan, Proposal, ProposalLine
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.outcome import Outcome, outcome_of
from app.loans.queries.rivals import LostView, RivalView, not_free_as_asked, rival_views, rivals_of


@dataclass(frozen=True, slots=True)
class Item:
    """So many of a listing."""

    listing_id: int
    title: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Compared:
    """What is asked beside what is proposed for it: nothing of the one (*asked* None) or of the other."""

    asked: Item | None
    proposed: Item | None

    @property
    def is_other(self) -> bool:
        """Whether another item stands in its place."""
        both = self.asked is not None and self.proposed is not None
        return both and self.asked.listing_id != self.proposed.listing_id  # type: ignore[union-attr]

    @property
    def more(self) -> int:
        """How many more are proposed than asked; negative for fewer."""
        return (self.proposed.quantity if self.proposed else 0) - (self.asked.quantity if self.asked else 0)


@dataclass(frozen=True, slots=True)
class ProposalView:
    """The open counter-offer. *later* is by how many days it starts later (negative for earlier), *longer* by how
    many days it is longer than what is asked."""

    first_day: date
    last_day: date
    message: str
    made_by: str
    made_at: datetime
    lines: tuple[Compared, ...]
    later: int
    longer: int


@dataclass(frozen=True, slots=True)
class OfferView:
    """*version* is what was read; *rivals* for the lender of a request, *lost* for its borrower; *left* is the time
    to answer; *outcome* is set where something else was agreed than asked."""

    version: int
    rivals: tuple[RivalView, ...]
    lost: tuple[LostView, ...]
    proposal: ProposalView | None
    left: TimeLeft | None
    outcome: Outcome | None


def offer_view(actor: Actor, page: LoanPage, now: datetime, granted: Mapping[int, int] | None = None) -> OfferView:
    """The part about offers of the page of a loan; *granted*: how many of each line the lender means to give."""
    loan = db.session.get_one(Loan, page.id)
    is_open = page.state in (State.REQUESTED, State.COUNTERED)
    asked = page.state is State.REQUESTED
    return OfferView(
        version=loan.version,
        rivals=_rivals(page, granted or {}, now) if asked and Side.LENDER in page.sides else (),
        lost=not_free_as_asked(loan, page.today, now) if asked and actor.belongs_to(loan.borrower_id) else (),
        proposal=proposal_of(page),
        left=time_left(page.dates.expires_at, now) if is_open else None,
        outcome=None if is_open else outcome_of(loan),
    )


def _rivals(page: LoanPage, granted: Mapping[int, int], now: datetime) -> tuple[RivalView, ...]:
    wanted = {line.listing_id: granted.get(line.id, line.quantity) for line in page.lines}
    some = {listing_id: quantity for listing_id, quantity in wanted.items() if quantity > 0}
    if not some:
        return ()
    period = Period.of_days(page.dates.starts_on, page.dates.ends_on)
    return rival_views(rivals_of(page.id, some, period, page.today, now))


def proposal_of(page: LoanPage) -> ProposalView | None:
    """What the lender proposes instead, beside what is asked; None where no proposal waits for an answer."""
    if page.state is not State.COUNTERED:
        return None
    mine = select(Proposal, User.name).outerjoin(User, User.id == Proposal.made_by)
    row = db.session.execute(
        mine.where(
            Proposal.loan_id == page.id,
            Proposal.kind == ProposalKind.COUNTER,
            Proposal.state == ProposalState.OPEN,
        )
    ).one_or_none()
    if row is None:
        return None
    proposal: Proposal = row.Proposal
    starts, ends = page.dates.starts_on, page.dates.ends_on
    return ProposalView(
        first_day=proposal.starts_on,
        last_day=proposal.ends_on,
        message=proposal.message,
        made_by=row.name or "",
        made_at=proposal.made_at,
        lines=compared_lines(page, proposal.id),
        later=(proposal.starts_on - starts).days,
        longer=(proposal.ends_on - proposal.starts_on).days - (ends - starts).days,
    )


def _items(proposal_id: int) -> list[tuple[int | None, Item]]:
    rows = db.session.execute(
        select(ProposalLine.line_id, ProposalLine.listing_id, Listing.title, ProposalLine.quantity)
        .join(Listing, Listing.id == ProposalLine.listing_id)
        .where(ProposalLine.proposal_id == proposal_id)
        .order_by(ProposalLine.id)
    )
    return [(row.line_id, Item(row.listing_id, row.title, row.quantity)) for row in rows]


def compared_lines(page: LoanPage, proposal_id: int) -> tuple[Compared, ...]:
    """The lines asked in their order, each with what is proposed for it; then what nobody asked for."""
    items = _items(proposal_id)
    answers = {line_id: item for line_id, item in items if line_id is not None}
    asked = [Compared(Item(line.listing_id, line.title, line.quantity), answers.get(line.id)) for line in page.lines]
    return (*asked, *(Compared(None, item) for line_id, item in items if line_id is None))


@dataclass(frozen=True, slots=True)
class Choice:
    """A listing of the lender that could be proposed; *free* on the days in question (0 when less)."""

    listing_id: int
    title: str
    is_asked: bool
    is_equivalent: bool
    free: int


@dataclass(frozen=True, slots=True)
class ProposeLine:
    """A line asked, what is *free* of it on the days in question, when all of it is, and what could stand in."""

    line_id: int
    listing_id: int
    title: str
    asked: int
    free: int
    next_window: Period[date] | None
    choices: tuple[Choice, ...]


def propose_lines(page: LoanPage, first: date, last: date, now: datetime) -> tuple[ProposeLine, ...]:
    """What the lender could propose for each line over these days: equivalents first, then the same category."""
    borrower = Actor(roles=frozenset({(page.borrower.id, Role.READER)}))
    others = {line.listing_id: own_alternatives(borrower, line.listing_id) for line in page.lines}
    found = pools(
        {id for line in page.lines for id in (line.listing_id, *(one.id for one in others[line.listing_id]))},
        page.today,
        now=now,
    )
    period = Period.of_days(first, last)

    def free(listing_id: int) -> int:
        return max(0, free_units(found[listing_id].pool, period))

    return tuple(
        ProposeLine(
            line_id=line.id,
            listing_id=line.listing_id,
            title=line.title,
            asked=line.quantity,
            free=free(line.listing_id),
            next_window=_next(found[line.listing_id], period, line.quantity, page.today),
            choices=(
                Choice(line.listing_id, line.title, True, False, free(line.listing_id)),
                *(
                    Choice(one.id, one.title, False, one.is_equivalent, free(one.id))
                    for one in others[line.listing_id]
                ),
            ),
        )
        for line in page.lines
    )


def _next(pool: ListingPool, period: Period[date], quantity: int, today: date) -> Period[date] | None:
    """The first period as long, from those days on, on which all of it is free and the rules allow it."""
    window = next_window(
        pool.pool, period, quantity, is_allowed=lambda one: failed_rule(pool.rules, one, today) is None
    )
    return window if window != period else None


@dataclass(frozen=True, slots=True)
class AskableLine:
    """A listing asked or proposed, how many of it were proposed (asked, where it was not), and how many are *free*
    on the proposed days for this borrower."""

    listing_id: int
    title: str
    quantity: int
    free: int


def askable_lines(page: LoanPage, proposal: ProposalView, now: datetime) -> tuple[AskableLine, ...]:
    """What a borrower can ask for again: what was asked, and what was proposed."""
    proposed = {one.proposed.listing_id: one.proposed for one in proposal.lines if one.proposed}
    asked = {one.asked.listing_id: one.asked for one in proposal.lines if one.asked}
    kept = select(ProposalLine.allocation_id).join(Proposal).where(Proposal.loan_id == page.id)
    own = [id for id in db.session.scalars(kept) if id is not None]
    found = pools({**asked, **proposed}, page.today, now=now, exclude=own)
    period = Period.of_days(proposal.first_day, proposal.last_day)
    return tuple(
        AskableLine(
            listing_id=listing_id,
            title=item.title,
            quantity=proposed[listing_id].quantity if listing_id in proposed else 0,
            free=max(0, free_units(found[listing_id].pool, period)),
        )
        for listing_id, item in {**asked, **proposed}.items()
    )

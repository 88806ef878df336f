"""The one proposal of a loan that waits for an answer, whatever it is about, with what its reader may do to it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from app.core.db import db
from app.loans.domain.expiry import is_expired
from app.loans.domain.lifecycle import LIVE, Action, Side, State
from app.loans.domain.proposals import ProposalKind, ProposalState
from app.loans.models import Proposal
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.offers import Compared, compared_lines


@dataclass(frozen=True, slots=True)
class OpenProposal:
    """What *side* proposes until *expires_at*; days both included. Only a counter-offer has *lines*.

    *may_accept*, *may_decline*, *may_withdraw*: exactly what would work.
    """

    id: int
    kind: ProposalKind
    side: Side
    first_day: date
    last_day: date
    message: str
    made_at: datetime
    expires_at: datetime
    lines: tuple[Compared, ...]
    may_accept: bool
    may_decline: bool
    may_withdraw: bool

    @property
    def actions(self) -> tuple[str, ...]:
        """What would work, by its name."""
        named = {"accept": self.may_accept, "decline": self.may_decline, "withdraw": self.may_withdraw}
        return tuple(name for name, may in named.items() if may)


def open_proposal_of(page: LoanPage, now: datetime) -> OpenProposal | None:
    """For a reader of the loan on *page*; None when nothing is proposed, or it is too late for an answer."""
    if page.state is State.REQUESTED:
        return None  # what is only asked for knows no proposal: a counter-offer has a state of its own
    row = db.session.scalar(select(Proposal).filter_by(loan_id=page.id, state=ProposalState.OPEN))
    if row is None or is_expired(row.expires_at, now):
        return None
    if row.kind is not ProposalKind.COUNTER and page.state not in LIVE:
        return None
    if row.kind is ProposalKind.COUNTER:
        may_accept, may_decline = (_may(page, action, Side.BORROWER) for action in (Action.ACCEPT, Action.REQUEST))
        may_withdraw = _may(page, Action.WITHDRAW, Side.LENDER)
    else:
        other = Side.LENDER if row.side is Side.BORROWER else Side.BORROWER
        may_accept = _may(page, Action.CHANGE_DATES, other)
        may_decline, may_withdraw = other in page.sides, row.side in page.sides
    return OpenProposal(
        id=row.id,
        kind=row.kind,
        side=row.side,
        first_day=row.starts_on,
        last_day=row.ends_on,
        message=row.message,
        made_at=row.made_at,
        expires_at=row.expires_at,
        lines=compared_lines(page, row.id) if row.kind is ProposalKind.COUNTER else (),
        may_accept=may_accept,
        may_decline=may_decline,
        may_withdraw=may_withdraw,
    )


def _may(page: LoanPage, action: Action, side: Side) -> bool:
    return action in page.actions and side in page.sides

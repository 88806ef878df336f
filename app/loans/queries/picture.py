"""All the requests of a show as one picture: who said yes, to how much, and who answers until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from app.core.clock import local_day
from app.core.db import db
from app.loans.domain.lifecycle import LIVE, State
from app.loans.domain.proposals import ProposalKind, ProposalState
from app.loans.models import Loan, Proposal, ProposalLine
from app.loans.queries.outcome import Outcome, outcomes
from app.loans.queries.rows import LineRow, lines_of, loans_with_names

AGREED = (*LIVE, State.RETURNED, State.CLOSED)
PICTURED = (*AGREED, State.REQUESTED, State.COUNTERED, State.REFUSED, State.EXPIRED)


@dataclass(frozen=True, slots=True)
class PictureLine:
    """*asked* units of something; *agreed* None while nobody has answered, *instead* is what is lent in its place."""

    title: str
    asked: int
    agreed: int | None
    instead: str = ""


@dataclass(frozen=True, slots=True)
class PictureLoan:
    """One request. *is_in_part* as in ``labels.state_label``; *due* is the last day to answer, the day of the
    hand-over or of the return; *proposed* counts what a lender offers instead."""

    loan_id: int
    lender: str
    city: str
    state: State
    is_in_part: bool | None
    first_day: date
    last_day: date
    lines: tuple[PictureLine, ...]
    due: date | None
    proposed: int

    @property
    def missing(self) -> int:
        """Asked, and refused or left out."""
        return sum(line.asked - line.agreed for line in self.lines if line.agreed is not None and not line.instead)


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything asked for one show, lender by lender; *lenders* and *yes* count institutions."""

    loans: tuple[PictureLoan, ...]
    lenders: int
    yes: int
    waiting: int
    next_due: date | None

    @property
    def missing(self) -> int:
        """Units asked that nobody lends so far."""
        return sum(loan.missing for loan in self.loans)


def exhibition_picture(exhibition_id: int) -> Picture | None:
    """The picture of a show, for its own people (the caller has checked); None when nobody was asked."""
    rows = db.session.execute(
        loans_with_names()
        .where(Loan.exhibition_id == exhibition_id, Loan.state.in_(PICTURED))
        .order_by(Loan.lender_id, Loan.starts_on, Loan.id)
    ).all()
    if not rows:
        return None
    lines, otherwise = lines_of([row.Loan.id for row in rows]), outcomes([row.Loan for row in rows])
    proposed = _proposed([row.Loan.id for row in rows])
    loans = tuple(
        _loan(row, lines[row.Loan.id], otherwise.get(row.Loan.id), proposed.get(row.Loan.id, 0)) for row in rows
    )
    agreed = {row.Loan.lender_id for row in rows if row.Loan.state in AGREED}
    waiting = [loan for loan in loans if loan.state in (State.REQUESTED, State.COUNTERED)]
    return Picture(
        loans=loans,
        lenders=len({row.Loan.lender_id for row in rows}),
        yes=len(agreed),
        waiting=len(waiting),
        next_due=min((loan.due for loan in waiting if loan.due), default=None),
    )


def _loan(row: Any, lines: Sequence[LineRow], outcome: Outcome | None, proposed: int) -> PictureLoan:
    loan: Loan = row.Loan
    return PictureLoan(
        loan_id=loan.id,
        lender=row.lender,
        city=row.lender_city,
        state=loan.state,
        is_in_part=outcome.is_in_part if outcome else None,
        first_day=loan.starts_on,
        last_day=loan.ends_on,
        lines=_lines(loan.state, lines, outcome),
        due=_due(loan, row.zone),
        proposed=proposed,
    )


def _due(loan: Loan, zone: str) -> date | None:
    if loan.state in (State.REQUESTED, State.COUNTERED):
        return local_day(loan.expires_at - timedelta.resolution, zone)
    if loan.state in (State.APPROVED, State.SIGNED):
        return loan.starts_on
    return (loan.expected_on or loan.ends_on) if loan.state is State.OUT else None


def _lines(state: State, lines: Sequence[LineRow], outcome: Outcome | None) -> tuple[PictureLine, ...]:
    if outcome:
        return tuple(PictureLine(one.title, one.asked, one.agreed, one.instead) for one in outcome.lines)
    if state in (State.REQUESTED, State.COUNTERED):
        return tuple(PictureLine(one.title, one.quantity, None) for one in lines)
    return tuple(PictureLine(one.title, one.quantity, one.quantity if state in AGREED else 0) for one in lines)


def _proposed(loan_ids: Sequence[int]) -> dict[int, int]:
    """How many units the open proposals offer, by loan."""
    rows = db.session.execute(
        select(Proposal.loan_id, func.sum(ProposalLine.quantity))
        .join(ProposalLine, ProposalLine.proposal_id == Proposal.id)
        .where(
            Proposal.loan_id.in_(loan_ids),
            Proposal.kind == ProposalKind.COUNTER,
            Proposal.state == ProposalState.OPEN,
        )
        .group_by(Proposal.loan_id)
    )
    return {loan_id: int(units) for loan_id, units in rows}

"""Other dates for what is agreed: proposed by one side, agreed by the other, in one proposal at a time."""

from datetime import date, datetime, timedelta

from flask import current_app
from sqlalchemy import select

from app.accounts.models import Institution
from app.core import events
from app.core.actor import SYSTEM, Actor
from app.core.db import db, in_transaction, transaction
from app.core.errors import Forbidden, NotFound
from app.listings.domain.availability import Period
from app.listings.domain.refusals import NotEnoughUnits, UnitNotFree
from app.listings.services import holds
from app.loans.domain.dates import (
    NoSuchProposal,
    ProposalWaiting,
    is_at_once,
    kind_of,
    require_other_dates,
)
from app.loans.domain.events import LoanDatesChanged
from app.loans.domain.expiry import is_expired, request_expires_at
from app.loans.domain.lifecycle import LIVE, Action, Side, State
from app.loans.domain.permissions import sides_of
from app.loans.domain.proposals import ProposalKind, ProposalState
from app.loans.models import Loan, Proposal
from app.loans.queries.refused_days import refused_days
from app.loans.services.common import allocation_ids, is_done, lender_day, locked_loan, move, note, parties_of, told
from app.loans.services.letters import Letter, tell
from app.loans.services.papers import terms_changed
from app.loans.services.transport import leave_runs

OF_DATES = (ProposalKind.EXTENSION, ProposalKind.SHORTENING)


def propose_dates(
    actor: Actor, loan_id: int, first_day: date, last_day: date, message: str, now: datetime, *, key: str = ""
) -> bool:
    """Ask the other side for other dates; whether they hold at once, as they do when the borrower gives days back.

    What could not be agreed today is refused today, and the lender learns that its borrower needed longer (within a
    transaction of the caller's, which the refusal undoes, the caller tells it).

    Raises ``SameDates``, ``StartIsPast``, ``ProposalWaiting``, the lender's rules, ``NotEnoughUnits``,
    ``MoveNotAllowed``, Forbidden, NotFound.
    """
    try:
        return _propose(actor, loan_id, first_day, last_day, message, now, key)
    except (NotEnoughUnits, UnitNotFree):
        if not in_transaction():
            tell_in_vain(actor, loan_id, first_day, last_day, now)
        raise


def _propose(
    actor: Actor, loan_id: int, first_day: date, last_day: date, message: str, now: datetime, key: str
) -> bool:
    with transaction():
        if is_done(actor, key, "propose_dates", loan_id, [first_day, last_day, message], now):
            return False
        loan = locked_loan(actor, loan_id)
        today = lender_day(loan, now)
        side = move(actor, loan, Action.CHANGE_DATES, today, now)
        old, new = Period.of_days(loan.starts_on, loan.ends_on), Period.of_days(first_day, last_day)
        require_other_dates(loan.state, old, new)
        if open_proposal(loan_id) is not None:
            raise ProposalWaiting
        kind = kind_of(old, new)
        if is_at_once(kind, side):
            holds.reschedule(_holds(loan), first_day, last_day, today, now)
            _agree(actor, loan, side, first_day, last_day, now)
            return True
        holds.require_other_days(_holds(loan), first_day, last_day, today, now)
        _write(actor, loan, kind, side, new, message, now)
        return False


def tell_in_vain(actor: Actor, loan_id: int, first_day: date, last_day: date, now: datetime) -> None:
    """The borrower asked for days that others were promised: the lender is told, once a day for the same days."""
    with transaction():
        loan = locked_loan(actor, loan_id)
        asked, told_once = [first_day.isoformat(), last_day.isoformat()], f"in-vain-{loan_id}-{first_day}-{last_day}"
        if loan.borrower_id not in actor.institution_ids or is_done(
            actor, told_once, "ask_days_in_vain", loan_id, asked, now
        ):
            return
        today = lender_day(loan, now)
        found = refused_days(loan, first_day, last_day, today, now, names=True)
        note(actor, loan, Side.BORROWER, "ask_days_in_vain", now, starts_on=asked[0], ends_on=asked[1])
        tell(
            loan, Side.LENDER, Letter.DATES_IN_VAIN, now, but=actor.user_id, first_day=first_day, last_day=last_day,
            refused=found,
        )  # fmt: skip


def accept_dates(actor: Actor, loan_id: int, proposal_id: int, now: datetime, *, key: str = "") -> None:
    """Agree to the dates the other side proposed, counted again under the locks.

    Raises ``NoSuchProposal``, the lender's rules, ``NotEnoughUnits``, ``MoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "accept_dates", loan_id, proposal_id, now):
            return
        loan = locked_loan(actor, loan_id)
        proposal, side = _to_answer(actor, loan, proposal_id, now)
        today = lender_day(loan, now)
        move(actor, loan, Action.CHANGE_DATES, today, now)
        holds.reschedule(_holds(loan), proposal.starts_on, proposal.ends_on, today, now)
        _end(actor, proposal, ProposalState.ACCEPTED, now)
        _agree(actor, loan, side, proposal.starts_on, proposal.ends_on, now)


def decline_dates(actor: Actor, loan_id: int, proposal_id: int, reason: str, now: datetime, *, key: str = "") -> None:
    """Keep the dates as they are. Raises ``NoSuchProposal``, Forbidden, NotFound."""
    with transaction():
        if is_done(actor, key, "decline_dates", loan_id, [proposal_id, reason], now):
            return
        loan = locked_loan(actor, loan_id)
        proposal, side = _to_answer(actor, loan, proposal_id, now)
        _end(actor, proposal, ProposalState.DECLINED, now)
        note(actor, loan, side, "decline_dates", now, reason=reason.strip())
        tell(loan, proposal.side, Letter.DATES_DECLINED, now, but=actor.user_id, reason=reason.strip())


def withdraw_dates(actor: Actor, loan_id: int, proposal_id: int, now: datetime, *, key: str = "") -> None:
    """Take one's own proposal back. Raises ``NoSuchProposal``, Forbidden, NotFound."""
    with transaction():
        if is_done(actor, key, "withdraw_dates", loan_id, proposal_id, now):
            return
        loan = locked_loan(actor, loan_id)
        proposal = _open(loan_id, proposal_id, now)
        if proposal.side not in sides_of(actor, parties_of(loan)):
            raise Forbidden()
        _end(actor, proposal, ProposalState.WITHDRAWN, now)
        note(actor, loan, proposal.side, "withdraw_dates", now)


def expire_dates(now: datetime) -> None:
    """Job: what nobody answered in time is over; whoever proposed it is told. One transaction each."""
    waiting = select(Proposal.id, Proposal.loan_id).where(
        Proposal.state == ProposalState.OPEN, Proposal.kind.in_(OF_DATES), Proposal.expires_at <= now
    )
    for proposal_id, loan_id in db.session.execute(waiting.order_by(Proposal.id)).all():
        _expire(proposal_id, loan_id, now)


def _expire(proposal_id: int, loan_id: int, now: datetime) -> None:
    with transaction() as session:
        loan = locked_loan(SYSTEM, loan_id)
        proposal = session.get_one(Proposal, proposal_id, populate_existing=True)
        if proposal.state is not ProposalState.OPEN:
            return
        if loan.state not in LIVE:  # it ended meanwhile, or everything is back: nobody waits for an answer
            _end(SYSTEM, proposal, ProposalState.WITHDRAWN, now)
            return
        _end(SYSTEM, proposal, ProposalState.EXPIRED, now)
        note(SYSTEM, loan, Side.SYSTEM, "expire_dates", now)
        tell(loan, proposal.side, Letter.DATES_DECLINED, now, reason="")


def open_proposal(loan_id: int) -> Proposal | None:
    """The one proposal of a loan that waits for an answer."""
    found: Proposal | None = db.session.scalar(
        select(Proposal)
        .where(Proposal.loan_id == loan_id, Proposal.state == ProposalState.OPEN)
        .execution_options(populate_existing=True)
    )
    return found


def _to_answer(actor: Actor, loan: Loan, proposal_id: int, now: datetime) -> tuple[Proposal, Side]:
    proposal = _open(loan.id, proposal_id, now)
    other = Side.LENDER if proposal.side is Side.BORROWER else Side.BORROWER
    if other not in sides_of(actor, parties_of(loan)):
        raise Forbidden()
    return proposal, other


def _open(loan_id: int, proposal_id: int, now: datetime) -> Proposal:
    proposal = db.session.get(Proposal, proposal_id, populate_existing=True)
    if proposal is None or proposal.loan_id != loan_id or proposal.kind not in OF_DATES:
        raise NotFound()
    if proposal.state is not ProposalState.OPEN or is_expired(proposal.expires_at, now):
        raise NoSuchProposal
    return proposal


def _holds(loan: Loan) -> list[int]:
    """The holds of its lines, emptied ones too, as they tell what is agreed, and of what is still out."""
    out = [unit.allocation_id for line in loan.lines for unit in line.units if unit.returned_at is None]
    return allocation_ids(loan) + out


def _write(
    actor: Actor, loan: Loan, kind: ProposalKind, side: Side, new: Period[date], message: str, now: datetime
) -> None:
    zone = db.session.execute(select(Institution.time_zone).where(Institution.id == loan.lender_id)).scalar_one()
    deadline = loan.starts_on if loan.state is not State.OUT else max(loan.ends_on, lender_day(loan, now))
    expires_at = request_expires_at(now, deadline, zone, current_app.config["REQUEST_EXPIRY_DAYS"])
    db.session.add(
        Proposal(
            loan_id=loan.id,
            kind=kind,
            side=side,
            starts_on=new.start,
            ends_on=new.last_day,
            message=message.strip(),
            made_by=actor.user_id,
            made_at=now,
            expires_at=expires_at,
            state=ProposalState.OPEN,
        )
    )
    note(actor, loan, side, "propose_dates", now, starts_on=new.start.isoformat(), ends_on=new.last_day.isoformat())
    other = Side.LENDER if side is Side.BORROWER else Side.BORROWER
    tell(
        loan, other, Letter.DATES_PROPOSED, now, but=actor.user_id, first_day=new.start, last_day=new.last_day,
        message=message.strip(), answer_by=expires_at - timedelta.resolution,
    )  # fmt: skip


def _agree(actor: Actor, loan: Loan, side: Side, first_day: date, last_day: date, now: datetime) -> None:
    old = loan.starts_on, loan.ends_on
    loan.starts_on, loan.ends_on, loan.expected_on = first_day, last_day, None
    note(actor, loan, side, "change_dates", now, starts_on=first_day.isoformat(), ends_on=last_day.isoformat())
    terms_changed(loan, now)
    leave_runs(actor, loan, now)
    events.publish(LoanDatesChanged(**told(actor, loan, now), old_starts_on=old[0], old_ends_on=old[1]))
    other = Side.LENDER if side is Side.BORROWER else Side.BORROWER
    tell(loan, other, Letter.DATES_CHANGED, now, but=actor.user_id, first_day=first_day, last_day=last_day)


def _end(actor: Actor, proposal: Proposal, state: ProposalState, now: datetime) -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, actor.user_id, now

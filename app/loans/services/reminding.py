"""Reminders: computed from dates alone, written once each, on the wall clock of each institution."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Institution
from app.accounts.services.mails import Reader
from app.core.db import db, transaction
from app.core.notices import given_keys
from app.core.points import reach
from app.loans.domain.lifecycle import State
from app.loans.domain.reminders import LoanDates, Reminder, ReminderKind, due_reminders
from app.loans.models import Loan
from app.loans.services.letters import Letter, readers_of, send
from app.loans.services.proposing import proposal_facts

AHEAD = timedelta(days=4)
"""Reminders leave the day before; zones and night are well within this."""

LETTERS = {
    ReminderKind.ANSWER: Letter.REMIND_ANSWER,
    ReminderKind.HAND_OVER: Letter.REMIND_HAND_OVER,
    ReminderKind.RETURN: Letter.REMIND_RETURN,
    ReminderKind.OVERDUE: Letter.REMIND_OVERDUE,
}


def remind(now: datetime) -> None:
    """Job: write the reminders that fall due and were not written yet. One transaction each."""
    soon = _soon(now)
    states = {loan.loan_id: loan.state for loan in soon}
    for reminder in due_reminders(soon, now):
        _remind(reminder, states[reminder.loan_id], now)


def _remind(reminder: Reminder, state: State, now: datetime) -> None:
    loan = db.session.get_one(Loan, reminder.loan_id)
    if not _unwritten(reminder, readers_of(loan, reminder.side)):
        return
    with transaction() as session:
        loan = session.get_one(Loan, reminder.loan_id, with_for_update={"key_share": True}, populate_existing=True)
        if loan.state is not state:
            return
        readers = _unwritten(reminder, readers_of(loan, reminder.side))
        letter, facts = LETTERS[reminder.kind], {}
        if loan.state is State.COUNTERED:
            letter, facts = Letter.REMIND_PROPOSAL, proposal_facts(loan)
        send(loan, reminder.side, letter, readers, now, key=reminder.key, about=reminder.about, **facts)
        reach("reminder.written")
    reach("reminder.committed")


def _unwritten(reminder: Reminder, readers: Sequence[Reader]) -> list[Reader]:
    keys = {f"{reminder.key}-{reader.user_id}": reader for reader in readers}
    written = given_keys(keys)
    return [reader for key, reader in keys.items() if key not in written]


def _soon(now: datetime) -> list[LoanDates]:
    lender, borrower = aliased(Institution), aliased(Institution)
    day = (now + AHEAD).date()
    rows = db.session.execute(
        select(Loan, lender.time_zone.label("lender_zone"), borrower.time_zone.label("borrower_zone"))
        .join(lender, lender.id == Loan.lender_id)
        .join(borrower, borrower.id == Loan.borrower_id)
        .where(
            or_(
                and_(Loan.state.in_((State.REQUESTED, State.COUNTERED)), Loan.expires_at <= now + AHEAD),
                and_(Loan.state.in_((State.APPROVED, State.SIGNED)), Loan.starts_on <= day),
                and_(Loan.state == State.OUT, Loan.ends_on <= day),
            )
        )
    )
    return [
        LoanDates(
            loan_id=loan.id,
            state=loan.state,
            starts_on=loan.starts_on,
            ends_on=loan.expected_on or loan.ends_on,
            lender_zone=lender_zone,
            borrower_zone=borrower_zone,
            expires_at=loan.expires_at,
            road_home=0 if loan.expected_on else loan.road_home,
        )
        for loan, lender_zone, borrower_zone in rows
    ]

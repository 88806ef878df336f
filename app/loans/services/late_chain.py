"""The late-return chain: whoever counts on units that are late is warned, once per change, and told when all is well.

A warning is a row (``TouchedLoan``) written under the lock of the late loan; the letters leave with it. Nothing is
taken from anybody: what becomes of the next loan is for the two sides to say.
"""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Select, select

from app.accounts.models import Institution
from app.core.actor import SYSTEM
from app.core.db import db, transaction
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.reminders import AT
from app.loans.models import Loan, TouchedLoan
from app.loans.queries.rows import HOME_ON
from app.loans.queries.touched import AGREED, instead_of, not_holding, touched_by
from app.loans.services.common import lender_day, locked_loan, note
from app.loans.services.letters import Letter, tell


def warn_next(loan: Loan, today: date, now: datetime) -> None:
    """Warn the borrowers that *loan*'s lateness touches and were not told of this return day; tell the others of
    its warnings that they are safe. Call it with the loan's row locked, after what changed."""
    db.session.flush()
    ids = touched_by(loan, today, now)
    open_ones = {row.loan_id: row for row in _warned(loan.id)}
    for loan_id in ids:
        row = open_ones.get(loan_id)
        if row is None or row.expected_on != loan.expected_on:
            _warn(loan, loan_id, row, today, now)
    _reassure(loan, [row for id, row in open_ones.items() if id not in ids], today, now)


def watch_late_returns(now: datetime) -> None:
    """Job: from 09:00 at the lender's on, look at each loan that is late, and at each that put others at risk.
    One transaction each; what was told is not told again."""
    rows = db.session.execute(
        select(Loan.id, Loan.state, HOME_ON.label("home_on"), Institution.time_zone)
        .join(Institution, Institution.id == Loan.lender_id)
        .where((Loan.state == State.OUT) | Loan.id.in_(_at_risk_because_of()))
        .order_by(Loan.id)
    ).all()
    warned = set(db.session.scalars(_at_risk_because_of()))
    for row in rows:
        there = now.astimezone(ZoneInfo(row.time_zone))
        is_late = row.state is State.OUT and there.date() > row.home_on
        if there.time() >= AT and (is_late or row.id in warned):
            _watch(row.id, now)


def _at_risk_because_of() -> Select[int]:
    return select(TouchedLoan.late_loan_id).where(TouchedLoan.safe_at.is_(None)).distinct()


def _watch(loan_id: int, now: datetime) -> None:
    with transaction():
        loan = locked_loan(SYSTEM, loan_id)
        warn_next(loan, lender_day(loan, now), now)


def _warned(late_loan_id: int) -> Sequence[TouchedLoan]:
    rows = select(TouchedLoan).where(TouchedLoan.late_loan_id == late_loan_id, TouchedLoan.safe_at.is_(None))
    return db.session.scalars(rows.order_by(TouchedLoan.id).execution_options(populate_existing=True)).all()


def _warn(late: Loan, loan_id: int, row: TouchedLoan | None, today: date, now: datetime) -> None:
    if row is None:
        row = TouchedLoan(late_loan_id=late.id, loan_id=loan_id)
        db.session.add(row)
    row.expected_on, row.told_at = late.expected_on, now
    loan = db.session.get_one(Loan, loan_id)
    note(SYSTEM, loan, Side.SYSTEM, "warn_next", now)
    instead = instead_of(loan, today, now)
    tell(loan, Side.BORROWER, Letter.NEXT_TOUCHED, now, expected=late.expected_on, instead=instead)


def _reassure(late: Loan, rows: Sequence[TouchedLoan], today: date, now: datetime) -> None:
    """Those whose promise holds again are told; those that ended meanwhile are only closed."""
    loans = {row.id: db.session.get_one(Loan, row.loan_id, populate_existing=True) for row in rows}
    agreed = [loan.id for loan in loans.values() if loan.state in AGREED]
    at_risk = not_holding(agreed, today, now) if agreed else set()
    for row in rows:
        loan = loans[row.id]
        if loan.id in at_risk:
            continue
        row.safe_at = now
        if loan.state in AGREED and not _is_warned(loan.id, late.id):
            note(SYSTEM, loan, Side.SYSTEM, "next_is_safe", now)
            tell(loan, Side.BORROWER, Letter.NEXT_SAFE, now)


def _is_warned(loan_id: int, but: int) -> bool:
    other = select(TouchedLoan.id).where(
        TouchedLoan.loan_id == loan_id, TouchedLoan.late_loan_id != but, TouchedLoan.safe_at.is_(None)
    )
    return db.session.scalar(other.limit(1)) is not None

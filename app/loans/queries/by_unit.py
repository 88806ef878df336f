"""What a unit that one holds in the hand is waiting for: to be handed over, or to be taken back."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import HoldState
from app.listings.models import Allocation, Unit
from app.loans.domain.lifecycle import Action
from app.loans.domain.permissions import may_hand_over, may_take_back
from app.loans.models import Loan, LoanLine, LoanUnit
from app.loans.queries.rows import parties_of

MOST = 3


@dataclass(frozen=True, slots=True)
class UnitStep:
    """A loan in which this unit plays a part. *action* is HAND_OVER or TAKE_BACK; *day* when it is due."""

    loan_id: int
    action: Action
    exhibition: str
    borrower: str
    day: date


def unit_steps(actor: Actor, unit_id: int) -> tuple[UnitStep, ...]:
    """What *actor* can do with the unit now: take it back when it is out, else hand it over for one of the next
    agreed loans of its listing."""
    out = _loans().join(LoanUnit, LoanUnit.line_id == LoanLine.id)
    back = db.session.execute(out.where(LoanUnit.unit_id == unit_id, LoanUnit.returned_at.is_(None)).limit(1)).all()
    if back:
        return tuple(
            UnitStep(loan.id, Action.TAKE_BACK, title, borrower, loan.ends_on)
            for loan, title, borrower in back
            if may_take_back(actor, parties_of(loan))
        )
    promised = (
        _loans()
        .join(Allocation, Allocation.id == LoanLine.allocation_id)
        .join(Unit, Unit.listing_id == LoanLine.listing_id)
        .where(Unit.id == unit_id, Allocation.state == HoldState.RESERVED)
        .order_by(Loan.starts_on, Loan.id)
        .limit(MOST)
    )
    return tuple(
        UnitStep(loan.id, Action.HAND_OVER, title, borrower, loan.starts_on)
        for loan, title, borrower in db.session.execute(promised)
        if may_hand_over(actor, parties_of(loan))
    )


def _loans() -> Any:
    return (
        select(Loan, Exhibition.title, Institution.name)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .join(Institution, Institution.id == Loan.borrower_id)
        .join(LoanLine, LoanLine.loan_id == Loan.id)
    )

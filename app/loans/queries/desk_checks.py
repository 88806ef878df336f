"""What must be true of visits at the desk: ``flask verify``."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, or_, select

from app.core.db import db
from app.loans.domain.desk import OLDEST
from app.loans.domain.words import Moment
from app.loans.models import DeskStep, LoanLine, LoanUnit


def steps_match(_now: datetime) -> list[str]:
    """At the instant of each visit an object of its loan left, or came back; it was noted before it was received,
    and at most as long before as visits are received."""
    moved = or_(
        and_(DeskStep.moment == Moment.HAND_OVER, LoanUnit.handed_over_at == DeskStep.done_at),
        and_(DeskStep.moment == Moment.RETURN, LoanUnit.returned_at == DeskStep.done_at),
    )
    rows = db.session.execute(
        select(DeskStep, func.count(LoanUnit.id).label("units"))
        .outerjoin(LoanLine, LoanLine.loan_id == DeskStep.loan_id)
        .outerjoin(LoanUnit, and_(LoanUnit.line_id == LoanLine.id, moved))
        .group_by(DeskStep.id)
        .order_by(DeskStep.id)
    )
    return [f"visit {row.DeskStep.id} of loan {row.DeskStep.loan_id}: {said}" for row in rows for said in _wrong(row)]


def _wrong(row: Any) -> Iterator[str]:
    step: DeskStep = row.DeskStep
    if not row.units:
        yield f"a {step.moment} at {step.done_at}, but nothing moved then"
    if not step.received_at - OLDEST <= step.done_at <= step.received_at:
        yield f"done {step.done_at}, received {step.received_at}"


CHECKS = {"loans.desk_steps_match": steps_match}

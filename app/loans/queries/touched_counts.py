"""How many loans each late one puts at risk: what a list of loans says."""

from collections.abc import Collection

from sqlalchemy import func, select

from app.core.db import db
from app.loans.models import TouchedLoan


def touched_counts(late_loan_ids: Collection[int]) -> dict[int, int]:
    """How many loans were warned because of each of these, and are not safe yet."""
    rows = select(TouchedLoan.late_loan_id, func.count(TouchedLoan.id)).where(
        TouchedLoan.late_loan_id.in_(late_loan_ids), TouchedLoan.safe_at.is_(None)
    )
    return dict(db.session.execute(rows.group_by(TouchedLoan.late_loan_id)).all())

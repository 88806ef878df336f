"""What borrowers answered after the return, counted for the displacement rate."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select

from app.core.db import db
from app.impact.credits.domain import method
from app.impact.credits.domain.kinds import Evidence
from app.impact.models import FollowUp
from app.impact.records.domain.following import Outcome
from app.impact.reports.displacement import ENOUGH, Displacement, displacement
from app.loans.domain.words import Alternative
from app.loans.models import Loan


@dataclass(frozen=True, slots=True)
class DisplacementPage:
    """The default in force (w_new at E2) with its basis, and what the platform measured, if anything."""

    default: Decimal
    basis: str
    version: str
    measured: Displacement | None
    enough: int


def displacement_page() -> DisplacementPage:
    """Of the loans whose borrower had declared buying new, how many bought nothing afterwards.

    The last answer of each loan counts; « we do not know » counts neither way; who bought a part of it all the same
    counts as not displaced (R10: the conservative side).
    """
    last = select(func.max(FollowUp.id)).group_by(FollowUp.loan_id).scalar_subquery()
    statement = (
        select(FollowUp.outcome, func.count())
        .join(Loan, Loan.id == FollowUp.loan_id)
        .where(FollowUp.id.in_(last), FollowUp.outcome != Outcome.UNKNOWN, Loan.alternative == Alternative.NEW)
        .group_by(FollowUp.outcome)
    )
    counts = {outcome: count for outcome, count in db.session.execute(statement)}  # noqa: C416
    default = method.EVIDENCE_WEIGHTS[Evidence.DECLARED]
    measured = displacement(sum(counts.values()), counts.get(Outcome.NOTHING_BOUGHT, 0))
    return DisplacementPage(default.value, default.basis, method.VERSION, measured, ENOUGH)

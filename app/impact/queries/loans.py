"""What impact adds to the pages of loans: the computations of one loan, and what a lender contributed to."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.actor import Actor
from app.core.db import db
from app.impact.credits.domain import method
from app.impact.following import ASKED_IN, may_answer
from app.impact.models import ImpactRecord
from app.impact.queries.rows import RecordRow, standing_records
from app.impact.sums.domain import LENDER
from app.impact.sums.reading import shelf, total
from app.loans.models import Loan


@dataclass(frozen=True, slots=True)
class LoanPanel:
    """The computations of a loan that stand: planned until the return, then one per object.

    *may_follow_up*: this person may say what was really done, now that objects are back.
    """

    rows: tuple[RecordRow, ...]
    loan_id: int
    may_follow_up: bool


@dataclass(frozen=True, slots=True)
class Contribution:
    """What borrowers were credited for the lender's objects, in kg: theirs, never added to anything (R17)."""

    kg: Decimal
    objects: int
    method: str


def loan_panel(actor: Actor, loan_id: int) -> LoanPanel | None:
    """The computations of one loan; None before it is agreed. The page has judged who may see the loan."""
    rows = standing_records(ImpactRecord.loan_id == loan_id)
    if not rows:
        return None
    asked = db.session.get_one(Loan, loan_id).state in ASKED_IN
    return LoanPanel(tuple(rows), loan_id, asked and may_answer(actor, rows[0].borrower_id))


def contribution_panel(actor: Actor, now: datetime) -> Contribution | None:
    """What the actor's institutions contributed to since the beginning; None while nothing came back."""
    shelves = [shelf(LENDER, id, with_doubts=False) for id in sorted(actor.institution_ids)]
    credited = [one for each in shelves for one in each.of("all")]
    if not credited:
        return None
    return Contribution(total(credited, "net"), sum(one.counted["records"] for one in credited), method.VERSION)

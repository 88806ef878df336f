"""Photos of condition reports are for the two sides of the loan."""

from sqlalchemy import or_, select

from app.core.actor import Actor
from app.core.db import db
from app.loans.models import ConditionPhoto, ConditionReport, Loan, LoanLine, LoanUnit


def is_party_to_photo(actor: Actor, photo_id: int) -> bool:
    """Whether the photo is of an object that the actor's institution lends or borrows."""
    own = sorted(actor.institution_ids)
    if not own:
        return False
    found = (
        select(ConditionPhoto.id)
        .join(ConditionReport, ConditionReport.id == ConditionPhoto.report_id)
        .join(LoanUnit, LoanUnit.id == ConditionReport.loan_unit_id)
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .where(ConditionPhoto.photo_id == photo_id, or_(Loan.lender_id.in_(own), Loan.borrower_id.in_(own)))
    )
    return db.session.scalar(found.limit(1)) is not None

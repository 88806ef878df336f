"""Accessories ticked when an object leaves and when it comes back, kept in the words of that day."""

from sqlalchemy import select

from app.core.db import db
from app.listings.queries.ticking import goes_with
from app.loans.domain.request import UnitReport
from app.loans.domain.words import Moment
from app.loans.models import AccessoryCheck, LoanUnit


def tick_leaving(unit: LoanUnit, listing_id: int, report: UnitReport) -> None:
    """Write what left with the object and what did not; nothing when nobody was asked."""
    if report.there is None:
        return
    for item in goes_with([listing_id]).get(listing_id, ()):
        _write(unit, Moment.HAND_OVER, item.name, item.quantity, item.is_essential, item.name in report.there)


def tick_returned(unit: LoanUnit, report: UnitReport) -> None:
    """Of what left with the object, write what came back and what is missing."""
    if report.there is None:
        return
    left = select(AccessoryCheck).filter_by(loan_unit_id=unit.id, moment=Moment.HAND_OVER, is_there=True)
    for row in db.session.scalars(left.order_by(AccessoryCheck.id)).all():
        _write(unit, Moment.RETURN, row.name, row.quantity, row.is_essential, row.name in report.there)


def _write(unit: LoanUnit, moment: Moment, name: str, quantity: int, is_essential: bool, is_there: bool) -> None:
    db.session.add(
        AccessoryCheck(
            loan_unit_id=unit.id,
            moment=moment,
            name=name,
            quantity=quantity,
            is_essential=is_essential,
            is_there=is_there,
        )
    )

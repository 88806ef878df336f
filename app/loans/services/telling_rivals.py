"""Nobody is refused silently: who asked for what has just been promised is told, with what is left."""

from datetime import date, datetime

from app.core.db import db
from app.listings.domain.availability import Period
from app.loans.domain.lifecycle import Side
from app.loans.models import Loan
from app.loans.queries.rivals import not_free_as_asked, rivals_of
from app.loans.services.common import allocation_ids
from app.loans.services.letters import Letter, tell

MOST_LOOKED_UP = 10
"""Equivalents take a search each, and others wait for these locks: beyond these, the request's page shows them."""


def tell_rivals(loan: Loan, today: date, now: datetime) -> None:
    """Write to the borrowers whose open requests fitted until *loan* was promised. They stay open.

    Call it inside the transaction of the promise, while the locks of its listings are held.
    """
    quantities = {line.listing_id: line.quantity for line in loan.lines}
    period = Period.of_days(loan.starts_on, loan.ends_on)
    for position, rival in enumerate(rivals_of(loan.id, quantities, period, today, now, allocation_ids(loan))):
        other = db.session.get_one(Loan, rival.key)
        lost = not_free_as_asked(other, today, now, rival.lines, looks_elsewhere=position < MOST_LOOKED_UP)
        tell(other, Side.BORROWER, Letter.NO_LONGER_FREE, now, lost=lost)

"""What the loans and the gifts bring to the material passport of a show: nobody types it."""

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.db import db
from app.exhibitions.domain.passport import NextLife
from app.exhibitions.project.borrowed import Borrowed
from app.listings.models import Listing
from app.loans.domain.lifecycle import State
from app.loans.models import Gift, Loan, LoanLine
from app.loans.queries.material import SHOWN_TO_ALL


def borrowed_elements(exhibition_id: int) -> tuple[Borrowed, ...]:
    """What is agreed, out or back for a show, by line; then what it was given for good."""
    return (*_lent(exhibition_id), *_given(exhibition_id))


def _lent(exhibition_id: int) -> tuple[Borrowed, ...]:
    rows = db.session.execute(
        select(Listing.title, LoanLine.quantity, Institution.name, Listing.id, Loan.state)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .join(Listing, Listing.id == LoanLine.listing_id)
        .join(Institution, Institution.id == Loan.lender_id)
        .where(Loan.exhibition_id == exhibition_id, Loan.state.in_(SHOWN_TO_ALL))
        .order_by(LoanLine.id)
    )
    return tuple(
        Borrowed(title, quantity, owner, listing, NextLife.RETURN, is_back=state in (State.RETURNED, State.CLOSED))
        for title, quantity, owner, listing, state in rows
    )


def _given(exhibition_id: int) -> tuple[Borrowed, ...]:
    rows = db.session.execute(
        select(Listing.title, Gift.quantity, Institution.name, Listing.id)
        .join(Listing, Listing.id == Gift.listing_id)
        .join(Institution, Institution.id == Gift.giver_id)
        .where(Gift.exhibition_id == exhibition_id, Gift.transferred_on.is_not(None))
        .order_by(Gift.id)
    )
    return tuple(Borrowed(*row, NextLife.OWN_STOCK, is_given=True) for row in rows)

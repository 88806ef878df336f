"""The loans of a person's institutions one after the other, for programs: stable while others are made."""

from datetime import datetime

from sqlalchemy import or_

from app.core.actor import Actor
from app.core.db import db
from app.loans.domain.lifecycle import Side, State
from app.loans.models import Loan
from app.loans.queries.inbox import LoanCard, loan_cards
from app.loans.queries.rows import loans_with_names


def loans_after(
    actor: Actor, now: datetime, *, after: int, limit: int, side: Side | None = None, state: State | None = None
) -> list[LoanCard]:
    """At most *limit* loans whose id is beyond *after*, by id; those the actor's institutions lend or borrow."""
    own = sorted(actor.institution_ids)
    lends, borrows = Loan.lender_id.in_(own), Loan.borrower_id.in_(own)
    whose = lends if side is Side.LENDER else borrows if side is Side.BORROWER else or_(lends, borrows)
    statement = loans_with_names().where(whose, Loan.id > after).order_by(Loan.id).limit(limit)
    if state is not None:
        statement = statement.where(Loan.state == state)
    return loan_cards(actor, db.session.execute(statement).all(), now)

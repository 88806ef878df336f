"""The product with its lock taken away: what the barrier must catch. Served only by tests."""

import time
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from flask import Flask
from sqlalchemy import select

from app.core.db import db
from app.listings.domain.availability import HoldState, Period, require_units
from app.listings.models import Allocation
from app.listings.queries.pools import pools
from app.listings.services import holds
from app.loans import services
from app.loans.models import LoanLine
from app.loans.services import accept_loan as honest_accept


def promise_without_recounting(allocation_ids: Sequence[int], today: date, now: datetime) -> None:
    """Believe what was read before."""
    for row in holds._rows(allocation_ids):
        row.state, row.expires_at = HoldState.RESERVED, None


def accept_after_a_look(actor: Any, loan_id: int, now: datetime, **said: Any) -> None:
    """Check, then write, like everybody's first version: a read, a moment, a write."""
    held = (
        select(Allocation).join(LoanLine, LoanLine.allocation_id == Allocation.id).filter(LoanLine.loan_id == loan_id)
    )
    rows = db.session.execute(held).scalars().all()
    found = pools({row.listing_id for row in rows}, now.date(), now=now, exclude=[row.id for row in rows])
    for row in rows:
        require_units(found[row.listing_id].pool, Period(row.start_on, row.end_on), row.quantity)
    db.session.rollback()
    time.sleep(0.02)
    honest_accept(actor, loan_id, now, **said)


def without_lock() -> Flask:
    """The application with naive promises."""
    from app import create_app

    holds.promise = promise_without_recounting
    services.accept_loan = accept_after_a_look
    return create_app()

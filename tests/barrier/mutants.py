"""The product with a lock, a recount or a memory taken away: what the barriers must catch. Served only by tests."""

import secrets
import time
from collections.abc import Collection, Sequence
from datetime import date, datetime
from types import ModuleType
from typing import Any

from flask import Flask
from sqlalchemy import select, text, update

from app.core import idempotency
from app.core.db import db, is_sqlite, transaction
from app.listings.domain.availability import HoldState, Period, free_units, require_units
from app.listings.domain.refusals import UnitNotFree
from app.listings.models import Allocation, Listing
from app.listings.queries import pools as pool_queries
from app.listings.queries.pools import pools
from app.listings.services import holds
from app.loans import services
from app.loans.domain.desk import Visit
from app.loans.domain.request import LoanRequest
from app.loans.models import Loan, LoanLine, Proposal
from app.loans.routes import desk as desk_routes
from app.loans.services import accept_loan as honest_accept
from app.loans.services import common, desk


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


def _instead(module: ModuleType, name: str, what: object) -> None:
    setattr(module, name, what)


def allow_double_booking() -> None:
    """Take away the database's own last line of defence, which would catch a mutant before the proof does."""
    with transaction() as session:
        if is_sqlite():
            for verb in ("insert", "update"):
                session.execute(text(f"DROP TRIGGER allocation_double_booking_{verb}"))
        else:
            session.execute(text("ALTER TABLE allocation DROP CONSTRAINT ex_allocation_double_booking"))


def promises_when_asked() -> Flask:
    """A request that promises at once where a look before said that there was something left."""
    from app import create_app

    honest = services.request_loan

    def request_and_promise(actor: Any, request: LoanRequest, key: str, now: datetime) -> int:
        found = pools(request.quantities.keys(), now.date(), now=now)
        is_free = all(free_units(found[id].pool, request.period) >= n for id, n in request.quantities.items())
        loan_id = honest(actor, request, key, now)
        time.sleep(0.2)
        if is_free:
            with transaction() as session:
                own = select(LoanLine.allocation_id).where(LoanLine.loan_id == loan_id)
                session.execute(
                    update(Allocation).where(Allocation.id.in_(own)).values(state=HoldState.RESERVED, expires_at=None)
                )
        return loan_id

    services.request_loan = request_and_promise
    return create_app()


def hands_over_after_a_look() -> Flask:
    """A hand-over that looks whether the unit is there, and believes it."""
    from app import create_app

    honest = services.record_visit

    def visit_after_a_look(actor: Any, loan_id: int, visit: Visit, now: datetime) -> bool:
        wanted = [one.unit_id for one in visit.reports]
        out = select(Allocation.id).where(Allocation.unit_id.in_(wanted), Allocation.state == HoldState.OUT)
        taken = db.session.scalars(out).all()
        db.session.rollback()
        if taken:
            raise UnitNotFree(unit="?")
        time.sleep(0.02)
        return honest(actor, loan_id, visit, now)

    holds._require_free = lambda *_: None
    _instead(holds, "locked_pools", pools)
    services.record_visit = visit_after_a_look
    return create_app()


def extends_after_a_look() -> Flask:
    """Other dates agreed after a look, and written without another."""
    from app import create_app

    honest, judged = services.accept_dates, holds.require_other_days

    def accept_after_looking(actor: Any, loan_id: int, proposal_id: int, now: datetime, **said: Any) -> None:
        loan, proposal = db.session.get_one(Loan, loan_id), db.session.get_one(Proposal, proposal_id)
        held = common.allocation_ids(loan)
        days = proposal.starts_on, proposal.ends_on
        with transaction():
            judged(held, *days, now.date(), now)
        time.sleep(0.02)
        honest(actor, loan_id, proposal_id, now, **said)

    holds.require_other_days = lambda *_: None
    services.accept_dates = accept_after_looking
    return create_app()


def locks_as_asked() -> Flask:
    """Locks taken one after the other, half of the loans the other way round, like lines in the order of a basket."""
    from app import create_app

    def lock_one_by_one(listing_ids: Collection[int]) -> None:
        turn = -1 if time.monotonic_ns() // 1000 % 2 else 1
        for listing_id in sorted(listing_ids)[::turn]:
            db.session.execute(select(Listing.id).where(Listing.id == listing_id).with_for_update()).all()
            time.sleep(0.01)

    pool_queries.lock_listings = lock_one_by_one
    return create_app()


def without_memory() -> Flask:
    """Keys that are taken and forgotten."""
    from app import create_app

    taken = idempotency.claim

    def claim(user_id: int, key: str, payload: Any, now: datetime) -> Any:
        return taken(user_id, secrets.token_hex(16), payload, now)

    idempotency.claim = claim
    _instead(common, "is_repeat", lambda *_: False)
    desk._is_first = lambda *_: True
    _instead(desk_routes, "is_received", lambda *_: False)
    return create_app()

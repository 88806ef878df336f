"""The product with its lock taken away: what the barrier must catch. Served only by tests."""

import time
from collections.abc import Sequence
from datetime import date, datetime

from flask import Flask

from app.listings.domain.availability import HoldState, Period, require_units
from app.listings.queries.pools import pools
from app.listings.services import holds


def promise_without_a_lock(allocation_ids: Sequence[int], today: date, now: datetime) -> None:
    """Check, then write, like everybody's first version: no lock between the two."""
    rows = holds._rows(allocation_ids)
    found = pools({row.listing_id for row in rows}, today, now=now, exclude=allocation_ids)
    for row in rows:
        require_units(found[row.listing_id].pool, Period(row.start_on, row.end_on), row.quantity)
    time.sleep(0.02)
    for row in rows:
        row.state, row.expires_at = HoldState.RESERVED, None


def without_lock() -> Flask:
    """The application with naive promises; SQLite's writers no longer queue either."""
    from app import create_app
    from app.core import db as core_db

    holds.promise = promise_without_a_lock
    core_db._WRITE = "no_such_option"
    return create_app()

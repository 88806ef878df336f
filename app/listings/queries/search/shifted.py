"""The nearest days, as many as were asked, on which something fits."""

from dataclasses import replace
from datetime import date, datetime

from app.core.actor import Actor
from app.core.clock import local_day
from app.listings.domain.availability import Period, next_window
from app.listings.queries.pools import pools
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.finder import Finder

LOOKED_AT = 30
"""How many of the listings that answer but for the days are tried, the best first."""


def shifted(finder: Finder, actor: Actor, criteria: Criteria, now: datetime) -> Criteria | None:
    """*criteria* with the first days to come on which one of its best answers is free; None without any."""
    if criteria.dates is None:
        return None
    undated = replace(criteria, first_day=None, last_day=None, page=1)
    ids = [hit.listing_id for hit in finder.find(actor, undated, now, LOOKED_AT).hits]
    today = local_day(now)
    window = _not_past(Period.of_days(*criteria.dates), today)
    free = [
        later
        for one in pools(ids, today, now=now).values()
        if (later := next_window(one.pool, window, criteria.quantity))
    ]
    first = min(free, key=lambda one: one.start, default=None)
    return replace(criteria, first_day=first.start, last_day=first.last_day, page=1) if first else None


def _not_past(window: Period[date], today: date) -> Period[date]:
    """The same length, from today on."""
    start = max(window.start, today)
    return Period(start, start + (window.end - window.start))

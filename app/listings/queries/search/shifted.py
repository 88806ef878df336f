"""The nearest days, as many as were asked, on which something fits."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from app.core.actor import Actor
from app.core.clock import local_day
from app.listings.domain.availability import Period, next_window
from app.listings.queries.pools import pools
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.finder import Finder
from app.listings.queries.search.words import AskedWord

TRIED = 6
"""How many of the listings that may be free soonest are asked for their days."""


def shifted(
    finder: Finder, actor: Actor, criteria: Criteria, words: Sequence[AskedWord], now: datetime
) -> Criteria | None:
    """*criteria* with the first days to come on which something that answers it is free; None without any."""
    if criteria.dates is None:
        return None
    ids = finder.soonest(actor, criteria, now, words, TRIED)
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

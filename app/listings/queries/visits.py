"""How many come to a place on a day, to fetch or to bring back: where a desk has a limit, some days are full."""

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date, timedelta

from sqlalchemy import select

from app.accounts.models import Site
from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.models import Allocation, Listing

ONE_DAY = timedelta(days=1)
COMING = (HoldState.HOLD, HoldState.RESERVED, HoldState.OUT)
"""Agreed, or kept for somebody: what only was asked for does not fill a desk."""


def locked_full_days(
    site_ids: Collection[int], today: date, exclude: Collection[int] = ()
) -> dict[int, frozenset[date]]:
    """The same for a verb about to promise: the rows of the sites that have a limit are locked, after those of the
    listings, so that two promises of different things for one day wait for each other."""
    rows = db.session.execute(
        select(Site.id, Site.visits_a_day)
        .where(Site.id.in_(site_ids), Site.visits_a_day.is_not(None))
        .order_by(Site.id)
        .with_for_update(key_share=True)
    )
    return full_days({row.id: row.visits_a_day for row in rows}, today, exclude)


def full_days(limits: Mapping[int, int], today: date, exclude: Collection[int] = ()) -> dict[int, frozenset[date]]:
    """By site, the days from *today* on that have as many visits as its limit (*limits*: visits a day, by site).

    What one borrower fetches for one show on one day is one visit, however many listings it is; so is a return.
    *exclude* leaves out the caller's own allocations.
    """
    if not limits:
        return {}
    fetched, returned = _visits(limits, today, exclude)
    counted = Counter((site, day) for site, day, *_ in fetched) + Counter((site, day) for site, day, *_ in returned)
    return {
        site: frozenset(day for (at, day), visits in counted.items() if at == site and visits >= limit)
        for site, limit in limits.items()
    }


def _visits(
    limits: Mapping[int, int], today: date, exclude: Collection[int]
) -> tuple[set[tuple[int, date, int | None, int | None]], set[tuple[int, date, int | None, int | None]]]:
    """Who fetches and who brings back: site, day, borrower, show."""
    one = Allocation
    rows = db.session.execute(
        select(Listing.site_id, one.start_on, one.end_on, one.state, one.for_institution_id, one.exhibition_id)
        .join(Listing, Listing.id == one.listing_id)
        .where(
            Listing.site_id.in_(limits),
            one.kind == HoldKind.LOAN,
            one.state.in_(COMING),
            one.end_on > today,
            one.id.not_in(exclude),
        )
        .distinct()
    ).all()
    fetched = {
        (row.site_id, row.start_on, row.for_institution_id, row.exhibition_id)
        for row in rows
        if row.state is not HoldState.OUT and row.start_on >= today
    }
    returned = {(row.site_id, row.end_on - ONE_DAY, row.for_institution_id, row.exhibition_id) for row in rows}
    return fetched, returned

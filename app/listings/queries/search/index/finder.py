"""The finder that asks the index."""

from collections.abc import Sequence
from datetime import date, datetime

import numpy as np
from flask import g, has_request_context

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.paging import PAGE_SIZE
from app.listings.queries.hits import Hit
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.finder import Found
from app.listings.queries.search.index.arrays import NEVER, Ints, day_number
from app.listings.queries.search.index.asking import asked_words
from app.listings.queries.search.index.free import Moment, first_gap, in_service
from app.listings.queries.search.index.keeper import present
from app.listings.queries.search.index.scan import (
    EASY,
    OF_CATEGORY,
    PLACE,
    Scan,
    by_condition,
    by_offer,
    by_spec,
    counts_of,
    page_of,
    scan,
    visible_to,
)
from app.listings.queries.search.words import AskedWord


class IndexFinder:
    """Weighs the whole catalogue in memory, as it stands in the database at the moment of the question."""

    def find(self, actor: Actor, criteria: Criteria, now: datetime, size: int = PAGE_SIZE) -> Found:
        """See `Finder.find`."""
        today = local_day(now)
        snapshot = present(today, criteria.category)
        visible = visible_to(snapshot, actor)
        words = asked_words(snapshot, visible, criteria.text)
        of = scan(snapshot, visible, criteria, words, _moment(today, now))
        specs = by_spec(of)
        listings, sites = snapshot.listings, snapshot.sites
        placed = snapshot.site_row[of.but_for(PLACE)]
        return Found(
            hits=_hits(of, page_of(of, words, size)),
            total=of.total,
            categories=counts_of(listings.category[of.but_for(OF_CATEGORY)], snapshot.categories),
            regions=counts_of(sites.region[placed], sites.regions),
            departments=counts_of(sites.department[placed], sites.departments),
            conditions=by_condition(of),
            offers=by_offer(of),
            easy_to_move=int(np.count_nonzero(listings.is_easy[of.but_for(EASY)])),
            spec_options=specs.options,
            spec_spreads=specs.spreads,
            words=words,
        )

    def count(
        self, actor: Actor, variations: Sequence[Criteria], now: datetime, words: Sequence[AskedWord]
    ) -> list[int]:
        """See `Finder.count`."""
        today = local_day(now)
        category = next((one.category for one in variations if one.category), None)
        snapshot = present(today, category)
        visible, at = visible_to(snapshot, actor), _moment(today, now)
        return [scan(snapshot, visible, one, words, at, answers_only=True).total for one in variations]

    def soonest(
        self, actor: Actor, criteria: Criteria, now: datetime, words: Sequence[AskedWord], most: int
    ) -> tuple[int, ...]:
        """See `Finder.soonest`."""
        if criteria.dates is None:
            return ()
        first, last = (day_number(day) for day in criteria.dates)
        today = local_day(now)
        snapshot, at = present(today, criteria.category), _moment(today, now)
        rows = scan(snapshot, visible_to(snapshot, actor), criteria.on_any_day(), words, at).but_for(0)
        gaps = first_gap(snapshot, rows, criteria.quantity, max(first, at.today), last + 1 - first, at)
        order = np.argsort(gaps, kind="stable")[:most]
        return tuple(snapshot.listings.id[rows[order[gaps[order] < NEVER]]].tolist())


def _moment(today: date, now: datetime) -> Moment:
    """The same for all questions of a request that are asked at one instant."""
    if not has_request_context():
        return Moment(day_number(today), now)
    seen: Moment | None = g.get("catalogue_moment")
    if seen is None or (seen.today, seen.now) != (day_number(today), now):
        seen = g.catalogue_moment = Moment(day_number(today), now)
    return seen


def _hits(of: Scan, rows: Ints) -> tuple[Hit, ...]:
    if of.units is None:
        units = in_service(of.snapshot, rows, of.at.today)
    else:
        by_row = dict(zip(of.rows.tolist(), of.units.tolist(), strict=True))
        units = np.array([by_row[row] for row in rows.tolist()], dtype=np.int32)
    km = of.distance(rows)
    far: Sequence[float | None] = [None] * len(rows) if km is None else km.tolist()
    ids = of.snapshot.listings.id[rows].tolist()
    return tuple(Hit(id, free, one) for id, free, one in zip(ids, units.tolist(), far, strict=True))

"""The search as plain SQL: good for a national catalogue (some 10,000 listings), the same on both engines.

One statement reads what the words, the box around the place and the visibility leave; categories and regions
are then counted each without its own filter, and dates go through the one availability formula.
"""

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.geo import Point, bounding_box
from app.core.paging import PAGE_SIZE
from app.listings.domain.categories import understand
from app.listings.models import Listing
from app.listings.queries.hits import Hit
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.finder import Found
from app.listings.queries.search.free import PoolTerms, free_over, in_service
from app.listings.queries.search.matching import (
    Ranked,
    Row,
    conditions_from,
    distance,
    in_order,
    is_as_asked,
    is_of_category,
    is_of_region,
    offers_of,
    window_of,
)
from app.listings.queries.search.words import AskedWord, asked_words, holding, title_words
from app.listings.queries.visibility import published_for

_NAMED_CATEGORY = 4


class SqlFinder:
    """Reads what may answer, then weighs it in Python."""

    def find(self, actor: Actor, criteria: Criteria, now: datetime, size: int = PAGE_SIZE) -> Found:
        """See `Finder.find`."""
        words = asked_words(actor, criteria.text)
        chosen = and_(*_conditions(actor, words), *_narrowed(criteria))
        rows = _rows(chosen)
        free = _free(rows, chosen, criteria, now) if _needs_calendar(criteria) else None
        kept = [one for one in _ranked(rows, criteria, words, free) if free is None or one.free >= criteria.quantity]
        of_region = [one for one in kept if is_of_region(one.row, criteria)]
        answers = in_order((one for one in of_region if is_of_category(one.row, criteria)), criteria.order)
        page = answers[(criteria.page - 1) * size : criteria.page * size]
        return Found(
            hits=tuple(_hits(page, now) if free is None else (_hit(one, one.free) for one in page)),
            total=len(answers),
            categories=Counter(one.row.category for one in of_region),
            regions=Counter(one.row.region for one in kept if is_of_category(one.row, criteria)),
            words=words,
        )

    def count(
        self, actor: Actor, variations: Sequence[Criteria], now: datetime, words: Sequence[AskedWord]
    ) -> list[int]:
        """See `Finder.count`: all of them are weighed from the same rows."""
        chosen = and_(*_conditions(actor, words))
        rows = _rows(chosen)
        free: dict[tuple[date, date] | None, dict[int, int]] = {}
        for one in variations:
            if _needs_calendar(one) and one.dates not in free:
                free[one.dates] = _free(rows, chosen, one, now)
        return [_count(rows, one, free.get(one.dates, {})) for one in variations]


def _conditions(actor: Actor, words: Sequence[AskedWord]) -> list[ColumnElement[bool]]:
    if any(word.is_unknown for word in words):
        return [false()]
    return [published_for(actor), *holding(words)]


def _narrowed(criteria: Criteria) -> list[ColumnElement[bool]]:
    """What SQL can sieve before the exact weighing."""
    found: list[ColumnElement[bool]] = []
    if criteria.place and criteria.radius_km is not None:
        box = bounding_box(criteria.place.point, criteria.radius_km)
        found += [Site.latitude.between(box.south, box.north), Site.longitude.between(box.west, box.east)]
    if criteria.condition:
        found.append(Listing.condition.in_(conditions_from(criteria.condition)))
    if criteria.not_from:
        found.append(Listing.institution_id.not_in(criteria.not_from))
    if criteria.offer:
        found.append(Listing.offer.in_(offers_of(criteria.offer)))
    return found


def _rows(chosen: ColumnElement[bool]) -> list[Row]:
    columns = (
        Listing.id, Listing.site_id, Listing.turnaround_days, Listing.available_from, Listing.available_until,
        Listing.category, Listing.title, Listing.condition, Listing.offer, Listing.published_at,
        Site.region, Site.department, Site.latitude, Site.longitude,
    )  # fmt: skip
    found = db.session.execute(select(*columns).join(Site, Site.id == Listing.site_id).where(chosen))
    return [_row(row) for row in found]


def _row(row: Any) -> Row:
    return Row(
        PoolTerms(*row[:5]), row.category, row.title, row.condition, row.offer, row.published_at, row.region,
        row.department, Point(row.latitude, row.longitude),
    )  # fmt: skip


def _needs_calendar(criteria: Criteria) -> bool:
    return criteria.dates is not None or criteria.quantity > 1


def _free(rows: Sequence[Row], chosen: ColumnElement[bool], criteria: Criteria, now: datetime) -> dict[int, int]:
    """Units by listing: free on every asked day, or those one may ask for when no day was said."""
    if not rows:
        return {}
    window, terms = window_of(criteria), [row.terms for row in rows]
    return free_over(terms, chosen, window, now) if window else in_service(terms, chosen, local_day(now))


def _ranked(
    rows: Sequence[Row], criteria: Criteria, words: Sequence[AskedWord], free: dict[int, int] | None
) -> list[Ranked]:
    named = understand(criteria.text).categories if criteria.text else ()
    found = []
    for row in rows:
        km = distance(row, criteria)
        if is_as_asked(row, criteria, km):
            closeness = _NAMED_CATEGORY * (row.category in named) + title_words(row.title, words)
            found.append(Ranked(row, free[row.id] if free else 0, km, closeness))
    return found


def _hits(page: Sequence[Ranked], now: datetime) -> list[Hit]:
    """Hits whose units were not needed to find them: counted for this page alone."""
    if not page:
        return []
    ids = Listing.id.in_([one.row.id for one in page])
    free = _free([one.row for one in page], ids, Criteria(), now)
    return [_hit(one, free[one.row.id]) for one in page]


def _hit(one: Ranked, free: int) -> Hit:
    return Hit(one.row.id, free, one.km)


def _count(rows: Sequence[Row], criteria: Criteria, free: dict[int, int]) -> int:
    return sum(
        is_of_region(row, criteria)
        and is_of_category(row, criteria)
        and is_as_asked(row, criteria, distance(row, criteria))
        and (not _needs_calendar(criteria) or free[row.id] >= criteria.quantity)
        for row in rows
    )

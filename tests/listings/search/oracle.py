"""The search said slowly and plainly: every listing weighed by itself, its units by the one formula.

What every faster finder must answer. It shares with the product the definitions only: who may see what, which words
look alike, which days are free.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import cache

from sqlalchemy import select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.geo import Point, distance_km
from app.core.paging import PAGE_SIZE
from app.core.text import fold
from app.listings.domain.availability import Period, free_units, profile
from app.listings.domain.categories import categories, understand
from app.listings.domain.handling import is_easy_to_move
from app.listings.domain.states import Condition, Offer
from app.listings.domain.terms import word_terms, words_of_text
from app.listings.models import KitMember, Listing, ListingTerm, Unit
from app.listings.queries.hits import Hit
from app.listings.queries.pools import ListingPool, pools
from app.listings.queries.search.criteria import Criteria, Sort, SpecWanted
from app.listings.queries.search.finder import Found
from app.listings.queries.search.words import AskedWord, looks_like
from app.listings.queries.visibility import published_for

FAR = 10**9
CONDITIONS = tuple(Condition)


class Oracle:
    """See `Finder`. What it read it knows: whoever writes asks another."""

    def __init__(self) -> None:
        for reading in READINGS:
            reading.cache_clear()

    def find(self, actor: Actor, criteria: Criteria, now: datetime, size: int = PAGE_SIZE) -> Found:
        seen = list(db.session.scalars(select(Listing).where(published_for(actor)).order_by(Listing.id)))
        words = _words(seen, criteria.text)
        held = [one for one in seen if all(_terms(one) & word.terms for word in words)]

        def answers(asked: Criteria) -> list[Listing]:
            return [one for one in held if _answers(one, asked, now)]

        found = sorted(answers(criteria), key=lambda one: _order(one, criteria, words, now))
        page = found[(criteria.page - 1) * size : criteria.page * size]
        nowhere = answers(replace(criteria, region=None, department=None))
        return Found(
            hits=tuple(Hit(one.id, _units(one, criteria, now), _km(one, criteria)) for one in page),
            total=len(found),
            categories=Counter(
                one.category for one in answers(replace(criteria, category=None, family=None, specs=()))
            ),
            regions=Counter(_site(one).region for one in nowhere),
            departments=Counter(_site(one).department for one in nowhere),
            conditions={one: len(answers(replace(criteria, condition=one))) for one in CONDITIONS},
            offers={one: len(answers(replace(criteria, offer=one))) for one in Offer},
            easy_to_move=len(answers(replace(criteria, easy_to_move=True))),
            words=words,
        )

    def count(
        self, actor: Actor, variations: Sequence[Criteria], now: datetime, words: Sequence[AskedWord]
    ) -> list[int]:
        return [self.find(actor, one, now).total for one in variations]

    def soonest(
        self, actor: Actor, criteria: Criteria, now: datetime, words: Sequence[AskedWord], most: int
    ) -> tuple[int, ...]:
        """All of them: whoever asks finds the first by the one formula."""
        return tuple(hit.listing_id for hit in self.find(actor, criteria.on_any_day(), now, 1000).hits)


def _words(seen: Iterable[Listing], text: str) -> tuple[AskedWord, ...]:
    known = {term for one in seen for term in _terms(one)}
    found = []
    for word in list(dict.fromkeys(words_of_text(text)))[:8]:
        terms = word_terms(word)
        if terms & known:
            found.append(AskedWord(word, terms))
            continue
        close = frozenset(k for k in known for term in terms if k[0] == term[0] and looks_like(term, k))
        found.append(AskedWord(word, close, is_guess=bool(close)))
    return tuple(found)


def _terms(one: Listing) -> frozenset[str]:
    return _terms_of(one.id)


@cache
def _terms_of(listing_id: int) -> frozenset[str]:
    return frozenset(db.session.scalars(select(ListingTerm.term).filter_by(listing_id=listing_id)))


def _site(one: Listing) -> Site:
    return db.session.get_one(Site, one.site_id)


def _km(one: Listing, asked: Criteria) -> float | None:
    site = _site(one)
    return distance_km(asked.place.point, Point(site.latitude, site.longitude)) if asked.place else None


def _answers(one: Listing, asked: Criteria, now: datetime) -> bool:
    km, site = _km(one, asked), _site(one)
    kind = categories().get(one.category)
    is_easy = is_easy_to_move(one.vehicle, one.carriers, needs_dock=one.needs_dock, needs_lift=one.needs_lift)
    return all(
        (
            km is None or asked.radius_km is None or km <= asked.radius_km,
            asked.category in (None, one.category),
            asked.category is not None or asked.family is None or (kind is not None and kind.family == asked.family),
            asked.category is None or all(_is_as(one, wanted) for wanted in asked.specs),
            asked.region in (None, site.region) and asked.department in (None, site.department),
            asked.condition is None or CONDITIONS.index(one.condition) <= CONDITIONS.index(asked.condition),
            asked.offer is None or one.offer in (asked.offer, Offer.BOTH),
            is_easy or not asked.easy_to_move,
            one.institution_id not in asked.not_from,
            (asked.dates is None and asked.quantity == 1) or _units(one, asked, now) >= asked.quantity,
        )
    )


def _is_as(one: Listing, wanted: SpecWanted) -> bool:
    spec = next((spec for spec in categories()[one.category].specs if spec.key == wanted.key), None)
    stored = one.specs.get(wanted.key)
    if spec is None or not (wanted.options or wanted.low is not None or wanted.high is not None):
        return True
    if stored is None:
        return False
    value = spec.restore(stored)
    if wanted.options:
        said = (
            {"yes" if value else "no"}
            if isinstance(value, bool)
            else set(value if isinstance(value, tuple) else [value])
        )
        return bool(said & wanted.options)
    assert isinstance(value, Decimal)
    return (wanted.low is None or value >= wanted.low) and (wanted.high is None or value <= wanted.high)


@cache
def _pool(listing_id: int, now: datetime) -> ListingPool:
    return pools([listing_id], local_day(now), now=now)[listing_id]


def _units(one: Listing, asked: Criteria, now: datetime) -> int:
    if asked.dates:
        return free_units(_pool(one.id, now).pool, Period.of_days(*asked.dates))
    return min([_serving(one.id, now), *(_serving(id, now) // quantity for id, quantity in _members(one.id))])


@cache
def _members(kit_id: int) -> tuple[tuple[int, int], ...]:
    members = db.session.scalars(select(KitMember).filter_by(kit_id=kit_id))
    return tuple((one.member_id, one.quantity) for one in members)


@cache
def _serving(listing_id: int, now: datetime) -> int:
    units = _pool(listing_id, now).units
    assert len(units) == db.session.query(Unit).filter_by(listing_id=listing_id).count()
    return sum(unit.until is None or unit.until > local_day(now) for unit in units)


def _order(one: Listing, asked: Criteria, words: Sequence[AskedWord], now: datetime) -> tuple[float, ...]:
    newest = (-one.published_at.timestamp() if one.published_at else 0.0, one.id)
    km = round(_km(one, asked) or 0)
    match asked.order:
        case Sort.DISTANCE:
            return (km, *newest)
        case Sort.RELEVANCE:
            own = fold(one.title).split()
            in_title = sum(any(word.startswith(tuple(w.terms)) for word in own) for w in words if w.terms)
            named = one.category in understand(asked.text).categories
            return (-(4 * named + in_title), km, *newest)
        case Sort.FREE:
            start = max(local_day(now), asked.first_day or local_day(now))
            far = Period.of_days(start, start.replace(year=start.year + 3))
            pieces = profile(_pool(one.id, now).pool, far)
            first = next((piece.period.start for piece in pieces if piece.free >= asked.quantity), None)
            return (first.toordinal() if first else FAR, *newest)
        case Sort.NEWEST:
            return newest


READINGS = _terms_of, _pool, _members, _serving

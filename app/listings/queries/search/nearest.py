"""What comes nearest to a search that found nothing: one criterion loosened at a time, each with its count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.core.actor import Actor
from app.listings.queries.search.criteria import RADII_KM, Criteria
from app.listings.queries.search.finder import Finder
from app.listings.queries.search.words import AskedWord


class Loosened(StrEnum):
    """Which criterion was let go."""

    DATES = "dates"
    QUANTITY = "quantity"
    RADIUS = "radius"
    REGION = "region"
    CATEGORY = "category"
    CONDITION = "condition"
    OFFER = "offer"
    ALL_BUT_WORDS = "all_but_words"


@dataclass(frozen=True, slots=True)
class Nearest:
    """The same search with one criterion loosened, and how many listings answer it."""

    loosened: Loosened
    criteria: Criteria
    count: int


def nearest(
    finder: Finder, actor: Actor, criteria: Criteria, words: Sequence[AskedWord], now: datetime
) -> tuple[Nearest, ...]:
    """Every single step that finds something, a wider radius only once; else everything but the words let go."""
    steps = [*_steps(criteria), (Loosened.ALL_BUT_WORDS, Criteria(text=criteria.text, place=criteria.place,
             place_text=criteria.place_text, radius_km=None))]  # fmt: skip
    counts = finder.count(actor, [step for _, step in steps], now, words)
    found = [Nearest(kind, step, count) for (kind, step), count in zip(steps, counts, strict=True) if count]
    single = [one for one in found if one.loosened is not Loosened.ALL_BUT_WORDS]
    widest = next((one for one in single if one.loosened is Loosened.RADIUS), None)
    kept = [one for one in single if one.loosened is not Loosened.RADIUS or one is widest]
    return tuple(kept or found[:1])


def _steps(asked: Criteria) -> Iterator[tuple[Loosened, Criteria]]:
    first = replace(asked, page=1)
    if asked.dates:
        yield Loosened.DATES, replace(first, first_day=None, last_day=None)
    if asked.quantity > 1:
        yield Loosened.QUANTITY, replace(first, quantity=1)
    if asked.place and asked.radius_km is not None:
        for radius in (*(one for one in RADII_KM if one > asked.radius_km), None):
            yield Loosened.RADIUS, replace(first, radius_km=radius)
    if asked.region or asked.department:
        yield Loosened.REGION, replace(first, region=None, department=None)
    if asked.category and (asked.text or asked.place or asked.region or asked.dates):
        yield Loosened.CATEGORY, replace(first, category=None)
    if asked.condition:
        yield Loosened.CONDITION, replace(first, condition=None)
    if asked.offer:
        yield Loosened.OFFER, replace(first, offer=None)

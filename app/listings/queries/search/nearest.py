"""What comes nearest to a search that found nothing: one criterion loosened at a time, each with its count."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from app.core.actor import Actor
from app.listings.queries.search.criteria import RADII_KM, Criteria
from app.listings.queries.search.facets import chosen_category, without_category
from app.listings.queries.search.finder import Finder
from app.listings.queries.search.shifted import shifted
from app.listings.queries.search.words import AskedWord


class Loosened(StrEnum):
    """Which criterion was let go."""

    SHIFTED = "shifted"
    DATES = "dates"
    QUANTITY = "quantity"
    RADIUS = "radius"
    REGION = "region"
    SPECS = "specs"
    EQUIVALENT = "equivalent"
    CATEGORY = "category"
    CONDITION = "condition"
    OFFER = "offer"
    TRANSPORT = "transport"
    ALL_BUT_WORDS = "all_but_words"


BEFORE_RADIUS = (Loosened.SHIFTED, Loosened.DATES, Loosened.QUANTITY)
"""What is said before a wider radius: the same place at other days, or less of it."""


@dataclass(frozen=True, slots=True)
class Nearest:
    """The same search with one criterion loosened, and how many listings answer it."""

    loosened: Loosened
    criteria: Criteria
    count: int


def nearest(
    finder: Finder, actor: Actor, criteria: Criteria, words: Sequence[AskedWord], now: datetime
) -> tuple[Nearest, ...]:
    """Every single step that finds something, of wider radii the first; else everything but the words let go.

    Other days are looked for only where something answers without any.
    """

    def counted(steps: Sequence[tuple[Loosened, Criteria]]) -> list[Nearest]:
        counts = finder.count(actor, [step for _, step in steps], now, words) if steps else []
        return [Nearest(kind, step, count) for (kind, step), count in zip(steps, counts, strict=True) if count]

    single = counted(list(_steps(criteria)))
    wider = next((found for step in _wider(criteria) for found in counted([step])), None)
    if any(one.loosened is Loosened.DATES for one in single):
        later = shifted(finder, actor, criteria, words, now)
        single = counted([(Loosened.SHIFTED, later)] if later else []) + single
    equivalent = next((one.count for one in single if one.loosened is Loosened.EQUIVALENT), None)
    kept = [one for one in single if one.loosened is not Loosened.CATEGORY or one.count != equivalent]
    if wider:
        kept.insert(sum(one.loosened in BEFORE_RADIUS for one in kept), wider)
    return tuple(kept) or tuple(counted([(Loosened.ALL_BUT_WORDS, _only_words(criteria))]))


def _wider(asked: Criteria) -> Iterator[tuple[Loosened, Criteria]]:
    if asked.place and asked.radius_km is not None:
        for radius in (*(one for one in RADII_KM if one > asked.radius_km), None):
            yield Loosened.RADIUS, replace(asked, page=1, radius_km=radius)


def _only_words(asked: Criteria) -> Criteria:
    return Criteria(text=asked.text, place=asked.place, place_text=asked.place_text, radius_km=None)


def _steps(asked: Criteria) -> Iterator[tuple[Loosened, Criteria]]:
    first = replace(asked, page=1)
    if asked.dates:
        yield Loosened.DATES, first.on_any_day()
    if asked.quantity > 1:
        yield Loosened.QUANTITY, replace(first, quantity=1)
    if asked.region or asked.department:
        yield Loosened.REGION, replace(first, region=None, department=None)
    if asked.specs:
        yield Loosened.SPECS, replace(first, specs=())
    of = chosen_category(asked)
    if of:
        yield Loosened.EQUIVALENT, replace(without_category(first), family=of.family)
    if asked.category and (asked.text or asked.place or asked.region or asked.dates):
        yield Loosened.CATEGORY, without_category(first)
    if asked.condition:
        yield Loosened.CONDITION, replace(first, condition=None)
    if asked.offer:
        yield Loosened.OFFER, replace(first, offer=None)
    if asked.easy_to_move:
        yield Loosened.TRANSPORT, replace(first, easy_to_move=False)

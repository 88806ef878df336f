"""What any search back end answers: the index in memory, and the slow oracle that tests hold it to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from app.core.actor import Actor
from app.core.paging import PAGE_SIZE
from app.listings.domain.states import Condition, Offer
from app.listings.queries.hits import Hit
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.words import AskedWord


@dataclass(frozen=True, slots=True)
class Spread:
    """How a number lies among what answers: least, most, and how many in each of as many equal steps between."""

    low: Decimal
    high: Decimal
    steps: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, the exact total, and how many there would be for each value of each facet.

    Every facet is counted with all that is asked but its own selection: *categories* without category, family and
    specs; *regions* and *departments* without either; *conditions* for "that state or better"; *offers* for "that
    or both"; *easy_to_move* is the number that would be left by it. *spec_options* and *spec_spreads* are there
    when one category is asked, by spec key.
    """

    hits: tuple[Hit, ...]
    total: int
    categories: Mapping[str, int]
    regions: Mapping[str, int]
    departments: Mapping[str, int] = field(default_factory=dict)
    conditions: Mapping[Condition, int] = field(default_factory=dict)
    offers: Mapping[Offer, int] = field(default_factory=dict)
    easy_to_move: int = 0
    spec_options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    spec_spreads: Mapping[str, Spread] = field(default_factory=dict)
    words: tuple[AskedWord, ...] = ()


class Finder(Protocol):
    """A search back end. It never shows what *actor* may not see."""

    def find(self, actor: Actor, criteria: Criteria, now: datetime, size: int = PAGE_SIZE) -> Found:
        """The page ``criteria.page`` of what answers, in ``criteria.order``."""
        ...

    def count(
        self, actor: Actor, variations: Sequence[Criteria], now: datetime, words: Sequence[AskedWord]
    ) -> list[int]:
        """How many listings answer each of *variations*, which all ask for *words*."""
        ...

    def soonest(
        self, actor: Actor, criteria: Criteria, now: datetime, words: Sequence[AskedWord], most: int
    ) -> tuple[int, ...]:
        """Of the listings that answer but for the days, at most *most*: first those that may be free soonest for as
        long, from the asked day on."""
        ...

"""What any search back end answers: one in SQL today, an index in memory where the catalogue outgrows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.core.actor import Actor
from app.core.paging import PAGE_SIZE
from app.listings.queries.hits import Hit
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.words import AskedWord


@dataclass(frozen=True, slots=True)
class Found:
    """One page of hits, the exact total, and how many there would be for each category and region."""

    hits: tuple[Hit, ...]
    total: int
    categories: Mapping[str, int]
    regions: Mapping[str, int]
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

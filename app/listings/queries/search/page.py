"""The search page: cards, exact total, facets, and what to try when nothing answers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from app.core.actor import Actor
from app.core.geo import regions
from app.core.paging import PAGE_SIZE, Page
from app.listings.domain.categories import categories
from app.listings.queries.cards import ListingCard, cards
from app.listings.queries.search.criteria import Criteria, Sort
from app.listings.queries.search.finder import Finder, Found
from app.listings.queries.search.nearest import Nearest, nearest
from app.listings.queries.search.sql import SqlFinder

FINDER: Finder = SqlFinder()
"""The back end in use."""


@dataclass(frozen=True, slots=True)
class Facet:
    """A value one may narrow the search to, how many listings it would leave, and that search."""

    key: str
    label: str
    count: int
    criteria: Criteria
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer to a search. *close_words* were spelled otherwise than anybody writes them; *unknown_words*
    are in no listing at all."""

    criteria: Criteria
    results: Page[ListingCard]
    categories: tuple[Facet, ...]
    regions: tuple[Facet, ...]
    sorts: tuple[tuple[Sort, Criteria], ...]
    nearest: tuple[Nearest, ...]
    close_words: tuple[str, ...]
    unknown_words: tuple[str, ...]


def search(
    actor: Actor, criteria: Criteria, now: datetime, *, language: str = "fr", finder: Finder | None = None
) -> SearchPage:
    """What *actor* finds. The number of queries does not depend on the number of results."""
    back_end = finder or FINDER
    found = back_end.find(actor, criteria, now)
    shown = cards(found.hits, language, with_dates=criteria.dates is not None)
    return SearchPage(
        criteria=criteria,
        results=Page(shown, criteria.page, found.total, PAGE_SIZE),
        categories=_categories(found, criteria, language),
        regions=_regions(found, criteria),
        sorts=tuple((sort, replace(criteria, sort=sort, page=1)) for sort in _sorts(criteria)),
        nearest=() if found.total else nearest(back_end, actor, criteria, found.words, now),
        close_words=tuple(word.typed for word in found.words if word.is_guess),
        unknown_words=tuple(word.typed for word in found.words if word.is_unknown),
    )


def _categories(found: Found, criteria: Criteria, language: str) -> tuple[Facet, ...]:
    labels = {id: one.plural[language] for id, one in categories().items()}
    chosen = criteria.category
    return tuple(
        Facet(key, label, count, replace(criteria, category=None if key == chosen else key, page=1), key == chosen)
        for key, label, count in _present(labels, found.categories, chosen)
    )


def _regions(found: Found, criteria: Criteria) -> tuple[Facet, ...]:
    labels = {code: region.name for code, region in regions().items()}
    return tuple(
        Facet(key, label, count, replace(criteria, region=key, department=None, page=1), key == criteria.region)
        for key, label, count in _present(labels, found.regions, criteria.region)
    )


def _present(
    labels: Mapping[str, str], counts: Mapping[str, int], chosen: str | None
) -> Iterable[tuple[str, str, int]]:
    """Values that would leave something, and the chosen one whatever it leaves."""
    return [(key, label, counts.get(key, 0)) for key, label in labels.items() if counts.get(key) or key == chosen]


def _sorts(criteria: Criteria) -> list[Sort]:
    fitting = {Sort.RELEVANCE: bool(criteria.text), Sort.DISTANCE: criteria.place is not None, Sort.NEWEST: True}
    return [sort for sort, fits in fitting.items() if fits]

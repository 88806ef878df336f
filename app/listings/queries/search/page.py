"""The search page: cards, exact total, facets, and what to try when nothing answers."""

from dataclasses import dataclass, replace
from datetime import datetime

from app.core.actor import Actor
from app.core.paging import PAGE_SIZE, Page
from app.listings.queries.cards import ListingCard, cards
from app.listings.queries.search.asked import Asked, asked
from app.listings.queries.search.criteria import Criteria, Sort
from app.listings.queries.search.facets import Facet, Facets, facets
from app.listings.queries.search.finder import Finder
from app.listings.queries.search.index import IndexFinder
from app.listings.queries.search.nearest import Nearest, nearest
from app.listings.queries.search.sites import OwnSite, own_sites

FINDER: Finder = IndexFinder()
"""The back end in use."""


@dataclass(frozen=True, slots=True)
class SearchPage:
    """The answer to a search.

    *asked* are the criteria in force, *sites* those of the member; *close_words* were spelled otherwise than
    anybody writes them, *unknown_words* are in no listing at all.
    """

    criteria: Criteria
    results: Page[ListingCard]
    asked: tuple[Asked, ...]
    facets: Facets
    sites: tuple[OwnSite, ...]
    sorts: tuple[tuple[Sort, Criteria], ...]
    nearest: tuple[Nearest, ...]
    close_words: tuple[str, ...]
    unknown_words: tuple[str, ...]

    @property
    def categories(self) -> tuple[Facet, ...]:
        """What each category would leave."""
        return self.facets.categories

    @property
    def regions(self) -> tuple[Facet, ...]:
        """What each region would leave."""
        return self.facets.regions


def search(
    actor: Actor,
    criteria: Criteria,
    now: datetime,
    *,
    language: str = "fr",
    finder: Finder | None = None,
    everything: bool = False,
) -> SearchPage:
    """What *actor* finds, with every characteristic when *everything* is wanted.

    The number of queries does not depend on the number of results.
    """
    back_end = finder or FINDER
    found = back_end.find(actor, criteria, now)
    shown = cards(found.hits, language, with_dates=criteria.dates is not None)
    return SearchPage(
        criteria=criteria,
        results=Page(shown, criteria.page, found.total, PAGE_SIZE),
        asked=asked(criteria),
        facets=facets(found, criteria, language, everything=everything),
        sites=own_sites(actor),
        sorts=tuple((sort, replace(criteria, sort=sort, page=1)) for sort in _sorts(criteria)),
        nearest=() if found.total else nearest(back_end, actor, criteria, found.words, now),
        close_words=tuple(word.typed for word in found.words if word.is_guess),
        unknown_words=tuple(word.typed for word in found.words if word.is_unknown),
    )


def _sorts(criteria: Criteria) -> list[Sort]:
    fitting = {Sort.RELEVANCE: bool(criteria.text), Sort.DISTANCE: criteria.place is not None}
    return [sort for sort in Sort if fitting.get(sort, True)]

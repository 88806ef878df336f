"""One state of the catalogue, whole; a later one is made of it and of what changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.queries.search.index.arrays import Ints, Longs, Mask
from app.listings.queries.search.index.sites import Sites
from app.listings.queries.search.index.specs import SpecTable
from app.listings.queries.search.index.stock import Kits, Ledger, Stock
from app.listings.queries.search.index.words import Postings

CONDITIONS, OFFERS, VISIBILITIES = tuple(Condition), tuple(Offer), tuple(Visibility)


@dataclass(frozen=True, slots=True)
class Listings:
    """What of each listing the search weighs, by row. *offered_until* is the first day it is no longer offered;
    *published_at* is in microseconds, the other words are places in their lists."""

    id: Ints
    is_published: Mask
    site: Ints
    institution: Ints
    category: Ints
    condition: Ints
    offer: Ints
    visibility: Ints
    is_easy: Mask
    published_at: Longs
    turnaround: Ints
    offered_from: Ints
    offered_until: Ints


@dataclass(frozen=True, slots=True)
class Snapshot:
    """*row_of* finds a listing by its id, *site_row* its site; *categories* names the numbers of `Listings.category`.

    *titles* are the words of titles alone, *terms* all that a listing is found by, *specs* the tables by category.
    """

    listings: Listings
    row_of: Ints
    categories: tuple[str, ...]
    sites: Sites
    site_row: Ints
    stock: Stock
    ledger: Ledger
    kits: Kits
    terms: Postings
    titles: Postings
    specs: Mapping[str, SpecTable]
    loaded_on: int
    _served: dict[int, Ints] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many rows there are, those no longer published included."""
        return len(self.listings.id)

    def in_service(self, today: int) -> Ints:
        """`Stock.in_service`, computed once a day."""
        if today not in self._served:
            self._served.clear()
            self._served[today] = self.stock.in_service(today)
        return self._served[today]

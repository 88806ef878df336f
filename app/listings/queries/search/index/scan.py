"""One search over a snapshot: which rows answer, which would but for one criterion, and in which order.

Each criterion that is a facet owns a bit; a row carries the bits of those it fails. Rows with no bit answer; a
facet counts those that fail nothing but its own.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from app.core.actor import Actor
from app.listings.domain.categories import categories, understand
from app.listings.domain.states import Condition, Offer, Visibility
from app.listings.queries.search.criteria import Criteria, Sort
from app.listings.queries.search.finder import Spread
from app.listings.queries.search.index.arrays import AnyArray, Floats, Ints, Longs, Mask, day_number
from app.listings.queries.search.index.asking import holding, title_words
from app.listings.queries.search.index.free import Moment, first_free, free_over, in_service
from app.listings.queries.search.index.snapshot import CONDITIONS, OFFERS, VISIBILITIES, Snapshot
from app.listings.queries.search.words import AskedWord

CATEGORY, PLACE, CONDITION, OFFER, EASY, SPECS = 1, 2, 4, 8, 16, 32
OF_CATEGORY = CATEGORY | ~(SPECS - 1)
"""What is let go with the category: itself, its family, and every characteristic."""
MOST_SPECS = 50
_NAMED_CATEGORY = 4
_FAR = 1 << 15


def visible_to(snapshot: Snapshot, actor: Actor) -> Mask:
    """The twin of `queries.visibility.published_for`."""
    of = snapshot.listings
    shared = of.visibility == VISIBILITIES.index(Visibility.PUBLIC)
    if actor.institution_ids or actor.is_staff:
        shared |= of.visibility == VISIBILITIES.index(Visibility.NETWORK)
    shared &= snapshot.sites.is_verified(of.institution)
    for own in actor.institution_ids:
        shared |= of.institution == own
    seen: Mask = shared & of.is_published
    return seen


@dataclass(frozen=True, slots=True)
class Scan:
    """The rows in question, the bits each fails, and their units: free on the asked dates, or in service when only
    a quantity was asked; None when neither was."""

    snapshot: Snapshot
    criteria: Criteria
    at: Moment
    rows: Ints
    fails: Longs
    units: Ints | None
    km: Floats | None

    def but_for(self, own: int) -> Ints:
        """Rows that fail nothing but what *own* says."""
        found: Ints = self.rows[(self.fails & ~own) == 0]
        return found

    @property
    def total(self) -> int:
        """How many answer."""
        return int(np.count_nonzero(self.fails == 0))

    def distance(self, rows: AnyArray) -> Floats | None:
        """Kilometres of *rows* from the asked place."""
        return None if self.km is None else self.km[self.snapshot.site_row[rows]]


def scan(
    snapshot: Snapshot,
    visible: Mask,
    criteria: Criteria,
    words: Sequence[AskedWord],
    at: Moment,
    *,
    answers_only: bool = False,
) -> Scan:
    """Weigh every row that *visible* and *words* leave; *answers_only* when no facet will be counted."""
    km = snapshot.sites.distances(criteria.place.point) if criteria.place else None
    rows = _rows(snapshot, visible, criteria, words, km)
    fails = _fails(snapshot, rows, criteria)
    kept = fails == 0 if answers_only else _fails_one_at_most(fails)
    rows, fails = rows[kept], fails[kept]
    units = _units(snapshot, rows, criteria, at)
    if units is not None:
        enough = units >= criteria.quantity
        rows, fails, units = rows[enough], fails[enough], units[enough]
    return Scan(snapshot, criteria, at, rows, fails, units, km)


def _rows(
    snapshot: Snapshot, visible: Mask, criteria: Criteria, words: Sequence[AskedWord], km: Floats | None
) -> Ints:
    chosen = visible
    held = holding(snapshot, words)
    if held is not None:
        chosen = chosen & held
    if km is not None and criteria.radius_km is not None:
        chosen = chosen & (km <= criteria.radius_km)[snapshot.site_row]
    for one in criteria.not_from:
        chosen = chosen & (snapshot.listings.institution != one)
    return np.flatnonzero(chosen).astype(np.int32)


def _fails(snapshot: Snapshot, rows: Ints, criteria: Criteria) -> Longs:
    of, fails = snapshot.listings, np.zeros(len(rows), dtype=np.int64)
    if criteria.category or criteria.family:
        fails[~_of_category(snapshot, criteria)[of.category[rows]]] |= CATEGORY
    if criteria.region or criteria.department:
        fails[~_of_region(snapshot, criteria)[snapshot.site_row[rows]]] |= PLACE
    if criteria.condition:
        fails[of.condition[rows] > CONDITIONS.index(criteria.condition)] |= CONDITION
    if criteria.offer:
        fails[~np.isin(of.offer[rows], [OFFERS.index(one) for one in {criteria.offer, Offer.BOTH}])] |= OFFER
    if criteria.easy_to_move:
        fails[~of.is_easy[rows]] |= EASY
    _fail_specs(snapshot, rows, criteria, fails)
    return fails


def _of_category(snapshot: Snapshot, criteria: Criteria) -> Mask:
    known = categories()
    if criteria.category:
        fits = [id == criteria.category for id in snapshot.categories]
    else:
        fits = [id in known and known[id].family == criteria.family for id in snapshot.categories]
    return np.array(fits, dtype=np.bool_)


def _of_region(snapshot: Snapshot, criteria: Criteria) -> Mask:
    sites = snapshot.sites
    fits = np.ones(len(sites.region), dtype=np.bool_)
    if criteria.region:
        fits &= np.array([one == criteria.region for one in sites.regions], dtype=np.bool_)[sites.region]
    if criteria.department:
        fits &= np.array([one == criteria.department for one in sites.departments], dtype=np.bool_)[sites.department]
    return fits


def _fail_specs(snapshot: Snapshot, rows: Ints, criteria: Criteria, fails: Longs) -> None:
    table = snapshot.specs.get(criteria.category or "")
    if table is None or not criteria.specs:
        return
    mine = np.flatnonzero(fails & CATEGORY == 0)
    places = table.places(rows[mine])
    for number, wanted in enumerate(criteria.specs[:MOST_SPECS]):
        fails[mine[~table.answers(wanted, places)]] |= SPECS << number


def _fails_one_at_most(fails: Longs) -> Mask:
    """A row that fails two criteria counts nowhere, unless both go with the category."""
    alone: Mask = ((fails & (fails - 1)) == 0) | ((fails & ~OF_CATEGORY) == 0)
    return alone


def _units(snapshot: Snapshot, rows: Ints, criteria: Criteria, at: Moment) -> Ints | None:
    if criteria.dates:
        first, last = criteria.dates
        return free_over(snapshot, rows, day_number(first), day_number(last) + 1, at)
    return in_service(snapshot, rows, at.today) if criteria.quantity > 1 else None


def counts_of(codes: AnyArray, names: Sequence[str]) -> dict[str, int]:
    """How many rows there are of each name."""
    found = np.bincount(codes, minlength=len(names))
    return {name: int(count) for name, count in zip(names, found, strict=True) if count}


def by_condition(of: Scan) -> dict[Condition, int]:
    """How many would be left by "this state or better"."""
    found = np.bincount(of.snapshot.listings.condition[of.but_for(CONDITION)], minlength=len(CONDITIONS))
    return {one: int(count) for one, count in zip(CONDITIONS, np.cumsum(found), strict=True)}


def by_offer(of: Scan) -> dict[Offer, int]:
    """How many would be left by each offer, those that are offered both ways included."""
    found = np.bincount(of.snapshot.listings.offer[of.but_for(OFFER)], minlength=len(OFFERS))
    both = int(found[OFFERS.index(Offer.BOTH)])
    return {one: both + (int(found[n]) if one is not Offer.BOTH else 0) for n, one in enumerate(OFFERS)}


@dataclass(frozen=True, slots=True)
class SpecFacets:
    """What the characteristics of the asked category leave."""

    options: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    spreads: Mapping[str, Spread] = field(default_factory=dict)


def by_spec(of: Scan) -> SpecFacets:
    """Each characteristic counted without what was asked of it."""
    table = of.snapshot.specs.get(of.criteria.category or "")
    if table is None:
        return SpecFacets()
    asked: dict[str, int] = {}
    for number, wanted in enumerate(of.criteria.specs[:MOST_SPECS]):
        asked[wanted.key] = asked.get(wanted.key, 0) | SPECS << number
    answers = table.places(of.but_for(0))

    def places(key: str) -> AnyArray:
        return table.places(of.but_for(asked[key])) if key in asked else answers

    spreads = {key: table.spread(key, places(key)) for key in table.numbers}
    return SpecFacets(
        options={key: table.counts(key, places(key)) for key in table.choices},
        spreads={key: one for key, one in spreads.items() if one is not None},
    )


def page_of(of: Scan, words: Sequence[AskedWord], size: int) -> Ints:
    """The rows of the asked page in the asked order; what is equal: newest first, then the oldest id."""
    rows = of.but_for(0)
    begin, end = (of.criteria.page - 1) * size, of.criteria.page * size
    if begin >= len(rows):
        return rows[:0]
    listings = of.snapshot.listings
    first = _order_key(of, rows, words)
    newest = -(listings.published_at[rows] // 1_000_000)
    kept = _first(first, newest, end)
    order = np.lexsort((listings.id[rows[kept]], -listings.published_at[rows[kept]], first[kept]))
    found: Ints = rows[kept[order[begin:end]]]
    return found


def _first(key: Longs, newest: Longs, many: int) -> AnyArray:
    """Where the *many* first may be: a sieve that leaves few, but never loses one."""
    if len(key) <= 4 * many:
        return np.arange(len(key))
    whole = (key << 36) + newest
    kept: AnyArray = np.flatnonzero(whole <= np.partition(whole, many - 1)[many - 1])
    return kept


def _order_key(of: Scan, rows: Ints, words: Sequence[AskedWord]) -> Longs:
    match of.criteria.order:
        case Sort.RELEVANCE:
            return -_closeness(of, rows, words) * _FAR + _whole_km(of, rows)
        case Sort.DISTANCE:
            return _whole_km(of, rows)
        case Sort.FREE:
            asked = of.criteria
            start = max(of.at.today, day_number(asked.first_day)) if asked.first_day else of.at.today
            return first_free(of.snapshot, rows, asked.quantity, start, of.at).astype(np.int64)
        case Sort.NEWEST:
            return np.zeros(len(rows), dtype=np.int64)


def _whole_km(of: Scan, rows: Ints) -> Longs:
    found = of.distance(rows)
    return np.zeros(len(rows), dtype=np.int64) if found is None else np.rint(found).astype(np.int64)


def _closeness(of: Scan, rows: Ints, words: Sequence[AskedWord]) -> Longs:
    named = understand(of.criteria.text).categories if of.criteria.text else ()
    in_title = title_words(of.snapshot, words)[rows].astype(np.int64)
    is_named = np.array([id in named for id in of.snapshot.categories], dtype=np.bool_)
    return in_title + _NAMED_CATEGORY * is_named[of.snapshot.listings.category[rows]]

"""From the database to columns: everything, or only what belongs to some listings. One statement for each part."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
from sqlalchemy import Connection, Integer, case, cast, func, or_, select

from app.listings.domain.handling import Vehicle, is_easy_to_move
from app.listings.domain.states import ListingState
from app.listings.models import KitMember, Listing, ListingTerm
from app.listings.queries.search.index.arrays import (
    EVER,
    NEVER,
    AnyArray,
    Ints,
    Mask,
    by_id,
    day_number,
    instant,
    ints,
    looked_up,
    snug,
)
from app.listings.queries.search.index.packed import day, lists, micros, place_of, read
from app.listings.queries.search.index.packed import joined as joined_text
from app.listings.queries.search.index.snapshot import CONDITIONS, OFFERS, VISIBILITIES, Listings, Snapshot
from app.listings.queries.search.index.specs import SpecTable, joined, kinds_of, spec_table
from app.listings.queries.search.index.supply import (
    no_stock,
    read_kits,
    read_ledger,
    read_sites,
    read_stock,
    rested,
)
from app.listings.queries.search.index.wording import (
    AT_ONCE,
    SPECS,
    read_sheet,
    read_tables,
    read_titles,
    title_words,
)
from app.listings.queries.search.index.words import Postings, PostingsMaker

VEHICLES = tuple(Vehicle)


def whole(connection: Connection, today: date) -> Snapshot:
    """The catalogue as it is."""
    sites = read_sites(connection, today)
    listings, categories, row_of = _all_listings(connection)
    site_row = snug(looked_up(sites.row_of, listings.site))
    return Snapshot(
        listings=listings,
        row_of=row_of,
        categories=categories,
        sites=sites,
        site_row=site_row,
        stock=read_stock(connection, None, row_of, listings),
        ledger=rested(read_ledger(connection, None, row_of, listings, today), sites, site_row),
        kits=read_kits(connection, row_of),
        terms=_all_terms(connection, row_of, listings.category),
        titles=read_titles(connection, _shown(), row_of),
        specs=read_tables(connection, _shown(), row_of, listings, categories),
        loaded_on=day_number(today),
    )


def with_changed(
    connection: Connection, old: Snapshot, today: date, *, listings: set[int], units: set[int], holds: set[int],
    terms: set[int], sites: bool, kits: bool,
) -> Snapshot:  # fmt: skip
    """*old* with what changed: whole listings, or only the units, holds or words of some, or the sites."""
    new = old
    if sites:
        read = read_sites(connection, today)
        new = replace(new, sites=read, site_row=snug(looked_up(read.row_of, new.listings.site)))
        new = replace(new, ledger=rested(new.ledger, new.sites, new.site_row))
    if listings:
        new = _with_listings(connection, new, listings)
    new = _with_parts(connection, new, today, units | listings, holds | listings, terms | listings)
    if kits or listings:
        new = replace(new, kits=read_kits(connection, new.row_of))
    return replace(new, _served={})


def _with_parts(
    connection: Connection, old: Snapshot, today: date, units: set[int], holds: set[int], terms: set[int]
) -> Snapshot:
    new = old
    if units:
        read = read_stock(connection, units, new.row_of, new.listings)
        new = replace(new, stock=new.stock.patched(_rows(new, units), read))
    if holds:
        ledger = rested(read_ledger(connection, holds, new.row_of, new.listings, today), new.sites, new.site_row)
        new = replace(new, ledger=new.ledger.patched(_rows(new, holds), ledger))
    if terms:
        words = _terms_of(connection, terms)
        known = {row: words[id] for id in terms if (row := _row(new, id)) >= 0}
        new = replace(new, terms=new.terms.patched(known))
    return new


def _row(of: Snapshot, id: int) -> int:
    return int(of.row_of[id]) if id < len(of.row_of) else -1


def _rows(of: Snapshot, ids: Iterable[int]) -> Ints:
    found = looked_up(of.row_of, ints(list(ids)))
    return found[found >= 0]


_COLUMNS = (
    Listing.id, Listing.state, Listing.site_id, Listing.institution_id, Listing.category, Listing.condition,
    Listing.offer, Listing.visibility, Listing.published_at, Listing.turnaround_days, Listing.available_from,
    Listing.available_until, Listing.vehicle, Listing.carriers, Listing.needs_dock, Listing.needs_lift, Listing.title,
    SPECS.label("specs"),
)  # fmt: skip


def _chosen(ids: Collection[int]) -> Any:
    """Published listings, and members of kits whatever their state: a kit is no more than its members."""
    return select(*_COLUMNS).where(_shown(), Listing.id.in_(ids)).order_by(Listing.id)


def _shown() -> Any:
    return or_(Listing.state == ListingState.PUBLISHED, Listing.id.in_(select(KitMember.member_id)))


def _batches(connection: Connection, statement: Any) -> Iterator[Sequence[Any]]:
    result = connection.execute(statement, execution_options={"yield_per": AT_ONCE})
    yield from result.partitions(AT_ONCE)


def _all_listings(connection: Connection) -> tuple[Listings, tuple[str, ...], Ints]:
    shown = _shown()
    names = tuple(
        connection.execute(select(Listing.category).where(shown).distinct().order_by(Listing.category)).scalars()
    )
    listings = _numbers(connection, names)
    return listings, names, by_id(listings.id)


def _numbers(connection: Connection, categories: Sequence[str]) -> Listings:
    of = Listing
    columns = (
        of.id, case((of.state == ListingState.PUBLISHED, 1), else_=0), of.site_id, of.institution_id,
        place_of(of.category, {name: place for place, name in enumerate(categories)}) if categories else of.id * 0,
        _place(of.condition, CONDITIONS), _place(of.offer, OFFERS), _place(of.visibility, VISIBILITIES),
        _place(of.vehicle, VEHICLES), func.coalesce(of.carriers, 0), cast(of.needs_dock, Integer),
        cast(of.needs_lift, Integer), micros(of.published_at, 0), of.turnaround_days, day(of.available_from, EVER),
        day(of.available_until, NEVER - 1) + 1,
    )  # fmt: skip
    read_columns = read(connection, select(*columns).where(_shown()), "id")
    order = np.argsort(read_columns[0])
    order = order[read_columns[4][order] >= 0]  # a category that came a moment ago is read with the log
    (id, published, site, institution, category, condition, offer, visibility, vehicle, carriers, dock, lift, at,
     turnaround, first, last) = (one[order] for one in read_columns)  # fmt: skip
    whole: list[Any] = [snug(one) for one in (site, institution, category, condition, offer, visibility)]
    easy = _easy(np.stack([vehicle, carriers, dock, lift], axis=1))
    rest: list[Any] = [snug(one) for one in (turnaround, first, last)]
    return Listings(id.astype(np.int32), published == 1, *whole, easy, at, *rest)  # type: ignore[call-arg]


def _place(column: Any, places: Sequence[Any]) -> Any:
    return place_of(column, {one: place for place, one in enumerate(places)})


def _easy(handling: AnyArray) -> Mask:
    """The rule of `domain.handling`, asked once for each way to handle there is."""
    ways, back = np.unique(handling, axis=0, return_inverse=True)
    answers = [
        is_easy_to_move(VEHICLES[v] if v >= 0 else None, c or None, needs_dock=bool(d), needs_lift=bool(f))
        for v, c, d, f in ways.tolist()
    ]
    found: Mask = np.array(answers, dtype=np.bool_)[back.reshape(-1)]
    return found


def _tables(rows: Sequence[Any], numbers: Sequence[int]) -> dict[str, SpecTable]:
    members: dict[str, list[tuple[int, Mapping[str, Any]]]] = defaultdict(list)
    for row, number in zip(rows, numbers, strict=True):
        members[row.category].append((number, read_sheet(row.specs)))
    return {
        category: spec_table(category, ints([number for number, _ in some]), [specs for _, specs in some])
        for category, some in members.items()
    }


def _columns(rows: Sequence[Any], categories: dict[str, int]) -> Listings:
    return Listings(
        id=ints([row.id for row in rows]),
        is_published=np.array([row.state is ListingState.PUBLISHED for row in rows], dtype=np.bool_),
        site=ints([row.site_id for row in rows]),
        institution=ints([row.institution_id for row in rows]),
        category=ints([categories.setdefault(row.category, len(categories)) for row in rows]),
        condition=ints([CONDITIONS.index(row.condition) for row in rows]),
        offer=ints([OFFERS.index(row.offer) for row in rows]),
        visibility=ints([VISIBILITIES.index(row.visibility) for row in rows]),
        is_easy=np.array([_is_easy(row) for row in rows], dtype=np.bool_),
        published_at=np.array([instant(row.published_at, 0) for row in rows], dtype=np.int64),
        turnaround=ints([row.turnaround_days for row in rows]),
        offered_from=ints([day_number(row.available_from) if row.available_from else EVER for row in rows]),
        offered_until=ints([day_number(row.available_until) + 1 if row.available_until else NEVER for row in rows]),
    )


def _is_easy(row: Any) -> bool:
    return is_easy_to_move(row.vehicle, row.carriers, needs_dock=row.needs_dock, needs_lift=row.needs_lift)


def _with_listings(connection: Connection, old: Snapshot, ids: set[int]) -> Snapshot:
    """Rows changed where they stand, new ones behind, those that are offered no more as if they were drafts."""
    rows = [row for some in _batches(connection, _chosen(ids)) for row in some]
    places = {name: number for number, name in enumerate(old.categories)}
    changed = _columns(rows, places)
    size = old.size
    numbers = [known if (known := _row(old, row.id)) >= 0 else -1 for row in rows]
    new_rows = iter(range(size, size + numbers.count(-1)))
    numbers = [next(new_rows) if number < 0 else number for number in numbers]
    grown: list[Any] = [_grown(getattr(old.listings, n), getattr(changed, n), numbers) for n in Listings.__slots__]
    listings = Listings(*grown)
    gone = ints([row for id in ids - {row.id for row in rows} if (row := _row(old, id)) >= 0])
    listings.is_published[gone] = False
    return replace(
        old,
        listings=listings,
        row_of=by_id(listings.id),
        categories=tuple(places),
        site_row=snug(looked_up(old.sites.row_of, listings.site)),
        titles=old.titles.patched(
            {number: frozenset(title_words(row.title)) for row, number in zip(rows, numbers, strict=True)}
        ),
        specs=_respecified(old, rows, numbers, gone),
        stock=old.stock.patched(ints([]), no_stock(len(listings.id))),
    )


def _grown(old: AnyArray, changed: AnyArray, numbers: list[int]) -> AnyArray:
    both = np.promote_types(old.dtype, changed.dtype)
    made = np.zeros(max(len(old), max(numbers, default=-1) + 1), dtype=both)
    made[: len(old)] = old
    made[numbers] = changed
    return made


def _respecified(old: Snapshot, rows: Sequence[Any], numbers: list[int], gone: Ints) -> dict[str, SpecTable]:
    order = sorted(range(len(rows)), key=lambda place: numbers[place])
    new = _tables([rows[place] for place in order], [numbers[place] for place in order])
    leave = np.concatenate([ints(numbers), gone])
    tables = dict(old.specs)
    left = {old.categories[int(old.listings.category[row])] for row in leave if row < old.size}
    for category in left | set(new):
        before = tables.get(category) or spec_table(category, ints([]), [])
        after = new.get(category) or spec_table(category, ints([]), [])
        if before.kinds == after.kinds:
            tables[category] = joined(before, leave, after)
        else:
            tables.pop(category, None)  # its schema changed: read again when it is asked for
    return tables


def respecified(connection: Connection, old: Snapshot, category: str) -> Snapshot:
    """*old* with the characteristics of *category* read again, under its schema of today."""
    mine = select(Listing.id, Listing.specs).where(Listing.category == category)
    numbers = [(_row(old, row.id), row.specs or {}) for some in _batches(connection, mine) for row in some]
    numbers = sorted((one for one in numbers if one[0] >= 0), key=lambda one: one[0])
    table = spec_table(category, ints([number for number, _ in numbers]), [specs for _, specs in numbers])
    return replace(old, specs={**old.specs, category: table})


def is_current(of: Snapshot, category: str) -> bool:
    """Whether the characteristics of *category* were read under its schema of today."""
    table = of.specs.get(category)
    return table is not None and table.kinds == kinds_of(category)


def _all_terms(connection: Connection, row_of: Ints, categories: Ints) -> Postings:
    maker = PostingsMaker(categories)
    statement = select(ListingTerm.term, joined_text(ListingTerm.listing_id)).group_by(ListingTerm.term)
    for word, ids in lists(connection, statement):
        rows = looked_up(row_of, ids)
        rows = rows[rows >= 0]
        if rows.size:
            maker.add_all(word, rows)
    return maker.made()


def _terms_of(connection: Connection, ids: Collection[int]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = {id: set() for id in ids}
    statement = select(ListingTerm.listing_id, ListingTerm.term).where(ListingTerm.listing_id.in_(ids))
    for rows in _batches(connection, statement):
        for id, term in rows:
            found[id].add(term)
    return {id: frozenset(words) for id, words in found.items()}

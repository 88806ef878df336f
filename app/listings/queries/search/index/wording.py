"""From the database to what is said of listings: titles by word, characteristics by category.

What many say alike comes once, with all who say it: nothing is kept by listing while the catalogue is read.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from typing import Any

import numpy as np
from sqlalchemy import Connection, String, cast, func, select, type_coerce

from app.core.db import is_sqlite
from app.core.text import fold
from app.listings.models import Listing
from app.listings.queries.search.index.arrays import Ints, ints, looked_up
from app.listings.queries.search.index.packed import joined, lists, sheets
from app.listings.queries.search.index.snapshot import Listings
from app.listings.queries.search.index.specs import SpecTable, spec_table
from app.listings.queries.search.index.words import Postings, PostingsMaker

AT_ONCE = 5_000
SPECS = type_coerce(cast(Listing.specs, String), String)
"""As text: what says the same is parsed once."""


def title_words(title: str) -> set[str]:
    """The folded words of a title."""
    return {word for part in title.split() for word in _folded(part)}


def read_titles(connection: Connection, shown: Any, row_of: Ints) -> Postings:
    """The words of the titles of all that is *shown*."""
    maker = PostingsMaker()
    said: dict[str, list[Ints]] = defaultdict(list)
    for part, ids in _parts_by_row(connection, shown) if is_sqlite() else _parts(connection, shown):
        rows = looked_up(row_of, ids)
        for word in title_words(part):
            said[word].append(rows[rows >= 0])
    for word in list(said):
        rows = np.unique(np.concatenate(said.pop(word)))
        if rows.size:
            maker.add_all(word, rows)
    return maker.made()


def _parts(connection: Connection, shown: Any) -> Iterator[tuple[str, Ints]]:
    """What stands between spaces, and who says it."""
    part = func.unnest(func.string_to_array(Listing.title, " ")).label("part")
    inner = select(Listing.id, part).where(shown).subquery()
    return lists(connection, select(inner.c.part, joined(inner.c.id)).group_by(inner.c.part))


def _parts_by_row(connection: Connection, shown: Any) -> Iterator[tuple[str, Ints]]:
    """The same from a database that cannot cut a text."""
    statement = select(Listing.id, Listing.title).where(shown).order_by(Listing.id)
    result = connection.execute(statement, execution_options={"yield_per": AT_ONCE})
    for rows in result.partitions(AT_ONCE):
        found: dict[str, list[int]] = defaultdict(list)
        for id, title in rows:
            for part in title.split():
                found[part].append(id)
        yield from ((part, ints(ids)) for part, ids in found.items())


def read_tables(
    connection: Connection, shown: Any, row_of: Ints, listings: Listings, names: Sequence[str]
) -> dict[str, SpecTable]:
    """The characteristics of all that is *shown*, category by category; what came since is silent until the log is
    read."""
    own, text = (Listing.category, SPECS)
    statement = select(own, text, joined(Listing.id)).where(shown).group_by(own, text).order_by(own)
    tables: dict[str, SpecTable] = {}
    for name, some in groupby(sheets(connection, statement), key=lambda one: one[0]):
        if name in names:
            mine = np.flatnonzero(listings.category == names.index(name)).astype(np.int32)
            tables[name] = _table(name, mine, [(stored, looked_up(row_of, ids)) for _, stored, ids in some])
    for number, name in enumerate(names):
        if name not in tables:
            tables[name] = _table(name, np.flatnonzero(listings.category == number).astype(np.int32), [])
    return tables


def _table(name: str, mine: Ints, said: Sequence[tuple[str | None, Ints]]) -> SpecTable:
    """The table of the rows *mine*, of which *said* tells sheets and who has them."""
    which = np.zeros(len(mine), dtype=np.int32)  # the first sheet is blank
    for number, (_, rows) in enumerate(said if mine.size else (), start=1):
        places = np.searchsorted(mine, rows)
        places[places == len(mine)] = 0
        which[places[mine[places] == rows]] = number
    return spec_table(name, mine, [{}, *(read_sheet(stored) for stored, _ in said)], which)


def read_sheet(stored: str | None) -> Mapping[str, Any]:
    """Characteristics as they were stored."""
    found = json.loads(stored) if stored else {}
    return found if isinstance(found, dict) else {}


@lru_cache(maxsize=2_000)
def _folded(part: str) -> tuple[str, ...]:
    return tuple(fold(part).split())

"""Is the index what the database says? Two snapshots compared listing by listing, and the triggers counted."""

from collections.abc import Iterable
from datetime import date
from hashlib import blake2b

import numpy as np
from sqlalchemy import Connection, select, text

from app.core.db import db, is_sqlite
from app.listings.models import SearchChange
from app.listings.queries.search.index.arrays import AnyArray, Bits
from app.listings.queries.search.index.keeper import keeper, patched
from app.listings.queries.search.index.load import whole
from app.listings.queries.search.index.log import MOST_READ, Change
from app.listings.queries.search.index.snapshot import Listings, Snapshot

WATCHED = ("listing", "unit", "allocation", "listing_term", "kit_member", "site", "site_closure")
TRIGGERS = frozenset(
    {f"{table}_noted_{verb}" for table in WATCHED for verb in ("insert", "update", "delete")}
    | {"institution_noted_update"}
)
_TOLD = 20
_BY_NAME = ("category", "site")
_SPREAD = np.uint64(0x9E3779B97F4A7C15)  # 2^64 over the golden ratio: neighbours land far apart


def faults_of_search(today: date) -> list[str]:
    """What is wrong, in sentences: triggers that are gone, and listings that the log would have left behind."""
    with db.engine.connect() as connection:
        missing = [
            f"trigger {name} is missing: changes go unnoticed" for name in sorted(missing_triggers(connection))
        ]
        followed = keeper().snapshot(today)
        replayed = patched(connection, followed, _retained(connection), today)
        fresh = whole(connection, today)
    wrong = sorted({*differing(followed, fresh), *differing(replayed, fresh)})
    told = [f"listing {id} is not in the index as it is in the database" for id in wrong[:_TOLD]]
    return missing + told + ([f"and {len(wrong) - _TOLD} more"] if len(wrong) > _TOLD else [])


def missing_triggers(connection: Connection) -> set[str]:
    """Triggers of the log that are not there, or asleep."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    if not is_sqlite():
        names = "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'"
    return set(TRIGGERS) - set(connection.execute(text(names)).scalars())


def _retained(connection: Connection) -> list[Change]:
    """What the log still holds: applied once more, it must change nothing."""
    newest = select(SearchChange.id, SearchChange.kind, SearchChange.key).order_by(SearchChange.id.desc())
    return [Change(*row) for row in connection.execute(newest.limit(MOST_READ))]


def differing(a: Snapshot, b: Snapshot) -> list[int]:
    """The ids of listings that *a* and *b* do not know alike."""
    known, other = digests(a), digests(b)
    return sorted(id for id in known.keys() | other.keys() if known.get(id) != other.get(id))


def digests(of: Snapshot) -> dict[int, int]:
    """All that is known of each listing that counts, as one number."""
    found = _columns(of) + _words(of) + _holds(of) + _specs(of)
    counts = of.listings.is_published.copy()
    counts[of.kits.member] = True
    rows = np.flatnonzero(counts)
    return dict(zip(of.listings.id[rows].tolist(), found[rows].tolist(), strict=True))


def _columns(of: Snapshot) -> Bits:
    names = np.array([_number(name) for name in of.categories] or [0], dtype=np.uint64)
    found = names[of.listings.category]
    for place, name in enumerate(Listings.__slots__):
        if name not in _BY_NAME:
            found = found + _mixed(place + 1, getattr(of.listings, name))
    return found + _sites(of)[of.site_row]


def _sites(of: Snapshot) -> Bits:
    sites = of.sites
    known = [
        _number(f"{sites.regions[int(r)]} {sites.departments[int(d)]} {lat!r} {lon!r} {_opening(of, int(c))}")
        for r, d, lat, lon, c in zip(
            sites.region, sites.department, sites.latitude, sites.longitude, sites.calendar, strict=True
        )
    ]
    return np.array(known or [0], dtype=np.uint64)


def _opening(of: Snapshot, calendar: int) -> str:
    days = of.sites.calendars.of(calendar)
    return f"{sorted(days.weekdays)} {sorted(days.closed)}"


def _words(of: Snapshot) -> Bits:
    found = np.zeros(of.size, dtype=np.uint64)
    for number, postings in enumerate((of.terms, of.titles), start=1):
        fresh = (word for words in postings.fresh.values() for word in words)
        for word in {*postings.words, *fresh}:
            found[postings.holding(word)] += np.uint64(_number(f"{number} {word}"))
    return found


def _holds(of: Snapshot) -> Bits:
    found = _mixed(50, of.stock.steady)
    _add(found, of.stock.row, (of.stock.since, of.stock.until, of.stock.count), 51)
    ledger = of.ledger
    _add(found, ledger.row, (ledger.start, ledger.end, ledger.rested, ledger.units, ledger.state, ledger.expires), 60)
    _add(found, of.kits.kit, (of.listings.id[of.kits.member], of.kits.count), 70)
    return found


def _add(found: Bits, rows: AnyArray, values: Iterable[AnyArray], place: int) -> None:
    mixed = np.zeros(len(rows), dtype=np.uint64)
    for number, one in enumerate(values):
        mixed = (mixed + _mixed(place + number, one)) * _SPREAD
    np.add.at(found, rows, mixed)


def _specs(of: Snapshot) -> Bits:
    found = np.zeros(of.size, dtype=np.uint64)
    for table in of.specs.values():
        everywhere = np.arange(len(table.rows))
        for key, of_rows in table.numbers.items():
            values = of_rows.all
            found[table.rows] += np.where(np.isnan(values), 0, values).view(np.uint64) * np.uint64(_number(key) | 1)
        for key, choices in table.choices.items():
            for option in choices.keys:
                has = choices.has(option, everywhere)
                found[table.rows[has]] += np.uint64(_number(f"{key} {option}"))
    return found


def _mixed(place: int, values: AnyArray) -> Bits:
    """Numbers spread over 64 bits, differently at each *place*."""
    whole = values.astype(np.int64).view(np.uint64) + np.uint64(place)
    mixed: Bits = (whole * _SPREAD) ^ (whole * _SPREAD >> np.uint64(29))
    return mixed * np.uint64(2 * place + 1)


def _number(words: str) -> int:
    return int.from_bytes(blake2b(words.encode(), digest_size=8).digest(), "big")

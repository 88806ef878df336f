"""Each process's own index, brought up to date before every answer."""

import ctypes
import gc
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from threading import Lock
from typing import TypeGuard
from weakref import WeakKeyDictionary

from flask import g, has_request_context, request
from sqlalchemy import Connection, Engine

from app.core.db import db, in_transaction, is_sqlite
from app.listings.models import ChangeKind
from app.listings.queries.search.index.arrays import day_number
from app.listings.queries.search.index.load import is_current, respecified, whole, with_changed
from app.listings.queries.search.index.log import Change, Position, begin_log, changes_since, end_of_log
from app.listings.queries.search.index.snapshot import Snapshot

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h
MOST_PATCHED = 5_000
"""Rows whose words may stand aside of the index before it is made anew."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A snapshot and the place in the log that it stands for; None where the log could not be known again."""

    snapshot: Snapshot
    position: Position | None


class Keeper:
    """The index of one database. Readers take the present snapshot; one thread at a time makes the next."""

    def __init__(self) -> None:
        self._kept: Kept | None = None
        self._lock = Lock()

    def snapshot(self, today: date, category: str | None = None) -> Snapshot:
        """The catalogue as it is committed now, with the characteristics of *category* as they are defined now.

        Within a transaction what it has written counts too, for this one answer.
        """
        with _connection() as connection:
            if in_transaction():
                news = _news(connection, self._kept, today)
                return _specified(connection, _caught_up(connection, self._kept, news, today), category).snapshot
            kept = self._kept
            news = _news(connection, kept, today)
            if not _answers(kept, news, category):
                with self._lock:
                    if self._kept is not kept:  # somebody else made the next one meanwhile
                        kept = self._kept
                        news = _news(connection, kept, today)
                    kept = self._kept = _specified(connection, _caught_up(connection, kept, news, today), category)
            return kept.snapshot

    def forget(self) -> None:
        """Have the next answer read everything anew."""
        with self._lock:
            self._kept = None


_keepers: WeakKeyDictionary[Engine, Keeper] = WeakKeyDictionary()
_finding = Lock()


def keeper() -> Keeper:
    """The index of the present database."""
    with _finding:
        return _keepers.setdefault(db.engine, Keeper())


def present(today: date, category: str | None = None) -> Snapshot:
    """The catalogue for one answer.

    A page that only reads asks several times (what is found, what comes nearest): all of it is answered from the one
    state in which it first asked.
    """
    if in_transaction() or not has_request_context() or request.method not in ("GET", "HEAD"):
        return keeper().snapshot(today, category)
    seen: Snapshot | None = g.get("catalogue")
    if seen is None or _is_of_later_day(seen, today) or not _is_specified(seen, category):
        seen = g.catalogue = keeper().snapshot(today, category)
    return seen


def warm(today: date) -> None:
    """Read the catalogue now, so that the first search need not. One that comes meanwhile waits for it."""
    keeper().snapshot(today)


@contextmanager
def _connection() -> Iterator[Connection]:
    """Where the present is read: SQLite's session may still see the state in which its request began."""
    if in_transaction() or not is_sqlite():
        if in_transaction():
            db.session.flush()
        yield db.session.connection()
        return
    with db.engine.connect() as connection:
        yield connection


News = tuple[list[Change], Position] | None


def _news(connection: Connection, kept: Kept | None, today: date) -> News:
    """What came since; None when everything has to be read anew."""
    if kept is None or kept.position is None or _is_of_later_day(kept.snapshot, today):
        return None
    found = changes_since(connection, kept.position)
    return None if found and any(one.kind is ChangeKind.ALL for one in found[0]) else found


def _answers(kept: Kept | None, news: News, category: str | None) -> TypeGuard[Kept]:
    """Whether *kept* is the present."""
    return kept is not None and news is not None and not news[0] and _is_specified(kept.snapshot, category)


def _caught_up(connection: Connection, kept: Kept | None, news: News, today: date) -> Kept:
    if kept is None or news is None or not _is_small(kept, news[0]):
        return _made(connection, today)
    changes, position = news
    return Kept(patched(connection, kept.snapshot, changes, today), position) if changes else kept


def _is_small(kept: Kept, changes: Iterable[Change]) -> bool:
    return len(kept.snapshot.terms.fresh) + len({one.key for one in changes}) <= MOST_PATCHED


def patched(connection: Connection, old: Snapshot, changes: Iterable[Change], today: date) -> Snapshot:
    """*old* with *changes* read from the database."""
    keys: dict[ChangeKind, set[int]] = defaultdict(set)
    for one in changes:
        keys[one.kind].add(one.key)
    return with_changed(
        connection,
        old,
        today,
        listings=keys[ChangeKind.LISTING],
        units=keys[ChangeKind.UNITS],
        holds=keys[ChangeKind.HOLDS],
        terms=keys[ChangeKind.TERMS],
        sites=ChangeKind.SITE in keys,
        kits=ChangeKind.KIT in keys,
    )


def _made(connection: Connection, today: date) -> Kept:
    """Read anew. The place in the log comes first: what is written meanwhile is read twice rather than never."""
    position = end_of_log(connection)
    if position is None and not in_transaction():
        with db.engine.connect() as other, other.begin():
            begin_log(other)
        if is_sqlite():
            connection.rollback()  # what was just written is not in the state this connection reads
        position = end_of_log(connection)
    with _giving_back():
        return Kept(whole(connection, today), position)


@contextmanager
def _giving_back() -> Iterator[None]:
    """Reading a large catalogue leaves holes in the heap, which glibc keeps: here what is large comes from the system
    and returns to it. Other C libraries do as they do."""
    libc = ctypes.CDLL(None)
    if not hasattr(libc, "malloc_trim"):
        yield
        return
    libc.mallopt(_MMAP_THRESHOLD, 1 << 16)
    try:
        yield
    finally:
        gc.collect()
        libc.malloc_trim(0)
        libc.mallopt(_MMAP_THRESHOLD, 1 << 25)  # the columns of one question are taken and left all the time


def _is_of_later_day(snapshot: Snapshot, today: date) -> bool:
    """Holds that were over when it was read are not in it: an earlier day (a test's clock) cannot be answered."""
    return day_number(today) < snapshot.loaded_on


def _is_specified(snapshot: Snapshot, category: str | None) -> bool:
    return category is None or category not in snapshot.categories or is_current(snapshot, category)


def _specified(connection: Connection, kept: Kept, category: str | None) -> Kept:
    if category is None or _is_specified(kept.snapshot, category):
        return kept
    return Kept(respecified(connection, kept.snapshot, category), kept.position)

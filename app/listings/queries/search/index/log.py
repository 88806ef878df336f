"""Reading the log of changes: what came since, and whether this is still the same log."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection, text

from app.core.db import is_sqlite
from app.listings.models import ChangeKind

MOST_READ = 50_000
KEPT = 100_000
"""Notes behind the newest that the retention job leaves: a process that is further behind reads everything anew."""


@dataclass(frozen=True, slots=True)
class Change:
    """One note."""

    id: int
    kind: ChangeKind
    key: int


@dataclass(frozen=True, slots=True)
class Position:
    """How far the log was read: up to the note *last* with its *mark*.

    PostgreSQL hands out numbers before it commits, so a lower number may appear later. Every transaction that could
    still bring one has *horizon* or more: notes from there on are read again, those *seen* are known.
    """

    last: int
    mark: int
    horizon: int
    seen: frozenset[int]


_SQLITE_SINCE = """
SELECT id, kind, key, mark, xid, 0 AS horizon FROM search_change WHERE id >= :last ORDER BY id LIMIT :most"""
_POSTGRES_SINCE = """
SELECT id, kind, key, mark, xid, pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon FROM search_change
WHERE xid >= :horizon OR id = :last ORDER BY id LIMIT :most"""
_SQLITE_END = "SELECT id, kind, key, mark, xid, 0 AS horizon FROM search_change ORDER BY id DESC LIMIT 1"
_POSTGRES_END = """
WITH edge AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS horizon)
SELECT id, kind, key, mark, xid, horizon FROM search_change, edge
WHERE xid >= horizon OR id = (SELECT max(id) FROM search_change) ORDER BY id DESC LIMIT :most"""
_FIRST_NOTE = """
INSERT INTO search_change (kind, key) SELECT 'site', 0 WHERE NOT EXISTS (SELECT 1 FROM search_change)"""


def end_of_log(connection: Connection) -> Position | None:
    """Where the log is now; None when it is empty."""
    statement = _SQLITE_END if is_sqlite() else _POSTGRES_END
    rows = connection.execute(text(statement), {} if is_sqlite() else {"most": MOST_READ}).all()
    if not rows:
        return None
    return Position(rows[0].id, rows[0].mark, rows[0].horizon, frozenset(row.id for row in rows))


def changes_since(connection: Connection, at: Position) -> tuple[list[Change], Position] | None:
    """What came after *at*, and the position after it. None: the log was pruned, replaced, or runs too far ahead."""
    statement = text(_SQLITE_SINCE if is_sqlite() else _POSTGRES_SINCE)
    asked = {"last": at.last, "most": MOST_READ} | ({} if is_sqlite() else {"horizon": at.horizon})
    rows = connection.execute(statement, asked).all()
    if not any(row.id == at.last and row.mark == at.mark for row in rows) or len(rows) == MOST_READ:
        return None
    horizon = rows[0].horizon
    if horizon < at.horizon:
        return None
    news = [row for row in rows if row.id not in at.seen and row.id != at.last]
    if not news:
        return [], at
    last = max(rows, key=lambda row: row.id)
    seen = frozenset(row.id for row in rows if row.xid >= horizon)
    return _changes(news), Position(last.id, last.mark, horizon, seen)


def begin_log(connection: Connection) -> None:
    """Write the first note: an empty log has no mark by which it is known again."""
    connection.execute(text(_FIRST_NOTE))


def _changes(rows: Collection[object]) -> list[Change]:
    return [Change(row.id, ChangeKind(row.kind), row.key) for row in rows]  # type: ignore[attr-defined]

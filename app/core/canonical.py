"""The canonical export: the whole business as text, the same bytes for the same history on either engine.

What differs from one run to another says nothing of the business and is left out: tables of passing things,
secrets and names drawn at random. Ids are replaced by the rank of the row in its table, because an engine that
skips or reuses a number (PostgreSQL after a refusal, SQLite after a deletion) did not do anything else.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table

from app.core.archive import line, rows, snapshot, tables

VOLATILE = {
    "sign_in_session",
    "sign_in_attempt",
    "password_reset",
    "registration",
    "idempotency_key",
    "job_run",
    "outbox_mail",
}
"""Tables that say nothing of the institutions' business: left out here, kept in backups."""

DRAWN = {
    "password_hash",
    "token_hash",
    "request_id",
    "last_used_at",
    "logo_key",
    "file_key",
    "small_key",
    "medium_key",
    "large_key",
}
"""Columns whose values are drawn at random or noted in passing."""


class _Ranks:
    """The rank of every row seen so far, by table and id; rows come after those they point to."""

    def __init__(self) -> None:
        self._of: dict[str, dict[int, int]] = {}

    def note(self, table: Table, row: dict[str, Any]) -> None:
        if "id" in row:
            known = self._of.setdefault(table.name, {})
            known[row["id"]] = len(known) + 1

    def of(self, table_name: str, id: Any) -> Any:
        """The rank behind *id*; what is gone, or is no table of ours, stays as it was written."""
        return self._of.get(table_name, {}).get(id, id)


def canonical() -> Iterator[str]:
    """One JSON line per row: tables in order of dependence, rows by key, columns by name."""
    ranks = _Ranks()
    with snapshot() as connection:
        for table in tables():
            if table.name not in VOLATILE:
                yield from _lines(connection, table, ranks)


def _lines(connection: Connection, table: Table, ranks: _Ranks) -> Iterator[str]:
    targets = {
        column.name: key.column.table.name
        for column in table.columns
        for key in column.foreign_keys
        if key.column.name == "id"
    }
    if "id" in table.c:
        targets["id"] = table.name
    for row in rows(connection, table):
        ranks.note(table, row)
        of = targets | ({"object_id": row["object_type"]} if "object_type" in row else {})
        renumbered = {name: ranks.of(target, row[name]) for name, target in of.items()}
        yield line(table, {name: value for name, value in (row | renumbered).items() if name not in DRAWN})

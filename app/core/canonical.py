"""The canonical export: the whole business as text, the same bytes for the same history on either engine.

What differs from one run to another says nothing of the business and is left out: tables of passing things,
secrets, names drawn at random, and seals over ids. Ids are replaced by the rank of the row in its table, because an
engine that skips or reuses a number (PostgreSQL after a refusal, SQLite after a deletion) did not do anything else.
"""

import re
from collections.abc import Iterator
from typing import Any

from sqlalchemy import Connection, Table, select

from app.core.archive import line, rows, snapshot, tables

VOLATILE = {
    "sign_in_session",
    "sign_in_attempt",
    "password_reset",
    "registration",
    "idempotency_key",
    "job_run",
    "outbox_mail",
    "notice",
    "talk_seen",
    "impact_sum",
    "impact_sum_doubt",
    "impact_summed",
}
"""Tables that say nothing of the institutions' business, or only add up what others say: kept in backups alone."""

DRAWN = {
    "password_hash",
    "token_hash",
    "request_id",
    "last_used_at",
    "logo_key",
    "file_key",
    "report_key",
    "token",
    "beat_at",
    "small_key",
    "medium_key",
    "large_key",
    "hash",
    "prev_hash",
    "content",
    "courtesy",
    "sha256",
    "facts_sha256",
    "fingerprint",
}
"""Columns whose values are drawn at random, noted in passing, or sealed over ids."""

NAMED = {
    "instead-of": "impact_record",
    "line": "loan_line",
    "loan-unit": "loan_unit",
    "object": "unit",
    "listing": "listing",
    "loan": "loan",
    "exhibition": "exhibition",
    "institution": "institution",
}
"""What texts call a row ("object:12"), and its table."""

SPEAKING = {"key", "account", "inputs", "results"}
"""Columns of text that name rows so."""

OBJECT_TYPES = {"person": "user_account"}
"""What the journal calls otherwise than its table."""

LISTED = {"lines": "listing", "units": "unit"}
"""Ids in the details of the journal: by key of a mapping, or in a list."""

LINKED = {"source_id": "loan", "gift_id": "gift"}
"""Ids that are kept without a foreign key, and the table they are of."""

_SEED = re.compile(r',"seed":\d+')
_NAME = re.compile(rf"\b({'|'.join(NAMED)})([:-])(\d+)")


class _Ranks:
    """The rank of every row, by table and id."""

    def __init__(self, connection: Connection, kept: list[Table]) -> None:
        self._of = {table.name: self._in(connection, table) for table in kept if "id" in table.c}

    @staticmethod
    def _in(connection: Connection, table: Table) -> dict[int, int]:
        ids = connection.execute(select(table.c.id).order_by(table.c.id)).scalars()
        return {id: rank for rank, id in enumerate(ids, 1)}

    def of(self, table_name: str, id: Any) -> Any:
        """The rank behind *id*; what is gone, or is no table of ours, stays as it was written."""
        return self._of.get(table_name, {}).get(id, id)

    def in_text(self, text: str) -> str:
        """*text* with "object:12" written with the rank, without the seed that is drawn from such a name."""
        unseeded = _SEED.sub("", text)
        return _NAME.sub(lambda found: f"{found[1]}{found[2]}{self.of(NAMED[found[1]], int(found[3]))}", unseeded)

    def in_details(self, details: dict[str, Any]) -> dict[str, Any]:
        """The details of a line of the journal with ranks for ids."""
        return {name: self._listed(LISTED[name], told) if name in LISTED else told for name, told in details.items()}

    def _listed(self, table_name: str, told: Any) -> Any:
        if isinstance(told, dict):
            return {str(self.of(table_name, int(id))): value for id, value in told.items()}
        return [self.of(table_name, id) for id in told] if isinstance(told, list) else told


def canonical() -> Iterator[str]:
    """One JSON line per row: tables in order of dependence, rows by key, columns by name."""
    kept = [table for table in tables() if table.name not in VOLATILE]
    with snapshot() as connection:
        ranks = _Ranks(connection, kept)
        for table in kept:
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
        yield line(table, _told(row, targets, ranks))


def _told(row: dict[str, Any], targets: dict[str, str], ranks: _Ranks) -> dict[str, Any]:
    told = {name: value for name, value in row.items() if name not in DRAWN}
    for name, table_name in {**targets, **{name: of for name, of in LINKED.items() if name in row}}.items():
        told[name] = ranks.of(table_name, row[name])
    for name in SPEAKING & told.keys():
        told[name] = ranks.in_text(told[name])
    if "object_type" in row:
        kind = row["object_type"]
        told["object_id"] = ranks.of(OBJECT_TYPES.get(kind, kind), row["object_id"])
    if "details" in row and "object_type" in row:
        told["details"] = ranks.in_details(row["details"])
    return told

"""Writes a catalogue into an empty, migrated database, as fast as the engine takes it."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import islice
from typing import Protocol

import psycopg
from sqlalchemy import Table

from app.core.db import db
from benchmarks.catalogue import Row

AT_ONCE = 20_000


class Rows(Protocol):
    """What is to be written."""

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Table, columns, rows, in the order in which they refer to each other."""


def fill(url: str, catalogue: Rows) -> None:
    """Every table of *catalogue*, then what the engine wants to know of it."""
    if url.startswith("sqlite:///"):
        _fill_sqlite(url.removeprefix("sqlite:///"), catalogue)
    else:
        _fill_postgresql(url.replace("+psycopg", ""), catalogue)


def _completed(name: str, columns: tuple[str, ...], rows: Iterator[Row]) -> tuple[tuple[str, ...], Iterator[Row]]:
    """With the defaults that the models would have filled in."""
    table: Table = db.metadata.tables[name]
    rest = {
        column.name: column.default.arg  # type: ignore[attr-defined]  # a scalar default has one
        for column in table.columns
        if column.name not in columns and column.default is not None and column.default.is_scalar
    }
    constant = tuple(rest.values())
    return (*columns, *rest), ((*row, *constant) for row in rows)


def _fill_postgresql(url: str, catalogue: Rows) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("SET session_replication_role = replica")  # rows that refer to each other by construction
        for name, columns, rows in catalogue.tables():
            columns, rows = _completed(name, columns, rows)
            with connection.cursor().copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        for name in ("institution", "site", "listing"):
            connection.execute(f"SELECT setval('{name}_id_seq', (SELECT max(id) FROM {name}))")
        connection.execute("VACUUM ANALYZE")


def _fill_sqlite(path: str, catalogue: Rows) -> None:
    sqlite3.register_adapter(datetime, lambda at: at.replace(tzinfo=None).isoformat(" ", "microseconds"))
    sqlite3.register_adapter(date, date.isoformat)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = OFF")
        for name, columns, rows in catalogue.tables():
            columns, rows = _completed(name, columns, rows)
            marks = ", ".join("?" * len(columns))
            connection.execute("BEGIN")
            while some := list(islice(rows, AT_ONCE)):
                connection.executemany(f"INSERT INTO {name} ({', '.join(columns)}) VALUES ({marks})", some)
            connection.execute("COMMIT")
        connection.execute("DELETE FROM search_change")
        connection.execute("ANALYZE")

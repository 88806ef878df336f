"""Whole numbers out of the database by the thousand: columns joined into one text each, which numpy reads at once.

A row of Python objects for each of three million holds would cost seconds and hundreds of megabytes.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from sqlalchemy import BigInteger, Connection, Date, Integer, String, case, cast, extract, func, literal, select
from sqlalchemy.sql import ColumnElement

from app.core.db import is_sqlite
from app.listings.queries.search.index.arrays import Ints, Longs

AT_ONCE = 20_000
_JULIAN_1970 = 2440587.5


def joined(number: Any) -> ColumnElement[str]:
    """Every value of *number* in one text; none may be NULL, for a NULL would leave no trace."""
    if is_sqlite():
        return func.group_concat(number, ",")
    return func.string_agg(cast(number, String), ",")


def day(column: Any, otherwise: int) -> ColumnElement[Any]:
    """The number of a day; *otherwise* where there is none."""
    if is_sqlite():
        return func.coalesce(cast(func.julianday(column) - _JULIAN_1970, Integer), otherwise)
    return func.coalesce(column - cast(literal("1970-01-01"), Date), otherwise)


def micros(column: Any, otherwise: int) -> ColumnElement[Any]:
    """An instant in microseconds since 1970; *otherwise* where there is none."""
    if is_sqlite():
        seconds = cast(func.strftime("%s", column), Integer)
        return func.coalesce(seconds * 1_000_000 + cast(func.substr(column, 21, 6), Integer), otherwise)
    return func.coalesce(cast(extract("epoch", column) * 1_000_000, BigInteger), otherwise)


def place_of(column: Any, places: Mapping[Any, int]) -> ColumnElement[Any]:
    """The place of a word in its list."""
    return case(places, value=column, else_=-1)


def read(connection: Connection, of: Any, by: str) -> list[Longs]:
    """The columns of *of*, a question for whole numbers; rows come in no order. *by* is a column to cut it by."""
    inner = of.subquery()
    pieces = inner.c[by] / AT_ONCE if is_sqlite() else func.div(inner.c[by], AT_ONCE)
    outer = select(*(joined(column) for column in inner.c)).group_by(pieces)
    read: list[list[Longs]] = [[] for _ in inner.c]
    for row in _streamed(connection, outer):
        for column, text in zip(read, row, strict=True):
            column.append(numbers(text))
    return [np.concatenate(column) if column else np.zeros(0, dtype=np.int64) for column in read]


def lists(connection: Connection, of: Any) -> Iterator[tuple[str, Ints]]:
    """The rows of *of*, each a word and numbers joined."""
    for word, text in _streamed(connection, of):
        yield word, numbers(text).astype(np.int32)


def sheets(connection: Connection, of: Any) -> Iterator[tuple[str, str | None, Ints]]:
    """The rows of *of*, each two texts and numbers joined."""
    for name, stored, text in _streamed(connection, of):
        yield name, stored, numbers(text).astype(np.int32)


def numbers(text: str) -> Longs:
    """What `joined` joined."""
    found: Longs = np.fromstring(text, dtype=np.int64, sep=",")
    return found


def _streamed(connection: Connection, statement: Any) -> Iterator[Any]:
    # An option of the statement: on the connection it would outlive the reading, and its writes would fail.
    result = connection.execute(statement, execution_options={"yield_per": 50})
    for rows in result.partitions(50):
        yield from rows

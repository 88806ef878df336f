"""The database: the one place that commits and that names a dialect.

    with transaction() as session:
        loan = locked_loan(loan_id)
        ...

``transaction()`` opens a business event; a verb called by a verb joins it. On entry it refuses stray pending
changes and forgets what was read before. On SQLite it ends that read and takes the write lock (``BEGIN
IMMEDIATE``: a read that turns into a write fails at once with "database is locked"). On PostgreSQL each statement
sees what was committed before it, so the read goes on, without a ROLLBACK, a way through the pool and a BEGIN;
rows that must not race are read with ``with_for_update()``, sorted by id. Both were measured to be needed.
"""

import enum
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from select import POLLIN, poll
from time import monotonic
from typing import TYPE_CHECKING, Any, TypeVar

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import BigInteger, CursorResult, DateTime, Enum, Executable, MetaData, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection, Dialect, Engine
from sqlalchemy.exc import DBAPIError, InvalidatePoolError
from sqlalchemy.orm import DeclarativeBase, Session, aliased
from sqlalchemy.types import TypeDecorator

from app.core.errors import Busy, Refusal

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table's base: each constraint gets a name."""

    metadata = MetaData(naming_convention=NAMING)


db = SQLAlchemy(model_class=Base)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model

E = TypeVar("E", bound=enum.StrEnum)
M = TypeVar("M", bound=Base)


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Goes in with a time zone, comes out in UTC, on both engines."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse an instant without a zone rather than guess one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """SQLite forgets the zone: it was UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Fixed(TypeDecorator[Decimal]):
    """An exact decimal with a fixed number of decimals, kept as an integer: ``Fixed(3)`` of 1.5 kg is 1500 (g).

    Exact, comparable and summable in SQL on both engines; what has more decimals is rounded half to even.
    """

    impl = BigInteger
    cache_ok = True

    def __init__(self, scale: int) -> None:
        super().__init__()
        self.scale = scale

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        """The integer kept in the database."""
        if value is None:
            return None
        return int(Decimal(value).scaleb(self.scale).to_integral_value(ROUND_HALF_EVEN))

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        """The decimal people know."""
        return None if value is None else Decimal(int(value)).scaleb(-self.scale)


def word(values: type[E]) -> Enum:
    """The column type of a state: the word itself, kept to its list by a CHECK named after the enum."""
    return Enum(
        values,
        native_enum=False,
        create_constraint=True,
        length=32,
        name=values.__name__.lower(),
        values_callable=lambda kind: [member.value for member in kind],
    )


class StrayChanges(RuntimeError):
    """Something was changed outside any transaction: a mistake in the code, caught before it is lost."""


class DoubleBooking(Refusal):
    """The database itself refused two holds of one unit on the same days."""

    message = "Cet exemplaire est déjà promis à ces dates."


REST = 5.0
"""Seconds after which a connection may have been left without a word (a router that forgets, a cable)."""
_WRITE = "ressourcerie_write"
_OPEN = "ressourcerie_transaction"
_RETRY_STATES = {"40001", "40P01", "55P03"}


@contextmanager
def transaction() -> Iterator[Session]:
    """One business event: all of it is written, or nothing.

    Raises :class:`Busy` when the engine could not order two writers, and :class:`DoubleBooking` when the
    last line of defence (exclusion constraint, trigger) refused.
    """
    session = db.session()
    if session.info.get(_OPEN):
        yield session
        return
    if session.new or session.dirty or session.deleted:
        raise StrayChanges(f"{[*session.new, *session.dirty, *session.deleted]}")
    session.info[_OPEN] = True
    try:
        _begin(session)
        yield session
        session.commit()
    except DBAPIError as error:
        session.rollback()
        raise _translated(error) from error
    except BaseException:
        session.rollback()
        raise
    finally:
        session.info.pop(_OPEN, None)


def _begin(session: Session) -> None:
    """What was read before is forgotten; SQLite's writer takes its lock now."""
    if is_sqlite():
        session.rollback()
        session.connection(execution_options={_WRITE: True})
    else:
        session.expire_all()


@contextmanager
def attempt() -> Iterator[Session]:
    """A part of a transaction that may fail alone: when it raises, it is undone and the rest goes on."""
    session = db.session()
    with session.begin_nested():
        yield session


def run(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] | None = None
) -> CursorResult[Any]:
    """Run a statement that was made once, at import, with the *values* of its parameters, or with rows to insert.

    For what every request or promise passes through: to build, hash and map a statement anew takes the processor
    five to eight times as long as to run a ready one (ADR 0030). Answers rows of columns, never objects of the
    session; what the session has not written yet is written first. Raises :class:`StrayChanges` for what writes
    outside a transaction.
    """
    session = db.session()
    if statement.is_dml and not session.info.get(_OPEN):
        raise StrayChanges(f"{statement}")
    session.flush()
    return session.connection().execute(statement, values)


def insert_once(model: type[Base], unique: list[str], **values: Any) -> int | None:
    """Insert a row unless one with the same *unique* columns is there; its id, or None.

    Whoever comes second waits for the first to commit: the row is a claim.
    """
    inserted: int | None = run(_insert_once(model, tuple(unique), is_sqlite()), values).scalar()
    return inserted


@cache
def _insert_once(model: type[Base], unique: tuple[str, ...], on_sqlite: bool) -> Executable:
    table: Any = model.__table__
    insert: Any = sqlite.insert if on_sqlite else postgresql.insert
    once: Executable = insert(table).on_conflict_do_nothing(index_elements=unique).returning(table.c.id)
    return once


def named(model: type[M], name: str) -> type[M]:
    """*model* under another *name*, for statements of a whole module: every column of it is found now.

    SQLAlchemy finds an alias's columns when they are first used, and two threads that do so together may spoil
    each other's for as long as the process lives (``tests/core/test_threads.py`` shows it). An alias made inside
    a function belongs to one thread: plain ``aliased`` does there.
    """
    alias = aliased(model, name=name)
    for column in model.__table__.columns:
        _ = getattr(alias, column.key).expression
    return alias


def in_transaction() -> bool:
    """Whether a business event is open."""
    return bool(db.session().info.get(_OPEN))


def _translated(error: DBAPIError) -> Exception:
    """The refusal behind an engine's error, or the error itself."""
    state = getattr(error.orig, "sqlstate", None)
    text = str(error.orig)
    if state == "23P01" or "double_booking" in text:
        return DoubleBooking()
    if state in _RETRY_STATES or "database is locked" in text:
        return Busy()
    return error


def is_sqlite() -> bool:
    """Whether this database is SQLite (search back ends, backups)."""
    return db.engine.dialect.name == "sqlite"


def _prepare_sqlite(engine: Engine, busy_timeout_ms: int) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # we say BEGIN ourselves
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {busy_timeout_ms:d}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute("PRAGMA synchronous = NORMAL")
        cursor.execute("PRAGMA foreign_keys = ON")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get(_WRITE)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _ask_the_doubtful(engine: Engine) -> None:
    """Before it is used again, a connection is asked whether its server is still there: when it rested, or when
    something came unasked (the word that it is closed). ``pool_pre_ping`` asks each time, which is a way to the
    server and back for every request."""

    @event.listens_for(engine, "checkin")
    def _rest(_connection: Any, record: Any) -> None:
        record.info["rests_since"] = monotonic()

    @event.listens_for(engine, "checkout")
    def _ask(connection: Any, record: Any, _proxy: Any) -> None:
        if monotonic() - record.info.get("rests_since", monotonic()) < REST and not _is_spoken_to(connection):
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error as error:
            raise InvalidatePoolError from error


def _is_spoken_to(connection: Any) -> bool:
    """Whether there is something to read where nothing was asked."""
    ears = poll()
    ears.register(connection.fileno(), POLLIN)
    return bool(ears.poll(0))


def init_app(app: Flask) -> None:
    """Bind the database and set SQLite up for several readers and one patient writer."""
    db.init_app(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _prepare_sqlite(db.engine, app.config["SQLITE_BUSY_TIMEOUT_MS"])
        else:
            _ask_the_doubtful(db.engine)

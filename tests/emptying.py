"""One PostgreSQL database that every test finds as new, emptied of what the last one wrote rather than made again.

A new database costs its making, and then each connection to it learns every table anew, which costs much more.
What cannot be undone by emptying (a table or trigger changed, a row of the migrations themselves) is noticed, and
then it is made again.
"""

from typing import TYPE_CHECKING

import psycopg

if TYPE_CHECKING:
    from tests.databases import PostgresServer

MOST_BYTES = 4_000_000
"""What is deleted keeps its place in the files: beyond that, a test would pay for its predecessors."""

_WATCH = """
CREATE SCHEMA bench;
CREATE SEQUENCE bench.changed;
CREATE FUNCTION bench.note() RETURNS event_trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM nextval('bench.changed'); END $$;
CREATE EVENT TRIGGER bench_changed ON ddl_command_end EXECUTE FUNCTION bench.note();
CREATE EVENT TRIGGER bench_dropped ON sql_drop EXECUTE FUNCTION bench.note();
"""
"""Counts, come what may of the transaction, how often anything but rows was changed."""

_LET_GO = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
AND (state IS DISTINCT FROM 'idle' OR pid IN (SELECT pid FROM pg_locks WHERE locktype = 'advisory'))
"""
"""Whoever still holds something; idle connections of the pool stay, for what they have learnt."""

_RELATIONS = """
SELECT quote_ident(relname), relkind FROM pg_class
WHERE relkind IN ('r', 'S') AND relnamespace = 'public'::regnamespace ORDER BY 1
"""

_SIZE = (
    "SELECT sum(pg_relation_size(oid)) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
)
_UNDO = {"r": "DELETE FROM {0}", "S": "SELECT setval('{0}', 1, false)"}


class Emptied:
    """The database *name*, a clone of *template* that is as new after each :meth:`renew`."""

    def __init__(self, server: "PostgresServer", name: str, template: str) -> None:
        self._server, self._name, self._template = server, name, template
        self._connection: psycopg.Connection | None = None
        self._probe = b""

    def renew(self) -> None:
        """Have it as new again."""
        if self._connection is None or not self._emptied(self._connection):
            self._make()

    def close(self) -> None:
        """Let it go."""
        if self._connection is not None:
            self._connection.close()

    def _make(self) -> None:
        self.close()
        self._server.execute(f"DROP DATABASE IF EXISTS {self._name} WITH (FORCE)")
        self._server.clone(self._template, self._name)
        self._connection = connection = self._server.connection(self._name)
        connection.execute(_WATCH)
        connection.execute("SET session_replication_role = replica")  # neither triggers nor keys stand in the way
        self._probe = self._probe or _probe(connection)

    def _emptied(self, connection: psycopg.Connection) -> bool:
        """Whether emptying was enough."""
        try:
            connection.execute(_LET_GO)
            written = connection.execute(self._probe).fetchall()
            if any(kind == "!" for kind, _ in written):
                return False
            connection.execute("SELECT pg_stat_reset()")  # the knots that the last test tied are not this one's
            connection.execute(";".join(_UNDO[kind].format(name) for kind, name in written).encode())
            if rows := ", ".join(name for kind, name in written if kind == "r"):
                connection.execute(
                    f"VACUUM (PROCESS_TOAST false) {rows}".encode()
                )  # what comes is stored in its order again
        except psycopg.Error:
            return False
        return True


def _probe(connection: psycopg.Connection) -> bytes:
    """One question for all that is not as in this new database: rows, sequences begun, what the migrations wrote."""
    asked = [
        "SELECT '!', 'changed' FROM bench.changed WHERE is_called",
        f"SELECT '!', 'size' WHERE ({_SIZE}) > {MOST_BYTES}",
    ]
    for name, kind in connection.execute(_RELATIONS).fetchall():
        rows = f"(SELECT md5(string_agg(one::text, ';' ORDER BY one::text)) FROM {name} one)"
        if kind == "S":
            asked.append(f"SELECT 'S', '{name}' FROM {name} WHERE is_called")
        elif first := connection.execute(f"SELECT {rows}".encode()).fetchall()[0][0]:
            asked.append(f"SELECT '!', '{name}' WHERE {rows} IS DISTINCT FROM '{first}'")
        else:
            asked.append(f"SELECT 'r', '{name}' WHERE EXISTS (SELECT FROM {name})")
    return " UNION ALL ".join(asked).encode()

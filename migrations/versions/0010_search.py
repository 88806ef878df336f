"""The log of changes that the search index follows, written by the database itself; holds that live

Revision ID: 0010
Revises: 0009

On PostgreSQL one statement writes one row per object it touched, however many rows it wrote (transition tables);
SQLite knows row triggers only.
"""

from collections.abc import Iterable
from typing import NamedTuple

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

KINDS = ("listing", "units", "holds", "terms", "site", "kit", "all")
NOTE = "INSERT INTO search_change (kind, key)"
BLOCKING = "state IN ('hold', 'reserved', 'out', 'overdue')"


class Watched(NamedTuple):
    """Which table, and what of it is noted: the kind, and the column that names the object."""

    table: str
    notes: tuple[tuple[str, str], ...]


WATCHED = (
    Watched("listing", (("listing", "id"),)),
    Watched("unit", (("units", "listing_id"),)),
    Watched("allocation", (("holds", "listing_id"),)),
    Watched("listing_term", (("terms", "listing_id"),)),
    Watched("kit_member", (("kit", "kit_id"), ("listing", "member_id"))),
    Watched("site", (("site", "id"),)),
    Watched("site_closure", (("site", "site_id"),)),
)


def upgrade() -> None:
    words = ", ".join(f"'{kind}'" for kind in KINDS)
    op.create_table(
        "search_change",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("key", sa.Integer(), nullable=False),
        sa.Column("xid", sa.BigInteger(), server_default=sa.text(_writer()), nullable=False),
        sa.Column("mark", sa.BigInteger(), server_default=sa.text(_chance()), nullable=False),
        sa.CheckConstraint(f"kind IN ({words})", name=op.f("ck_search_change_changekind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_change")),
    )
    op.create_index(op.f("ix_search_change_xid"), "search_change", ["xid"])
    live = {"sqlite_where": sa.text(BLOCKING), "postgresql_where": sa.text(BLOCKING)}
    op.create_index("ix_allocation_live", "allocation", ["listing_id", "end_on"], **live)
    for one in WATCHED:
        _watch(one)
    _watch_institutions()


def downgrade() -> None:
    _unwatch_institutions()
    for one in reversed(WATCHED):
        _unwatch(one)
    op.drop_index("ix_allocation_live", "allocation")
    op.drop_index(op.f("ix_search_change_xid"), "search_change")
    op.drop_table("search_change")


def _writer() -> str:
    return "0" if ddl.is_sqlite() else "(pg_current_xact_id()::text::bigint)"


def _chance() -> str:
    return "(random())" if ddl.is_sqlite() else "((random() * 9007199254740991)::bigint)"


def _watch(one: Watched) -> None:
    if ddl.is_sqlite():
        for verb, rows in (("INSERT", ("NEW",)), ("UPDATE", ("NEW", "OLD")), ("DELETE", ("OLD",))):
            _sqlite_trigger(f"{one.table}_noted_{verb.lower()}", f"{verb} ON {one.table}", _row_notes(one, rows))
        return
    _function(f"{one.table}_noted", _set_notes(one, ("changed",)))
    _function(f"{one.table}_noted_update", _set_notes(one, ("changed", "before")))
    for verb, tables, function in (
        ("INSERT", "NEW TABLE AS changed", f"{one.table}_noted"),
        ("UPDATE", "NEW TABLE AS changed OLD TABLE AS before", f"{one.table}_noted_update"),
        ("DELETE", "OLD TABLE AS changed", f"{one.table}_noted"),
    ):
        op.execute(
            f"CREATE TRIGGER {one.table}_noted_{verb.lower()} AFTER {verb} ON {one.table} REFERENCING {tables} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
        )
    _function(f"{one.table}_noted_truncate", [f"{NOTE} VALUES ('all', 0);"])
    op.execute(
        f"CREATE TRIGGER {one.table}_noted_truncate AFTER TRUNCATE ON {one.table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {one.table}_noted_truncate()"
    )


def _unwatch(one: Watched) -> None:
    verbs = ("insert", "update", "delete")
    for verb in verbs if ddl.is_sqlite() else (*verbs, "truncate"):
        name = f"{one.table}_noted_{verb}"
        op.execute(f"DROP TRIGGER {name}" if ddl.is_sqlite() else f"DROP TRIGGER {name} ON {one.table}")
    if not ddl.is_sqlite():
        for name in ("noted", "noted_update", "noted_truncate"):
            op.execute(f"DROP FUNCTION {one.table}_{name}()")


def _row_notes(one: Watched, rows: Iterable[str]) -> str:
    """On SQLite: one note for each object that the row names, or named."""
    first, *others = rows
    notes = [f"{NOTE} SELECT '{kind}', {first}.{key};" for kind, key in one.notes]
    for row in others:
        notes += [
            f"{NOTE} SELECT '{kind}', {row}.{key} WHERE {row}.{key} <> {first}.{key};" for kind, key in one.notes
        ]
    return " ".join(notes)


def _set_notes(one: Watched, tables: tuple[str, ...]) -> list[str]:
    """On PostgreSQL: one note for each object that the statement touched."""
    touched = " UNION ALL ".join(f"TABLE {name}" for name in tables)
    return [f"{NOTE} SELECT DISTINCT '{kind}', one.{key} FROM ({touched}) AS one;" for kind, key in one.notes]  # noqa: S608


def _watch_institutions() -> None:
    """A state that changes shows or hides all that the institution offers."""
    note = f"{NOTE} VALUES ('site', 0);"
    if ddl.is_sqlite():
        _sqlite_trigger("institution_noted_update", "UPDATE OF state ON institution", note)
        return
    _function("institution_noted", [note])
    op.execute(
        "CREATE TRIGGER institution_noted_update AFTER UPDATE OF state ON institution "
        "FOR EACH STATEMENT EXECUTE FUNCTION institution_noted()"
    )


def _unwatch_institutions() -> None:
    on = "" if ddl.is_sqlite() else " ON institution"
    op.execute(f"DROP TRIGGER institution_noted_update{on}")
    if not ddl.is_sqlite():
        op.execute("DROP FUNCTION institution_noted()")


def _sqlite_trigger(name: str, when: str, body: str) -> None:
    op.execute(f"CREATE TRIGGER {name} AFTER {when} BEGIN {body} END")


def _function(name: str, statements: Iterable[str]) -> None:
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN {' '.join(statements)} RETURN NULL; END $$"
    )

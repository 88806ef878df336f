"""Migrations: one line of versions, both directions, with rows in the tables, on both engines."""

import re
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask import Flask
from flask_migrate import downgrade, upgrade
from sqlalchemy import inspect, text

from app.core import schema
from app.core.db import db
from tests.core.world import a_small_world

Rows = list[dict[str, Any]]
Tables = dict[str, Rows]


def test_there_is_one_line_of_versions() -> None:
    script = schema.script()
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1
    numbers = [revision.revision for revision in script.walk_revisions()]
    assert numbers == sorted(numbers, reverse=True)


def test_migrations_never_import_the_application() -> None:
    named = re.compile(r"^\s*(from|import)\s+(app|config)\b|\bapp\.core\b", re.M)
    files = [*(schema.MIGRATIONS / "versions").glob("*.py"), schema.MIGRATIONS / "ddl.py"]
    assert len(files) > 5
    assert not [path.name for path in files if named.search(path.read_text())]


def test_the_tables_are_those_of_the_models(app: Flask) -> None:
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, db.metadata) == []


def _constraints(connection: Any, table: str) -> set[str]:
    found = inspect(connection)
    named = [found.get_pk_constraint(table), *found.get_unique_constraints(table), *found.get_foreign_keys(table)]
    return {str(one["name"]) for one in [*named, *found.get_check_constraints(table)]}


def test_every_constraint_of_the_models_is_in_the_database(app: Flask) -> None:
    """compare_metadata does not look at CHECKs: the words of each state are kept by one."""
    with db.engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            wanted = {str(constraint.name) for constraint in table.constraints}
            assert wanted <= _constraints(connection, table.name), table.name


def _contents() -> Tables:
    """Every row of every table there is, whatever the models say."""
    db.session.rollback()
    db.session.remove()
    with db.engine.connect() as connection:
        names = sorted({*inspect(connection).get_table_names()} - {"alembic_version"})
        read = {name: connection.execute(text(f"SELECT * FROM {name}")).mappings().all() for name in names}
        return {name: [dict(row) for row in rows] for name, rows in read.items()}


def _is_kept(before: Tables, after: Tables) -> bool:
    """Every table of *after* that was there *before* has the same rows, as far as both have the same columns."""
    return all(
        _shared(before[name], after[name]) == _shared(after[name], before[name]) for name in after.keys() & before
    )


def _shared(rows: Rows, others: Rows) -> list[str]:
    columns = sorted(rows[0].keys() & others[0].keys()) if rows and others else []
    return sorted(str([row[name] for name in columns]) for row in rows)


def test_each_version_can_be_undone_and_redone_around_living_rows(app: Flask, now: Any) -> None:
    a_small_world(now)
    before = _contents()
    assert sum(map(len, before.values())) > 40
    for revision in [one.revision for one in schema.script().walk_revisions()]:
        downgrade(revision=_below(revision))
        kept = _contents()
        assert kept.keys() <= before.keys()
        assert _is_kept(before, kept), f"undoing {revision} changed what was there"
        upgrade()
        again = _contents()
        assert again.keys() == before.keys()
        assert _is_kept(kept, again), f"redoing {revision} changed what was there"
        assert all(not again[name] for name in again.keys() - kept.keys())
        before = again


def _below(revision: str) -> str:
    below = schema.script().get_revision(revision).down_revision
    return str(below) if below else "base"


def test_going_down_to_nothing_leaves_nothing(app: Flask, now: Any, engine: str) -> None:
    a_small_world(now)
    _contents()
    downgrade(revision="base")
    assert _contents() == {}
    if engine == "postgresql":
        with db.engine.connect() as connection:
            left = (
                "SELECT proname FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE nspname = 'public'"
            )
            assert connection.execute(text(left)).all() == []
    upgrade()
    a_small_world(now)


def test_the_database_itself_refuses_two_holds_of_one_unit(app: Flask, now: Any) -> None:
    a_small_world(now)
    unit, listing = db.session.execute(text("SELECT id, listing_id FROM unit ORDER BY id LIMIT 1")).one()
    insert = text(
        "INSERT INTO allocation (listing_id, unit_id, quantity, returned_quantity, start_on, end_on, kind, state,"
        " note, created_at) VALUES (:listing, :unit, 1, 0, :start, :end, 'loan', 'reserved', '', :now)"
    )
    days = {"listing": listing, "unit": unit, "now": now}
    db.session.execute(insert, days | {"start": "2027-02-01", "end": "2027-02-10"})
    db.session.execute(insert, days | {"start": "2027-02-10", "end": "2027-02-12"})
    with pytest.raises(Exception, match=r"double_booking"):
        db.session.execute(insert, days | {"start": "2027-02-09", "end": "2027-02-11"})
    db.session.rollback()


def test_status_tells_when_the_database_is_behind(app: Flask) -> None:
    runner = app.test_cli_runner()
    assert runner.invoke(args=["migrate", "status", "--json"]).exit_code == 0
    db.session.remove()
    downgrade()
    behind = runner.invoke(args=["migrate", "status"])
    assert behind.exit_code == 1
    assert str(schema.wanted_version()) in behind.output


def test_the_folder_of_migrations_is_where_the_code_looks() -> None:
    assert Path(schema.MIGRATIONS, "env.py").exists()

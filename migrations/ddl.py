"""Data definition that both engines need and Alembic has no words for. Used by the versions."""

from alembic import op


def is_sqlite() -> bool:
    """Which of the two engines this migration runs on."""
    return op.get_bind().dialect.name == "sqlite"


def add_column(table: str, name: str, declared: str, check: str = "") -> None:
    """Add a column where it stands: SQLite's way of copying the whole table would lose its triggers.

    A column added like this holds no foreign key (SQLite could not drop it again): a link gets a table of its own.
    """
    constraint = f" CONSTRAINT ck_{table}_{name} CHECK ({check})" if check else ""
    op.execute(f"ALTER TABLE {table} ADD COLUMN {name} {declared}{constraint}")


def append_only(table: str) -> None:
    """Have the database itself refuse UPDATE and DELETE on *table*."""
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        if is_sqlite():
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, 'append_only: {table}'); END"
            )
        else:
            op.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION 'append_only: {table}'; END $$"
            )
            op.execute(f"CREATE TRIGGER {name} BEFORE {verb} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()")


def drop_append_only(table: str) -> None:
    """Undo :func:`append_only`."""
    for verb in ("UPDATE", "DELETE"):
        name = f"{table}_no_{verb.lower()}"
        op.execute(f"DROP TRIGGER {name}" if is_sqlite() else f"DROP TRIGGER {name} ON {table}")
        if not is_sqlite():
            op.execute(f"DROP FUNCTION {name}()")


BLOCKING = "('hold', 'reserved', 'out', 'overdue')"


def no_double_booking() -> None:
    """One unit is blocked at most once on any day: exclusion constraint, or triggers that say the same."""
    if not is_sqlite():
        op.execute(
            "ALTER TABLE allocation ADD CONSTRAINT ex_allocation_double_booking EXCLUDE USING gist "
            "(int4range(unit_id, unit_id, '[]') WITH &&, daterange(start_on, end_on) WITH &&) "
            f"WHERE (unit_id IS NOT NULL AND state IN {BLOCKING})"
        )
        return
    for verb in ("INSERT", "UPDATE"):
        op.execute(
            f"CREATE TRIGGER allocation_double_booking_{verb.lower()} BEFORE {verb} ON allocation "
            f"WHEN NEW.unit_id IS NOT NULL AND NEW.state IN {BLOCKING} BEGIN "
            "SELECT RAISE(ABORT, 'double_booking') WHERE EXISTS (SELECT 1 FROM allocation a "
            f"WHERE a.unit_id = NEW.unit_id AND a.id IS NOT NEW.id AND a.state IN {BLOCKING} "
            "AND a.start_on < NEW.end_on AND NEW.start_on < a.end_on); END"
        )


def allow_double_booking() -> None:
    """Undo :func:`no_double_booking`."""
    if not is_sqlite():
        op.execute("ALTER TABLE allocation DROP CONSTRAINT ex_allocation_double_booking")
        return
    for verb in ("insert", "update"):
        op.execute(f"DROP TRIGGER allocation_double_booking_{verb}")

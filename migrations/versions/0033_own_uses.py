"""Given objects in their owner's own exhibitions, and records of uses that are no loan

Revision ID: 0033
Revises: 0032
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

LINKS = ("loan_id", "line_id")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _link(name: str, target: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_own_use_{name}"), **more)


def upgrade() -> None:
    op.create_table(
        "own_use",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("transport", _word("transportmode", "dedicated_van", "shared_freight"), nullable=False),
        sa.Column(
            "alternative",
            _word("alternative", "new", "refurb", "rental", "own_stock", "none", "unknown"),
            nullable=False,
        ),
        sa.Column("evidence", _word("evidence", "E0", "E1", "E2", "E3"), nullable=False),
        sa.Column("evidence_note", sa.String(length=300), nullable=False),
        sa.Column("state", _word("ownusestate", "planned", "over", "cancelled"), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_own_use_order")),
        _link("institution_id", "institution"),
        _link("unit_id", "unit"),
        _link("exhibition_id", "exhibition"),
        _link("allocation_id", "allocation"),
        _link("said_by", "user_account", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_own_use")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_own_use_allocation_id")),
    )
    for name in ("institution_id", "unit_id", "exhibition_id"):
        op.create_index(op.f(f"ix_own_use_{name}"), "own_use", [name])
    for name in LINKS:
        _let_be_empty(name)
    ddl.add_column("impact_record", "own_use_id", "INTEGER")


def downgrade() -> None:
    op.execute("ALTER TABLE impact_record DROP COLUMN own_use_id")
    for name in LINKS:
        _require(name)
    op.drop_table("own_use")


def _let_be_empty(name: str) -> None:
    if ddl.is_sqlite():
        _rewrite(f"{name} INTEGER NOT NULL", f"{name} INTEGER")
    else:
        op.execute(f"ALTER TABLE impact_record ALTER COLUMN {name} DROP NOT NULL")


def _require(name: str) -> None:
    if ddl.is_sqlite():
        _rewrite(f"{name} INTEGER", f"{name} INTEGER NOT NULL")
    else:
        op.execute(f"ALTER TABLE impact_record ALTER COLUMN {name} SET NOT NULL")


def _rewrite(old: str, new: str) -> None:
    """SQLite lets the text of a table be edited to add or drop NOT NULL: no copy, so the triggers stay."""
    bind = op.get_bind()
    (text,) = bind.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = 'impact_record'").one()
    if f"\t{old}" not in text:
        raise RuntimeError(f"impact_record has no {old}")
    (version,) = bind.exec_driver_sql("PRAGMA schema_version").one()
    bind.exec_driver_sql("PRAGMA writable_schema = ON")
    edited = text.replace(f"\t{old}", f"\t{new}", 1)
    bind.exec_driver_sql("UPDATE sqlite_master SET sql = ? WHERE name = 'impact_record'", (edited,))
    bind.exec_driver_sql(f"PRAGMA schema_version = {version + 1}")
    bind.exec_driver_sql("PRAGMA writable_schema = OFF")

"""Legs of transport as holds, and shared runs

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

WAYS = ("out", "back")
KINDS = ("direct", "shared")
MODES = ("dedicated_van", "shared_freight")
STATES = ("open", "agreed", "declined", "undone")
LIVE = sa.text("is_live")


def _word(name: str, words: tuple[str, ...]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _link(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    _legs()
    _runs()


def _legs() -> None:
    op.create_table(
        "road_hold",
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.Column("way", _word("way", WAYS), nullable=False),
        _link("road_hold", "allocation_id", "allocation"),
        _link("road_hold", "parent_id", "allocation"),
        sa.PrimaryKeyConstraint("allocation_id", name=op.f("pk_road_hold")),
    )
    op.create_index(op.f("ix_road_hold_parent_id"), "road_hold", ["parent_id"])
    op.create_table(
        "loan_road",
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("days_before", sa.Integer(), nullable=False),
        sa.Column("days_after", sa.Integer(), nullable=False),
        sa.Column("is_set", sa.Boolean(), nullable=False),
        sa.CheckConstraint("days_before BETWEEN 0 AND 30", name=op.f("ck_loan_road_days_before")),
        sa.CheckConstraint("days_after BETWEEN 0 AND 30", name=op.f("ck_loan_road_days_after")),
        _link("loan_road", "loan_id", "loan"),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_road")),
    )


def _runs() -> None:
    op.create_table(
        "transport_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("runkind", KINDS), nullable=False),
        sa.Column("mode", _word("transportmode", MODES), nullable=False),
        sa.Column("state", _word("runstate", STATES), nullable=False),
        sa.Column("proposer_id", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("stops", sa.JSON(), nullable=False),
        sa.Column("vans", sa.Integer(), nullable=False),
        sa.Column("separate_km", sa.BigInteger(), nullable=False),
        sa.Column("run_km", sa.BigInteger(), nullable=False),
        sa.Column("saved_kg", sa.BigInteger(), nullable=False),
        sa.Column("low_kg", sa.BigInteger(), nullable=False),
        sa.Column("high_kg", sa.BigInteger(), nullable=False),
        sa.Column("factor", sa.String(length=120), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        _link("transport_run", "proposer_id", "institution"),
        _link("transport_run", "made_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transport_run")),
    )
    op.create_table(
        "run_load",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("way", _word("way", WAYS), nullable=False),
        sa.Column("mass_kg", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        sa.Column("separate_km", sa.BigInteger(), nullable=False),
        sa.Column("share_km", sa.BigInteger(), nullable=False),
        sa.Column("is_live", sa.Boolean(), nullable=False),
        sa.CheckConstraint("units > 0", name=op.f("ck_run_load_units")),
        _link("run_load", "run_id", "transport_run"),
        _link("run_load", "loan_id", "loan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_load")),
    )
    op.create_index(op.f("ix_run_load_run_id"), "run_load", ["run_id"])
    op.create_index(op.f("ix_run_load_loan_id"), "run_load", ["loan_id"])
    op.create_index(
        "uq_run_load_live", "run_load", ["loan_id", "way"], unique=True, postgresql_where=LIVE, sqlite_where=LIVE
    )
    op.create_table(
        "run_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("agrees", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _link("run_answer", "run_id", "transport_run"),
        _link("run_answer", "institution_id", "institution"),
        _link("run_answer", "made_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run_answer")),
        sa.UniqueConstraint("run_id", "institution_id", name=op.f("uq_run_answer_run_id_institution_id")),
    )


def downgrade() -> None:
    for table in ("run_answer", "run_load", "transport_run", "loan_road", "road_hold"):
        op.drop_table(table)

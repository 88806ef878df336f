"""Loans that lateness touches, places in the queue for what is taken, and swaps of units

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def _refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    _touched()
    _places()
    _swaps()


def _touched() -> None:
    op.create_table(
        "touched_loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("late_loan_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("safe_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("loan_id <> late_loan_id", name=op.f("ck_touched_loan_another")),
        _refers("touched_loan", "late_loan_id", "loan"),
        _refers("touched_loan", "loan_id", "loan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_touched_loan")),
    )
    op.create_index(op.f("ix_touched_loan_loan_id"), "touched_loan", ["loan_id"])
    unsafe = sa.text("safe_at IS NULL")
    op.create_index(
        "uq_touched_loan_open",
        "touched_loan",
        ["late_loan_id", "loan_id"],
        unique=True,
        postgresql_where=unsafe,
        sqlite_where=unsafe,
    )


def _places() -> None:
    state = sa.Enum(
        *("waiting", "offered", "taken", "lapsed", "withdrawn", "over"),
        name="placestate",
        native_enum=False,
        create_constraint=True,
        length=32,
    )
    op.create_table(
        "waiting_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", state, nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_waiting_place_quantity")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_waiting_place_order")),
        sa.CheckConstraint("state <> 'offered' OR allocation_id IS NOT NULL", name=op.f("ck_waiting_place_offered")),
        _refers("waiting_place", "listing_id", "listing"),
        _refers("waiting_place", "exhibition_id", "exhibition"),
        _refers("waiting_place", "institution_id", "institution"),
        _refers("waiting_place", "asked_by", "user_account", "SET NULL"),
        _refers("waiting_place", "allocation_id", "allocation"),
        _refers("waiting_place", "loan_id", "loan"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_place")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_waiting_place_allocation_id")),
    )
    for column in ("exhibition_id", "institution_id", "loan_id"):
        op.create_index(op.f(f"ix_waiting_place_{column}"), "waiting_place", [column])
    op.create_index("ix_waiting_place_state", "waiting_place", ["state", "expires_at"])
    standing = sa.text("state IN ('waiting', 'offered')")
    op.create_index(
        "uq_waiting_place_standing",
        "waiting_place",
        ["listing_id", "exhibition_id"],
        unique=True,
        postgresql_where=standing,
        sqlite_where=standing,
    )


def _swaps() -> None:
    op.create_table(
        "unit_swap",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("old_id", sa.Integer(), nullable=False),
        sa.Column("new_id", sa.Integer(), nullable=False),
        sa.Column("swapped_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("swapped_by", sa.Integer(), nullable=True),
        sa.CheckConstraint("old_id <> new_id", name=op.f("ck_unit_swap_another")),
        _refers("unit_swap", "old_id", "loan_unit"),
        _refers("unit_swap", "new_id", "loan_unit"),
        _refers("unit_swap", "swapped_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_swap")),
        sa.UniqueConstraint("old_id", name=op.f("uq_unit_swap_old_id")),
        sa.UniqueConstraint("new_id", name=op.f("uq_unit_swap_new_id")),
    )


def downgrade() -> None:
    op.drop_table("unit_swap")
    op.drop_table("waiting_place")
    op.drop_table("touched_loan")

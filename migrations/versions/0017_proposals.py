"""What the two sides of a loan propose to each other

Revision ID: 0017
Revises: 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _refers(table: str, column: str, to: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{to}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("proposalkind", "counter", "extension", "shortening"), nullable=False),
        sa.Column("side", _word("side", "lender", "borrower", "system"), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "state",
            _word("proposalstate", "open", "accepted", "declined", "withdrawn", "expired"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_proposal_order")),
        _refers("proposal", "loan_id", "loan"),
        _refers("proposal", "made_by", "user_account", "SET NULL"),
        _refers("proposal", "decided_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal")),
    )
    op.create_index(op.f("ix_proposal_loan_id"), "proposal", ["loan_id"])
    op.create_index("ix_proposal_state_expiry", "proposal", ["state", "expires_at"])
    is_open = sa.text("state = 'open'")
    op.create_index(
        "uq_proposal_open", "proposal", ["loan_id"], unique=True, postgresql_where=is_open, sqlite_where=is_open
    )
    op.create_table(
        "proposal_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_proposal_line_quantity")),
        _refers("proposal_line", "proposal_id", "proposal"),
        _refers("proposal_line", "line_id", "loan_line", "SET NULL"),
        _refers("proposal_line", "listing_id", "listing"),
        _refers("proposal_line", "allocation_id", "allocation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proposal_line")),
        sa.UniqueConstraint("proposal_id", "listing_id", name=op.f("uq_proposal_line_proposal_id_listing_id")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_proposal_line_allocation_id")),
    )
    op.create_index(op.f("ix_proposal_line_proposal_id"), "proposal_line", ["proposal_id"])
    op.create_index(op.f("ix_proposal_line_line_id"), "proposal_line", ["line_id"])
    op.create_index(op.f("ix_proposal_line_listing_id"), "proposal_line", ["listing_id"])
    op.create_table(
        "asked_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("agreed", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("instead_id", sa.Integer(), nullable=True),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_asked_line_quantity")),
        sa.CheckConstraint("agreed >= 0", name=op.f("ck_asked_line_agreed")),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_asked_line_order")),
        _refers("asked_line", "loan_id", "loan"),
        _refers("asked_line", "listing_id", "listing"),
        _refers("asked_line", "instead_id", "listing"),
        _refers("asked_line", "allocation_id", "allocation"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asked_line")),
        sa.UniqueConstraint("loan_id", "listing_id", name=op.f("uq_asked_line_loan_id_listing_id")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_asked_line_allocation_id")),
    )
    op.create_index(op.f("ix_asked_line_listing_id"), "asked_line", ["listing_id"])
    op.create_index(op.f("ix_asked_line_instead_id"), "asked_line", ["instead_id"])


def downgrade() -> None:
    op.drop_table("asked_line")
    op.drop_table("proposal_line")
    op.drop_table("proposal")

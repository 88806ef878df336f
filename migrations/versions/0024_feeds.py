"""Calendar feeds, and the days of loans by their two houses

Revision ID: 0024
Revises: 0023
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

KINDS = ("institution", "exhibition", "listing", "mine")
ONE_THING = (
    "(kind = 'mine' AND institution_id IS NULL AND exhibition_id IS NULL AND listing_id IS NULL)"
    " OR (kind = 'institution' AND institution_id IS NOT NULL AND exhibition_id IS NULL AND listing_id IS NULL)"
    " OR (kind = 'exhibition' AND institution_id IS NULL AND exhibition_id IS NOT NULL AND listing_id IS NULL)"
    " OR (kind = 'listing' AND institution_id IS NULL AND exhibition_id IS NULL AND listing_id IS NOT NULL)"
)
INDEXES = {
    "ix_loan_lender_start": ["lender_id", "starts_on"],
    "ix_loan_lender_end": ["lender_id", "ends_on"],
    "ix_loan_borrower_start": ["borrower_id", "starts_on"],
    "ix_loan_borrower_end": ["borrower_id", "ends_on"],
    "ix_loan_expected": ["expected_on"],
}


def _link(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_feed_{column}"), ondelete="CASCADE")


def upgrade() -> None:
    op.create_table(
        "feed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(*KINDS, name="feedkind", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("exhibition_id", sa.Integer(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(ONE_THING, name=op.f("ck_feed_one_thing")),
        _link("user_id", "user_account"),
        _link("institution_id", "institution"),
        _link("exhibition_id", "exhibition"),
        _link("listing_id", "listing"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_feed_token_hash")),
    )
    op.create_index(op.f("ix_feed_user_id"), "feed", ["user_id"])
    for name, columns in INDEXES.items():
        op.create_index(name, "loan", columns)


def downgrade() -> None:
    for name in INDEXES:
        op.drop_index(name, "loan")
    op.drop_table("feed")

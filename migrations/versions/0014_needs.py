"""What exhibitions need

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "need_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("measured_by", sa.String(length=40), nullable=True),
        sa.Column("specs", sa.JSON(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("radius_km", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("is_optional", sa.Boolean(), nullable=False),
        sa.Column("own_amount", sa.BigInteger(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_need_line_amount")),
        sa.CheckConstraint("own_amount >= 0", name=op.f("ck_need_line_own_amount")),
        sa.CheckConstraint(
            "(first_day IS NULL) = (last_day IS NULL) AND (first_day IS NULL OR last_day >= first_day)",
            name=op.f("ck_need_line_order"),
        ),
        sa.CheckConstraint("radius_km IS NULL OR radius_km BETWEEN 1 AND 2000", name=op.f("ck_need_line_radius")),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_need_line_exhibition_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_need_line_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need_line")),
    )
    op.create_index("ix_need_line_order", "need_line", ["exhibition_id", "position"])
    op.create_table(
        "need_cover",
        sa.Column("need_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["need_id"], ["need_line.id"], name=op.f("fk_need_cover_need_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_need_cover_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("need_id", "listing_id", name=op.f("pk_need_cover")),
    )
    op.create_index(op.f("ix_need_cover_listing_id"), "need_cover", ["listing_id"])


def downgrade() -> None:
    op.drop_table("need_cover")
    op.drop_table("need_line")

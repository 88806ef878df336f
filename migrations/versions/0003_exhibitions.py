"""exhibitions

Revision ID: 0003
Revises: 0002
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exhibition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("summary", sa.Text(), nullable=False),
        sa.Column("venue", sa.String(length=300), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("department", sa.String(length=3), nullable=False),
        sa.Column("region", sa.String(length=3), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("build_from", sa.Date(), nullable=True),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("strike_until", sa.Date(), nullable=True),
        sa.Column("surface_m2", sa.Integer(), nullable=True),
        sa.Column("expected_visitors", sa.Integer(), nullable=True),
        sa.Column("hours_per_day", sa.BigInteger(), nullable=False),
        sa.Column("open_weekdays_count", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "build_from IS NULL OR build_from <= opens_on", name=op.f("ck_exhibition_build_before_open")
        ),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_exhibition_open_before_close")),
        sa.CheckConstraint(
            "strike_until IS NULL OR strike_until >= closes_on", name=op.f("ck_exhibition_strike_after_close")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_exhibition_created_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_exhibition_institution_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_exhibition_photo_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exhibition")),
    )
    op.create_index(op.f("ix_exhibition_closes_on"), "exhibition", ["closes_on"], unique=False)
    op.create_index(op.f("ix_exhibition_institution_id"), "exhibition", ["institution_id"], unique=False)
    op.create_index(op.f("ix_exhibition_opens_on"), "exhibition", ["opens_on"], unique=False)
    op.create_index(op.f("ix_exhibition_region"), "exhibition", ["region"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_exhibition_region"), table_name="exhibition")
    op.drop_index(op.f("ix_exhibition_opens_on"), table_name="exhibition")
    op.drop_index(op.f("ix_exhibition_institution_id"), table_name="exhibition")
    op.drop_index(op.f("ix_exhibition_closes_on"), table_name="exhibition")

    op.drop_table("exhibition")

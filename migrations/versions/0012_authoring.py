"""Drafts on their way: what was typed of a listing that is not one yet

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_listing_draft_version")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_listing_draft_institution_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_listing_draft_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_draft")),
    )
    op.create_index("ix_listing_draft_mine", "listing_draft", ["user_id", "institution_id"])
    op.create_index(op.f("ix_listing_draft_saved_at"), "listing_draft", ["saved_at"])
    op.create_table(
        "draft_photo",
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["listing_draft.id"], name=op.f("fk_draft_photo_draft_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_draft_photo_photo_id")),
        sa.PrimaryKeyConstraint("photo_id", name=op.f("pk_draft_photo")),
    )
    op.create_index(op.f("ix_draft_photo_draft_id"), "draft_photo", ["draft_id"])


def downgrade() -> None:
    op.drop_table("draft_photo")
    op.drop_table("listing_draft")

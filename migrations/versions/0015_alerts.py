"""Saved searches, alerts and wanted ads

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("rhythm", _word("rhythm", "daily", "weekly", "never"), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_saved_search_user_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
    )
    op.create_index(op.f("ix_saved_search_user_id"), "saved_search", ["user_id"])
    op.create_index("ix_saved_search_due", "saved_search", ["rhythm", "told_at"])
    op.create_table(
        "seen_hit",
        sa.Column("search_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"], ["saved_search.id"], name=op.f("fk_seen_hit_search_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_seen_hit_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("search_id", "listing_id", name=op.f("pk_seen_hit")),
    )
    op.create_index(op.f("ix_seen_hit_listing_id"), "seen_hit", ["listing_id"])
    op.create_table(
        "wanted_ad",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=True),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("specs", sa.JSON(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("offer", _word("offer", "loan", "gift", "both"), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("insee", sa.String(length=5), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("region", sa.String(length=3), nullable=False),
        sa.Column("latitude", sa.Float(), nullable=False),
        sa.Column("longitude", sa.Float(), nullable=False),
        sa.Column("radius_km", sa.Integer(), nullable=True),
        sa.Column("state", _word("wantedstate", "open", "met", "withdrawn"), nullable=False),
        sa.Column("created_by", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_wanted_ad_order")),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_wanted_ad_quantity")),
        sa.CheckConstraint("radius_km IS NULL OR radius_km BETWEEN 1 AND 2000", name=op.f("ck_wanted_ad_radius")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_wanted_ad_institution_id")),
        sa.ForeignKeyConstraint(
            ["exhibition_id"], ["exhibition.id"], name=op.f("fk_wanted_ad_exhibition_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["user_account.id"], name=op.f("fk_wanted_ad_created_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wanted_ad")),
    )
    op.create_index(op.f("ix_wanted_ad_institution_id"), "wanted_ad", ["institution_id"])
    op.create_index(op.f("ix_wanted_ad_exhibition_id"), "wanted_ad", ["exhibition_id"])
    op.create_index(op.f("ix_wanted_ad_last_day"), "wanted_ad", ["last_day"])
    op.create_index(op.f("ix_wanted_ad_region"), "wanted_ad", ["region"])
    op.create_index("ix_wanted_ad_open", "wanted_ad", ["state", "category"])
    op.create_table(
        "wanted_match",
        sa.Column("ad_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ad_id"], ["wanted_ad.id"], name=op.f("fk_wanted_match_ad_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_wanted_match_listing_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["proposed_by"], ["user_account.id"], name=op.f("fk_wanted_match_proposed_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("ad_id", "listing_id", name=op.f("pk_wanted_match")),
    )
    op.create_index(op.f("ix_wanted_match_listing_id"), "wanted_match", ["listing_id"])


def downgrade() -> None:
    op.drop_table("wanted_match")
    op.drop_table("wanted_ad")
    op.drop_table("seen_hit")
    op.drop_table("saved_search")

"""What it takes to move a listing, where it comes out of, asset tags, kits

Revision ID: 0007
Revises: 0006
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

YES_OR_NO = ("needs_dock", "needs_lift", "is_crated")


def upgrade() -> None:
    ddl.add_column("listing", "vehicle", "VARCHAR(32)", "vehicle IN ('hand', 'car', 'van', 'truck')")
    ddl.add_column("listing", "carriers", "INTEGER", "carriers IS NULL OR carriers BETWEEN 1 AND 20")
    for name in YES_OR_NO:
        ddl.add_column("listing", name, "BOOLEAN DEFAULT false NOT NULL")
    ddl.add_column("unit", "asset_tag", "VARCHAR(80) DEFAULT '' NOT NULL")
    op.create_table(
        "dismantling",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_dismantling_order")),
        sa.ForeignKeyConstraint(["exhibition_id"], ["exhibition.id"], name=op.f("fk_dismantling_exhibition_id")),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_dismantling_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", name=op.f("pk_dismantling")),
    )
    op.create_index(op.f("ix_dismantling_exhibition_id"), "dismantling", ["exhibition_id"])
    op.create_table(
        "kit_member",
        sa.Column("kit_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_kit_member_quantity")),
        sa.CheckConstraint("kit_id <> member_id", name=op.f("ck_kit_member_not_itself")),
        sa.ForeignKeyConstraint(["kit_id"], ["listing.id"], name=op.f("fk_kit_member_kit_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["member_id"], ["listing.id"], name=op.f("fk_kit_member_member_id")),
        sa.PrimaryKeyConstraint("kit_id", "member_id", name=op.f("pk_kit_member")),
    )
    op.create_index(op.f("ix_kit_member_member_id"), "kit_member", ["member_id"])
    op.create_table(
        "kit_hold",
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_kit_hold_allocation_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["allocation.id"], name=op.f("fk_kit_hold_parent_id")),
        sa.PrimaryKeyConstraint("allocation_id", name=op.f("pk_kit_hold")),
    )
    op.create_index(op.f("ix_kit_hold_parent_id"), "kit_hold", ["parent_id"])


def downgrade() -> None:
    op.drop_table("kit_hold")
    op.drop_table("kit_member")
    op.drop_table("dismantling")
    op.drop_column("unit", "asset_tag")
    for name in (*reversed(YES_OR_NO), "carriers", "vehicle"):
        op.drop_column("listing", name)

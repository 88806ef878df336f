"""What a giver bought again after a gift

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "gift_rebuy",
        sa.Column("gift_id", sa.Integer(), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["gift_id"], ["gift.id"], name=op.f("fk_gift_rebuy_gift_id")),
        sa.ForeignKeyConstraint(
            ["said_by"], ["user_account.id"], name=op.f("fk_gift_rebuy_said_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("gift_id", name=op.f("pk_gift_rebuy")),
    )


def downgrade() -> None:
    op.drop_table("gift_rebuy")

"""What dashboards add up

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

GRAMS = (
    *("object_days", "draw", "net", "low_bound", "burdens", "making", "moving", "energy", "footprint", "reference"),
    *("transport", "refurbishment", "packaging", "storage", "energy_burden", "wear", "backfill"),
)


def upgrade() -> None:
    """Empty tables: the job `sum_impact` fills them from the records that are already there."""
    op.create_table(
        "impact_sum",
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("side", sa.String(length=10), nullable=False),
        sa.Column("subject", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("dimension", sa.String(length=12), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("loans", "records", "objects")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in GRAMS),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_impact_sum")),
    )
    op.create_index("ix_impact_sum_read", "impact_sum", ["side", "subject", "year"])
    op.create_table(
        "impact_sum_doubt",
        sa.Column("name", sa.String(length=240), nullable=False),
        sa.Column("account", sa.String(length=10), nullable=False),
        sa.Column("source", sa.String(length=160), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", "account", "source", name=op.f("pk_impact_sum_doubt")),
    )
    op.create_table(
        "impact_summed",
        sa.Column("record_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_impact_summed")),
    )


def downgrade() -> None:
    op.drop_table("impact_summed")
    op.drop_table("impact_sum_doubt")
    op.drop_index("ix_impact_sum_read", table_name="impact_sum")
    op.drop_table("impact_sum")

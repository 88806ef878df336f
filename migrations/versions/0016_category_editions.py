"""Categories that the staff added or changed

Revision ID: 0016
Revises: 0015
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "category_edition",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("category_id", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.Column("is_retired", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("number > 0", name=op.f("ck_category_edition_number")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_category_edition_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_category_edition")),
        sa.UniqueConstraint("category_id", "number", name=op.f("uq_category_edition_category_id_number")),
    )
    ddl.append_only("category_edition")


def downgrade() -> None:
    ddl.drop_append_only("category_edition")
    op.drop_table("category_edition")

"""Versions of factors, and who reviewed them

Revision ID: 0026
Revises: 0025
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "factor_proposal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("factor_id", sa.String(length=80), nullable=False),
        sa.Column("after", sa.Integer(), nullable=False),
        sa.Column("row", sa.JSON(), nullable=False),
        sa.Column("origin", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("after >= 0", name=op.f("ck_factor_proposal_after")),
        sa.CheckConstraint("origin IN ('edit', 'base_carbone', 'boavizta')", name=op.f("ck_factor_proposal_origin")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_factor_proposal_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_proposal")),
    )
    op.create_index(op.f("ix_factor_proposal_factor_id"), "factor_proposal", ["factor_id"])
    op.create_table(
        "factor_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("proposal_id", sa.Integer(), nullable=False),
        sa.Column("factor_id", sa.String(length=80), nullable=False),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("version IS NULL OR version > 0", name=op.f("ck_factor_review_version")),
        sa.ForeignKeyConstraint(["proposal_id"], ["factor_proposal.id"], name=op.f("fk_factor_review_proposal_id")),
        sa.ForeignKeyConstraint(["reviewer_id"], ["user_account.id"], name=op.f("fk_factor_review_reviewer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_review")),
        sa.UniqueConstraint("proposal_id", name=op.f("uq_factor_review_proposal_id")),
        sa.UniqueConstraint("factor_id", "version", name=op.f("uq_factor_review_factor_id_version")),
    )
    ddl.append_only("factor_proposal")
    ddl.append_only("factor_review")


def downgrade() -> None:
    ddl.drop_append_only("factor_review")
    ddl.drop_append_only("factor_proposal")
    op.drop_table("factor_review")
    op.drop_index(op.f("ix_factor_proposal_factor_id"), "factor_proposal")
    op.drop_table("factor_proposal")

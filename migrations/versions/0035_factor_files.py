"""Files of factors that the staff bring by a page

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

KINDS = ("base_carbone", "boavizta", "declarations")
STATES = ("received", "tried", "proposed", "taken", "refused")
STEPS = ("check", "write", "undo")
PROGRESS = ("waiting", "running", "done", "failed")


def _word(name: str, kind: str, allowed: tuple[str, ...]) -> sa.CheckConstraint:
    listed = ", ".join(f"'{one}'" for one in allowed)
    return sa.CheckConstraint(f"{name} IN ({listed})", name=op.f(f"ck_factor_file_{kind}"))


def _person(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_factor_file_{name}"))


def upgrade() -> None:
    op.create_table(
        "factor_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("byte_count", sa.Integer(), nullable=False),
        sa.Column("said", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=32), nullable=False),
        sa.Column("step", sa.String(length=32), nullable=False),
        sa.Column("progress", sa.String(length=32), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("report_key", sa.String(length=80), nullable=False),
        sa.Column("refusal", sa.JSON(), nullable=True),
        sa.Column("written", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.String(length=40), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_name", sa.String(length=200), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("purged_at", sa.DateTime(timezone=True), nullable=True),
        _word("kind", "filekind", KINDS),
        _word("state", "filestate", STATES),
        _word("step", "importstep", STEPS),
        _word("progress", "runprogress", PROGRESS),
        _person("author_id"),
        _person("reviewer_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_factor_file")),
    )
    op.create_index(op.f("ix_factor_file_progress"), "factor_file", ["progress"])


def downgrade() -> None:
    op.drop_table("factor_file")

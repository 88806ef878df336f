"""Multi-criteria factors a house imported

Revision ID: 0032
Revises: 0031
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def _link(table: str, name: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), ondelete=ondelete)


def upgrade() -> None:
    op.create_table(
        "imported_factor",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=True),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("kg_per_unit", sa.BigInteger(), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("licence", sa.String(length=300), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_by", sa.Integer(), nullable=True),
        sa.Column("imported_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("version > 0", name=op.f("ck_imported_factor_version")),
        _link("imported_factor", "institution_id", "institution"),
        _link("imported_factor", "imported_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imported_factor")),
        sa.UniqueConstraint("key", "version", name=op.f("uq_imported_factor_key_version")),
    )
    op.create_index(op.f("ix_imported_factor_institution_id"), "imported_factor", ["institution_id"])
    op.create_table(
        "diagnostic_frame",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("functional_unit", sa.Text(), nullable=False),
        sa.Column("boundary", sa.Text(), nullable=False),
        sa.Column("left_out", sa.Text(), nullable=False),
        sa.Column("limits", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_by", sa.Integer(), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        _link("diagnostic_frame", "exhibition_id", "exhibition"),
        _link("diagnostic_frame", "edited_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostic_frame")),
        sa.UniqueConstraint("exhibition_id", name=op.f("uq_diagnostic_frame_exhibition_id")),
    )
    op.create_table(
        "diagnostic_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("line_key", sa.String(length=80), nullable=False),
        sa.Column("factor", sa.String(length=140), nullable=False),
        sa.Column("chosen_by", sa.Integer(), nullable=True),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        _link("diagnostic_choice", "exhibition_id", "exhibition"),
        _link("diagnostic_choice", "chosen_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_diagnostic_choice")),
        sa.UniqueConstraint("exhibition_id", "line_key", name=op.f("uq_diagnostic_choice_exhibition_id_line_key")),
    )
    op.create_index(op.f("ix_diagnostic_choice_exhibition_id"), "diagnostic_choice", ["exhibition_id"])
    ddl.append_only("imported_factor")


def downgrade() -> None:
    ddl.drop_append_only("imported_factor")
    op.drop_table("diagnostic_choice")
    op.drop_table("diagnostic_frame")
    op.drop_table("imported_factor")

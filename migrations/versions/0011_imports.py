"""Saved mappings, progress and undoing of imports

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

COUNTS = ("rows_done", "created", "changed", "same", "bad", "noted")
STEPS = "'check', 'write', 'undo'"
PROGRESS = "'waiting', 'running', 'done', 'failed'"
FATES = "'create', 'update', 'same'"


def upgrade() -> None:
    op.create_table(
        "import_run",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(32), nullable=False),
        sa.Column("progress", sa.String(32), nullable=False),
        sa.Column("is_partial", sa.Boolean(), nullable=False),
        *(sa.Column(name, sa.Integer(), nullable=False) for name in COUNTS),
        sa.Column("report_key", sa.String(80), nullable=False),
        sa.Column("profile", sa.String(40), nullable=False),
        sa.Column("headings_digest", sa.String(64), nullable=False),
        sa.Column("refusal", sa.JSON()),
        sa.Column("token", sa.String(40), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("beat_at", sa.DateTime(timezone=True)),
        sa.Column("undone_at", sa.DateTime(timezone=True)),
        sa.Column("undo_report", sa.JSON()),
        sa.Column("purged_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(f"step IN ({STEPS})", name=op.f("ck_import_run_importstep")),
        sa.CheckConstraint(f"progress IN ({PROGRESS})", name=op.f("ck_import_run_runprogress")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["listing_import.id"], name=op.f("fk_import_run_import_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("import_id", name=op.f("pk_import_run")),
    )
    op.create_index(op.f("ix_import_run_headings_digest"), "import_run", ["headings_digest"])
    op.create_index(op.f("ix_import_run_progress"), "import_run", ["progress"])
    op.create_table(
        "import_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("fate", sa.String(32), nullable=False),
        sa.Column("row_digest", sa.String(64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON()),
        sa.CheckConstraint(f"fate IN ({FATES})", name=op.f("ck_import_change_fate")),
        sa.ForeignKeyConstraint(
            ["import_id"], ["listing_import.id"], name=op.f("fk_import_change_import_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_import_change_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_change")),
    )
    op.create_index(op.f("ix_import_change_import_id"), "import_change", ["import_id"])
    op.create_index(op.f("ix_import_change_listing_id"), "import_change", ["listing_id"])
    op.create_table(
        "import_mapping",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer()),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("headings_digest", sa.String(64), nullable=False),
        sa.Column("category", sa.String(40), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_import_mapping_institution_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_import_mapping_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mapping")),
        sa.UniqueConstraint("institution_id", "name", name=op.f("uq_import_mapping_institution_id_name")),
    )


def downgrade() -> None:
    op.drop_table("import_mapping")
    op.drop_table("import_change")
    op.drop_table("import_run")

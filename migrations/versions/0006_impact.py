"""impact

Revision ID: 0006
Revises: 0005
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

APPEND_ONLY = ("impact_record", "ledger_entry", "ledger_posting")


def upgrade() -> None:
    op.create_table(
        "ledger_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_ledger_head_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_head")),
    )
    op.create_table(
        "impact_record",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=False),
        sa.Column(
            "phase",
            sa.Enum("planned", "actual", name="phase", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("loan_unit_id", sa.Integer(), nullable=True),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("lender_id", sa.Integer(), nullable=False),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("method", sa.String(length=40), nullable=False),
        sa.Column("factor", sa.String(length=120), nullable=False),
        sa.Column(
            "alternative",
            sa.Enum(
                "new",
                "refurb",
                "rental",
                "own_stock",
                "none",
                "unknown",
                name="alternative",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "evidence",
            sa.Enum("E0", "E1", "E2", "E3", name="evidence", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "label",
            sa.Enum(
                "reduction",
                "lesser_increase",
                name="claimlabel",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("internal_only", sa.Boolean(), nullable=False),
        sa.Column("sign_established", sa.Boolean(), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("review", sa.String(length=40), nullable=False),
        sa.Column("draw_kg", sa.BigInteger(), nullable=False),
        sa.Column("gross_kg", sa.BigInteger(), nullable=False),
        sa.Column("burdens_kg", sa.BigInteger(), nullable=False),
        sa.Column("net_kg", sa.BigInteger(), nullable=False),
        sa.Column("low_bound_kg", sa.BigInteger(), nullable=False),
        sa.Column("u_kg", sa.BigInteger(), nullable=False),
        sa.Column("low_kg", sa.BigInteger(), nullable=False),
        sa.Column("high_kg", sa.BigInteger(), nullable=False),
        sa.Column("making_kg", sa.BigInteger(), nullable=False),
        sa.Column("moving_kg", sa.BigInteger(), nullable=False),
        sa.Column("energy_kg", sa.BigInteger(), nullable=False),
        sa.Column("footprint_kg", sa.BigInteger(), nullable=False),
        sa.Column("reference_kg", sa.BigInteger(), nullable=False),
        sa.Column("inputs", sa.Text(), nullable=False),
        sa.Column("results", sa.Text(), nullable=False),
        sa.Column("supersedes_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "phase = 'planned' OR unit_id IS NOT NULL", name=op.f("ck_impact_record_actual_is_one_object")
        ),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_impact_record_order")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_impact_record_quantity")),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_impact_record_author_id")),
        sa.ForeignKeyConstraint(["borrower_id"], ["institution.id"], name=op.f("fk_impact_record_borrower_id")),
        sa.ForeignKeyConstraint(["exhibition_id"], ["exhibition.id"], name=op.f("fk_impact_record_exhibition_id")),
        sa.ForeignKeyConstraint(["lender_id"], ["institution.id"], name=op.f("fk_impact_record_lender_id")),
        sa.ForeignKeyConstraint(["line_id"], ["loan_line.id"], name=op.f("fk_impact_record_line_id")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_impact_record_listing_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_impact_record_loan_id")),
        sa.ForeignKeyConstraint(["loan_unit_id"], ["loan_unit.id"], name=op.f("fk_impact_record_loan_unit_id")),
        sa.ForeignKeyConstraint(["supersedes_id"], ["impact_record.id"], name=op.f("fk_impact_record_supersedes_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_impact_record_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_impact_record")),
        sa.UniqueConstraint("key", name=op.f("uq_impact_record_key")),
        sa.UniqueConstraint("supersedes_id", name=op.f("uq_impact_record_supersedes_id")),
    )
    op.create_index("ix_impact_record_borrower", "impact_record", ["borrower_id", "ends_on"], unique=False)
    op.create_index(op.f("ix_impact_record_exhibition_id"), "impact_record", ["exhibition_id"], unique=False)
    op.create_index("ix_impact_record_lender", "impact_record", ["lender_id", "ends_on"], unique=False)
    op.create_index(op.f("ix_impact_record_line_id"), "impact_record", ["line_id"], unique=False)
    op.create_index(op.f("ix_impact_record_listing_id"), "impact_record", ["listing_id"], unique=False)
    op.create_index(op.f("ix_impact_record_loan_id"), "impact_record", ["loan_id"], unique=False)
    op.create_index(op.f("ix_impact_record_unit_id"), "impact_record", ["unit_id"], unique=False)
    op.create_table(
        "ledger_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "cap",
                "pending",
                "post",
                "void",
                "reversal",
                name="entrykind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=True),
        sa.Column("settles_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["user_account.id"], name=op.f("fk_ledger_entry_author_id")),
        sa.ForeignKeyConstraint(["record_id"], ["impact_record.id"], name=op.f("fk_ledger_entry_record_id")),
        sa.ForeignKeyConstraint(["settles_id"], ["ledger_entry.id"], name=op.f("fk_ledger_entry_settles_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_entry")),
        sa.UniqueConstraint("hash", name=op.f("uq_ledger_entry_hash")),
        sa.UniqueConstraint("prev_hash", name=op.f("uq_ledger_entry_prev_hash")),
        sa.UniqueConstraint("settles_id", name=op.f("uq_ledger_entry_settles_id")),
    )
    op.create_index(op.f("ix_ledger_entry_record_id"), "ledger_entry", ["record_id"], unique=False)
    op.create_table(
        "ledger_posting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("amount_kg", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["ledger_entry.id"], name=op.f("fk_ledger_posting_entry_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_posting")),
    )
    op.create_index(op.f("ix_ledger_posting_account"), "ledger_posting", ["account"], unique=False)
    op.create_index(op.f("ix_ledger_posting_entry_id"), "ledger_posting", ["entry_id"], unique=False)

    for table in APPEND_ONLY:
        ddl.append_only(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        ddl.drop_append_only(table)
    op.drop_index(op.f("ix_ledger_posting_entry_id"), table_name="ledger_posting")
    op.drop_index(op.f("ix_ledger_posting_account"), table_name="ledger_posting")
    op.drop_table("ledger_posting")
    op.drop_index(op.f("ix_ledger_entry_record_id"), table_name="ledger_entry")
    op.drop_table("ledger_entry")
    op.drop_index(op.f("ix_impact_record_unit_id"), table_name="impact_record")
    op.drop_index(op.f("ix_impact_record_loan_id"), table_name="impact_record")
    op.drop_index(op.f("ix_impact_record_listing_id"), table_name="impact_record")
    op.drop_index(op.f("ix_impact_record_line_id"), table_name="impact_record")
    op.drop_index("ix_impact_record_lender", table_name="impact_record")
    op.drop_index(op.f("ix_impact_record_exhibition_id"), table_name="impact_record")
    op.drop_index("ix_impact_record_borrower", table_name="impact_record")
    op.drop_table("impact_record")
    op.drop_table("ledger_head")

"""loans

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "loan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("lender_id", sa.Integer(), nullable=False),
        sa.Column("borrower_id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "requested",
                "countered",
                "approved",
                "signed",
                "out",
                "returned",
                "closed",
                "refused",
                "cancelled",
                "expired",
                "no_show",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("expected_on", sa.Date(), nullable=True),
        sa.Column(
            "transport",
            sa.Enum(
                "dedicated_van",
                "shared_freight",
                name="transportmode",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
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
        sa.Column("evidence_note", sa.Text(), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_by", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("ends_on >= starts_on", name=op.f("ck_loan_order")),
        sa.CheckConstraint("lender_id <> borrower_id", name=op.f("ck_loan_two_parties")),
        sa.ForeignKeyConstraint(["borrower_id"], ["institution.id"], name=op.f("fk_loan_borrower_id")),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["user_account.id"], name=op.f("fk_loan_decided_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["exhibition_id"], ["exhibition.id"], name=op.f("fk_loan_exhibition_id")),
        sa.ForeignKeyConstraint(["lender_id"], ["institution.id"], name=op.f("fk_loan_lender_id")),
        sa.ForeignKeyConstraint(
            ["requested_by"], ["user_account.id"], name=op.f("fk_loan_requested_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan")),
    )
    op.create_index("ix_loan_borrower_state", "loan", ["borrower_id", "state"], unique=False)
    op.create_index(op.f("ix_loan_exhibition_id"), "loan", ["exhibition_id"], unique=False)
    op.create_index("ix_loan_lender_state", "loan", ["lender_id", "state"], unique=False)
    op.create_index(op.f("ix_loan_starts_on"), "loan", ["starts_on"], unique=False)
    op.create_index("ix_loan_state_expiry", "loan", ["state", "expires_at"], unique=False)

    op.create_table(
        "loan_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_loan_line_quantity")),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_loan_line_allocation_id")),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_loan_line_listing_id")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_loan_line_loan_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_line")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_loan_line_allocation_id")),
        sa.UniqueConstraint("loan_id", "listing_id", name=op.f("uq_loan_line_loan_id_listing_id")),
    )
    op.create_index(op.f("ix_loan_line_listing_id"), "loan_line", ["listing_id"], unique=False)
    op.create_index(op.f("ix_loan_line_loan_id"), "loan_line", ["loan_id"], unique=False)

    op.create_table(
        "loan_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_over_by", sa.Integer(), nullable=True),
        sa.Column("returned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("returned_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["allocation_id"], ["allocation.id"], name=op.f("fk_loan_unit_allocation_id")),
        sa.ForeignKeyConstraint(
            ["handed_over_by"],
            ["user_account.id"],
            name=op.f("fk_loan_unit_handed_over_by"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["line_id"], ["loan_line.id"], name=op.f("fk_loan_unit_line_id")),
        sa.ForeignKeyConstraint(
            ["returned_by"], ["user_account.id"], name=op.f("fk_loan_unit_returned_by"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_loan_unit_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_unit")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_loan_unit_allocation_id")),
        sa.UniqueConstraint("line_id", "unit_id", name=op.f("uq_loan_unit_line_id_unit_id")),
    )
    op.create_index(op.f("ix_loan_unit_line_id"), "loan_unit", ["line_id"], unique=False)
    op.create_index(op.f("ix_loan_unit_unit_id"), "loan_unit", ["unit_id"], unique=False)

    op.create_table(
        "condition_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_unit_id", sa.Integer(), nullable=False),
        sa.Column(
            "moment",
            sa.Enum("hand_over", "return", name="moment", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "condition",
            sa.Enum(
                "new",
                "very_good",
                "good",
                "fair",
                "to_repair",
                name="condition",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["loan_unit_id"], ["loan_unit.id"], name=op.f("fk_condition_report_loan_unit_id")),
        sa.ForeignKeyConstraint(
            ["made_by"], ["user_account.id"], name=op.f("fk_condition_report_made_by"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_report")),
        sa.UniqueConstraint("loan_unit_id", "moment", name=op.f("uq_condition_report_loan_unit_id_moment")),
    )
    op.create_index(op.f("ix_condition_report_loan_unit_id"), "condition_report", ["loan_unit_id"], unique=False)

    op.create_table(
        "condition_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_condition_photo_photo_id")),
        sa.ForeignKeyConstraint(["report_id"], ["condition_report.id"], name=op.f("fk_condition_photo_report_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_photo")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_condition_photo_photo_id")),
    )
    op.create_index(op.f("ix_condition_photo_report_id"), "condition_photo", ["report_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_condition_photo_report_id"), table_name="condition_photo")

    op.drop_table("condition_photo")
    op.drop_index(op.f("ix_condition_report_loan_unit_id"), table_name="condition_report")

    op.drop_table("condition_report")
    op.drop_index(op.f("ix_loan_unit_unit_id"), table_name="loan_unit")
    op.drop_index(op.f("ix_loan_unit_line_id"), table_name="loan_unit")

    op.drop_table("loan_unit")
    op.drop_index(op.f("ix_loan_line_loan_id"), table_name="loan_line")
    op.drop_index(op.f("ix_loan_line_listing_id"), table_name="loan_line")

    op.drop_table("loan_line")
    op.drop_index("ix_loan_state_expiry", table_name="loan")
    op.drop_index(op.f("ix_loan_starts_on"), table_name="loan")
    op.drop_index("ix_loan_lender_state", table_name="loan")
    op.drop_index(op.f("ix_loan_exhibition_id"), table_name="loan")
    op.drop_index("ix_loan_borrower_state", table_name="loan")

    op.drop_table("loan")

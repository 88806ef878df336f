"""listings

Revision ID: 0004
Revises: 0003
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "listing_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=True),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("file_name", sa.String(length=200), nullable=False),
        sa.Column("file_key", sa.String(length=80), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("defaults", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "uploaded",
                "checked",
                "done",
                "undone",
                name="importstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("row_count", sa.Integer(), nullable=False),
        sa.Column("error_count", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["institution_id"], ["institution.id"], name=op.f("fk_listing_import_institution_id")
        ),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_listing_import_site_id")),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user_account.id"], name=op.f("fk_listing_import_user_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_import")),
    )
    op.create_index(op.f("ix_listing_import_institution_id"), "listing_import", ["institution_id"], unique=False)

    op.create_table(
        "listing",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("site_id", sa.Integer(), nullable=False),
        sa.Column("category", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("brand", sa.String(length=120), nullable=False),
        sa.Column("model", sa.String(length=160), nullable=False),
        sa.Column("reference", sa.String(length=80), nullable=True),
        sa.Column("specs", sa.JSON(), nullable=False),
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
        sa.Column("mass_kg", sa.BigInteger(), nullable=True),
        sa.Column("width_cm", sa.BigInteger(), nullable=True),
        sa.Column("height_cm", sa.BigInteger(), nullable=True),
        sa.Column("depth_cm", sa.BigInteger(), nullable=True),
        sa.Column("power_w", sa.BigInteger(), nullable=True),
        sa.Column("made_in_year", sa.Integer(), nullable=True),
        sa.Column("tested_on", sa.Date(), nullable=True),
        sa.Column("replacement_value_cents", sa.Integer(), nullable=True),
        sa.Column("lender_conditions", sa.Text(), nullable=False),
        sa.Column("storage_place", sa.String(length=200), nullable=False),
        sa.Column(
            "offer",
            sa.Enum("loan", "gift", "both", name="offer", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column(
            "visibility",
            sa.Enum(
                "institution",
                "network",
                "public",
                name="visibility",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "published",
                "withdrawn",
                name="listingstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("collection_item", sa.Boolean(), nullable=True),
        sa.Column("available_from", sa.Date(), nullable=True),
        sa.Column("available_until", sa.Date(), nullable=True),
        sa.Column("turnaround_days", sa.Integer(), nullable=False),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state <> 'published' OR COALESCE(collection_item, true) = false",
            name=op.f("ck_listing_never_a_collection_item"),
        ),
        sa.CheckConstraint("mass_kg IS NULL OR mass_kg > 0", name=op.f("ck_listing_mass")),
        sa.CheckConstraint("turnaround_days BETWEEN 0 AND 60", name=op.f("ck_listing_turnaround")),
        sa.ForeignKeyConstraint(["import_id"], ["listing_import.id"], name=op.f("fk_listing_import_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_listing_institution_id")),
        sa.ForeignKeyConstraint(["site_id"], ["site.id"], name=op.f("fk_listing_site_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing")),
        sa.UniqueConstraint("institution_id", "reference", name=op.f("uq_listing_institution_id_reference")),
    )
    op.create_index(op.f("ix_listing_import_id"), "listing", ["import_id"], unique=False)
    op.create_index(op.f("ix_listing_institution_id"), "listing", ["institution_id"], unique=False)
    op.create_index("ix_listing_published", "listing", ["state", "category"], unique=False)
    op.create_index(op.f("ix_listing_published_at"), "listing", ["published_at"], unique=False)
    op.create_index(op.f("ix_listing_site_id"), "listing", ["site_id"], unique=False)

    op.create_table(
        "listing_photo",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_listing_photo_listing_id")),
        sa.ForeignKeyConstraint(["photo_id"], ["photo.id"], name=op.f("fk_listing_photo_photo_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_photo")),
        sa.UniqueConstraint("listing_id", "photo_id", name=op.f("uq_listing_photo_listing_id_photo_id")),
        sa.UniqueConstraint("photo_id", name=op.f("uq_listing_photo_photo_id")),
    )
    op.create_index(op.f("ix_listing_photo_listing_id"), "listing_photo", ["listing_id"], unique=False)

    op.create_table(
        "listing_term",
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["listing_id"], ["listing.id"], name=op.f("fk_listing_term_listing_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("listing_id", "term", name=op.f("pk_listing_term")),
    )
    op.create_index("ix_listing_term_term", "listing_term", ["term", "listing_id"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("label", sa.String(length=80), nullable=False),
        sa.Column("serial", sa.String(length=120), nullable=False),
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
        sa.Column("in_service_from", sa.Date(), nullable=True),
        sa.Column("out_of_service_from", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "out_of_service_from IS NULL OR in_service_from IS NULL OR out_of_service_from >= in_service_from",
            name=op.f("ck_unit_service_order"),
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_unit_listing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("listing_id", "label", name=op.f("uq_unit_listing_id_label")),
    )
    op.create_index(op.f("ix_unit_listing_id"), "unit", ["listing_id"], unique=False)

    op.create_table(
        "allocation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("returned_quantity", sa.Integer(), nullable=False),
        sa.Column("start_on", sa.Date(), nullable=False),
        sa.Column("end_on", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "loan",
                "hold",
                "blockout",
                "maintenance",
                "transit",
                "kit",
                "own_exhibition",
                name="holdkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "requested",
                "hold",
                "reserved",
                "out",
                "overdue",
                "returned",
                "closed",
                "refused",
                "cancelled",
                "expired",
                "missed",
                name="holdstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("for_institution_id", sa.Integer(), nullable=True),
        sa.Column("exhibition_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("end_on > start_on", name=op.f("ck_allocation_order")),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_allocation_quantity")),
        sa.CheckConstraint("returned_quantity BETWEEN 0 AND quantity", name=op.f("ck_allocation_returned")),
        sa.CheckConstraint("unit_id IS NULL OR quantity = 1", name=op.f("ck_allocation_one_unit")),
        sa.ForeignKeyConstraint(["exhibition_id"], ["exhibition.id"], name=op.f("fk_allocation_exhibition_id")),
        sa.ForeignKeyConstraint(
            ["for_institution_id"], ["institution.id"], name=op.f("fk_allocation_for_institution_id")
        ),
        sa.ForeignKeyConstraint(["listing_id"], ["listing.id"], name=op.f("fk_allocation_listing_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_allocation_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
    )
    op.create_index(op.f("ix_allocation_exhibition_id"), "allocation", ["exhibition_id"], unique=False)
    op.create_index(op.f("ix_allocation_unit_id"), "allocation", ["unit_id"], unique=False)
    op.create_index("ix_allocation_window", "allocation", ["listing_id", "end_on", "start_on"], unique=False)

    ddl.no_double_booking()


def downgrade() -> None:
    ddl.allow_double_booking()
    op.drop_index("ix_allocation_window", table_name="allocation")
    op.drop_index(op.f("ix_allocation_unit_id"), table_name="allocation")
    op.drop_index(op.f("ix_allocation_exhibition_id"), table_name="allocation")

    op.drop_table("allocation")
    op.drop_index(op.f("ix_unit_listing_id"), table_name="unit")

    op.drop_table("unit")
    op.drop_index("ix_listing_term_term", table_name="listing_term")

    op.drop_table("listing_term")
    op.drop_index(op.f("ix_listing_photo_listing_id"), table_name="listing_photo")

    op.drop_table("listing_photo")
    op.drop_index(op.f("ix_listing_site_id"), table_name="listing")
    op.drop_index(op.f("ix_listing_published_at"), table_name="listing")
    op.drop_index("ix_listing_published", table_name="listing")
    op.drop_index(op.f("ix_listing_institution_id"), table_name="listing")
    op.drop_index(op.f("ix_listing_import_id"), table_name="listing")

    op.drop_table("listing")
    op.drop_index(op.f("ix_listing_import_institution_id"), table_name="listing_import")

    op.drop_table("listing_import")

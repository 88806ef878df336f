"""The exhibition as a project

Revision ID: 0029
Revises: 0028
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ROLES = (
    "lead", "curator", "scenographer", "lighting", "multimedia", "registrar", "build", "csr", "communication", "other",
)  # fmt: skip
ORIGINS = ("borrowed", "received", "own_stock", "second_hand", "rented", "new", "built", "unknown")
NEXT_LIVES = ("return", "own_stock", "offer", "next_stage", "sold", "recycled", "discarded", "undecided")
FATES = ("used_again", "in_store", "given_on", "recycled", "discarded", "unknown")
LISTS = (
    "exhibition_document", "exhibition_venue", "exhibition_member", "exhibition_space", "exhibition_project",
)  # fmt: skip


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _of_show(table: str, *columns: sa.Column | sa.Constraint, unique: bool = False) -> None:
    """A table of rows that belong to a show."""
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        *columns,
        sa.ForeignKeyConstraint(["exhibition_id"], ["exhibition.id"], name=op.f(f"fk_{table}_exhibition_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        *([sa.UniqueConstraint("exhibition_id", name=op.f(f"uq_{table}_exhibition_id"))] if unique else []),
    )
    if not unique:
        op.create_index(op.f(f"ix_{table}_exhibition_id"), table, ["exhibition_id"])


def upgrade() -> None:
    _of_show(
        "exhibition_project",
        sa.Column("programmed_on", sa.Date(), nullable=True),
        sa.Column("actual_visitors", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "actual_visitors IS NULL OR actual_visitors >= 0", name=op.f("ck_exhibition_project_visitors")
        ),
        unique=True,
    )
    _of_show(
        "exhibition_space",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("m2", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("m2 > 0", name=op.f("ck_exhibition_space_m2")),
    )
    _of_show(
        "exhibition_member",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("role", _word("projectrole", *ROLES), nullable=False),
    )
    _of_show(
        "exhibition_venue",
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("city", sa.String(length=120), nullable=False),
        sa.Column("opens_on", sa.Date(), nullable=False),
        sa.Column("closes_on", sa.Date(), nullable=False),
        sa.Column("expected_visitors", sa.Integer(), nullable=True),
        sa.Column("actual_visitors", sa.Integer(), nullable=True),
        sa.CheckConstraint("closes_on >= opens_on", name=op.f("ck_exhibition_venue_open_before_close")),
    )
    _of_show(
        "exhibition_document",
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=160), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_exhibition_document_document_id")),
        sa.UniqueConstraint("document_id", name=op.f("uq_exhibition_document_document_id")),
    )
    _of_show(
        "passport_element",
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("mass_kg", sa.BigInteger(), nullable=True),
        sa.Column("origin", _word("origin", *ORIGINS), nullable=False),
        sa.Column("origin_detail", sa.String(length=300), nullable=False),
        sa.Column("owner", sa.String(length=200), nullable=False),
        sa.Column("next_life", _word("nextlife", *NEXT_LIVES), nullable=False),
        sa.Column("next_detail", sa.String(length=300), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_passport_element_quantity")),
        sa.CheckConstraint("mass_kg IS NULL OR mass_kg >= 0", name=op.f("ck_passport_element_mass")),
    )
    op.create_table(
        "element_fate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("element_id", sa.Integer(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("outcome", _word("fate", *FATES), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("months IN (6, 12)", name=op.f("ck_element_fate_months")),
        sa.ForeignKeyConstraint(["element_id"], ["passport_element.id"], name=op.f("fk_element_fate_element_id")),
        sa.ForeignKeyConstraint(["by"], ["user_account.id"], name=op.f("fk_element_fate_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_element_fate")),
    )
    op.create_index(op.f("ix_element_fate_element_id"), "element_fate", ["element_id"])
    ddl.append_only("element_fate")


def downgrade() -> None:
    ddl.drop_append_only("element_fate")
    op.drop_table("element_fate")
    op.drop_table("passport_element")
    for table in LISTS:
        op.drop_table(table)

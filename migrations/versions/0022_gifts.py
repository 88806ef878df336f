"""Gifts and their deeds, and which object a given unit was before

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

STATES = ("requested", "approved", "signed", "transferred", "refused", "cancelled", "expired")
GIVERS = ("state", "local", "private")
RECIPIENTS = (
    "public_culture",
    "culture_non_profit",
    "relief_association",
    "school_association",
    "public_utility_association",
    "reuse_body",
    "equipping_association",
    "teaching_body",
    "agent",
    "company",
    "other",
)
CASES = ("2", "3", "4", "7", "9", "10", "11")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _link(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "unit_succession",
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("previous_id", sa.Integer(), nullable=False),
        sa.Column("origin_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "unit_id <> previous_id AND unit_id <> origin_id", name=op.f("ck_unit_succession_another")
        ),
        _link("unit_succession", "unit_id", "unit"),
        _link("unit_succession", "previous_id", "unit"),
        _link("unit_succession", "origin_id", "unit"),
        sa.PrimaryKeyConstraint("unit_id", name=op.f("pk_unit_succession")),
        sa.UniqueConstraint("previous_id", name=op.f("uq_unit_succession_previous_id")),
    )
    op.create_index(op.f("ix_unit_succession_origin_id"), "unit_succession", ["origin_id"])
    _gift()
    op.create_table(
        "gift_unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("gift_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("allocation_id", sa.Integer(), nullable=False),
        sa.Column("residual_cents", sa.BigInteger(), nullable=True),
        sa.Column("new_unit_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("residual_cents IS NULL OR residual_cents >= 0", name=op.f("ck_gift_unit_residual")),
        _link("gift_unit", "gift_id", "gift"),
        _link("gift_unit", "unit_id", "unit"),
        _link("gift_unit", "allocation_id", "allocation"),
        _link("gift_unit", "new_unit_id", "unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift_unit")),
        sa.UniqueConstraint("gift_id", "unit_id", name=op.f("uq_gift_unit_gift_id_unit_id")),
        sa.UniqueConstraint("allocation_id", name=op.f("uq_gift_unit_allocation_id")),
        sa.UniqueConstraint("new_unit_id", name=op.f("uq_gift_unit_new_unit_id")),
    )
    op.create_index(op.f("ix_gift_unit_unit_id"), "gift_unit", ["unit_id"])


def _gift() -> None:
    op.create_table(
        "gift",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("recipient_id", sa.Integer(), nullable=True),
        sa.Column("exhibition_id", sa.Integer(), nullable=True),
        sa.Column("outside_name", sa.String(length=200), nullable=False),
        sa.Column("outside_number", sa.String(length=14), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", _word("giftstate", *STATES), nullable=False),
        sa.Column("requested_by", sa.Integer(), nullable=True),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("giver_kind", _word("giverkind", *GIVERS), nullable=True),
        sa.Column("recipient_kind", _word("recipientkind", *RECIPIENTS), nullable=True),
        sa.Column("law_case", _word("giftcase", *CASES), nullable=True),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("domaine", sa.String(length=120), nullable=False),
        sa.Column("has_cooperation", sa.Boolean(), nullable=False),
        sa.Column("valuation", sa.String(length=300), nullable=False),
        sa.Column("wiped", sa.String(length=300), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_on", sa.Date(), nullable=True),
        sa.Column("deed_document_id", sa.Integer(), nullable=True),
        sa.Column("new_listing_id", sa.Integer(), nullable=True),
        sa.Column("transferred_on", sa.Date(), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_gift_quantity")),
        sa.CheckConstraint("(recipient_id IS NULL) = (outside_name <> '')", name=op.f("ck_gift_one_recipient")),
        sa.CheckConstraint("recipient_id IS NULL OR recipient_id <> giver_id", name=op.f("ck_gift_two_houses")),
        sa.CheckConstraint("(state = 'transferred') = (transferred_on IS NOT NULL)", name=op.f("ck_gift_day")),
        _link("gift", "listing_id", "listing"),
        _link("gift", "giver_id", "institution"),
        _link("gift", "recipient_id", "institution"),
        _link("gift", "exhibition_id", "exhibition"),
        _link("gift", "deed_document_id", "document"),
        _link("gift", "new_listing_id", "listing"),
        *(
            sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_gift_{name}"), ondelete="SET NULL")
            for name in ("requested_by", "approved_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gift")),
        sa.UniqueConstraint("deed_document_id", name=op.f("uq_gift_deed_document_id")),
        sa.UniqueConstraint("new_listing_id", name=op.f("uq_gift_new_listing_id")),
    )
    for name in ("listing_id", "giver_id", "recipient_id"):
        op.create_index(op.f(f"ix_gift_{name}"), "gift", [name])
    op.create_index("ix_gift_state_expiry", "gift", ["state", "expires_at"])


def downgrade() -> None:
    op.drop_table("gift_unit")
    op.drop_table("gift")
    op.drop_table("unit_succession")

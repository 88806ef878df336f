"""Lines of an exhibition's carbon calculation

Revision ID: 0031
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

COMPONENTS = (
    *("works_transport", "couriers", "crates", "scenography", "multimedia", "lighting", "graphics"),
    *("building_energy", "print", "digital_communication", "catalogue", "team_travel", "lodging_catering"),
    *("visitors_travel", "waste", "storage", "purchases", "consumables"),
)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _link(table: str, name: str, target: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_{table}_{name}"), **more)


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _frame()
    _variant()
    _absence()
    _line()
    _journey()


def _frame() -> None:
    op.create_table(
        "carbon_frame",
        sa.Column("exhibition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("budget_kg", sa.BigInteger(), nullable=True),
        sa.Column("budget_scope", _word("scope", "without_visitors", "everything"), nullable=False),
        sa.Column("arbiter", sa.String(length=200), nullable=False),
        sa.Column("market_kg", sa.BigInteger(), nullable=True),
        sa.Column("market_proof", sa.String(length=300), nullable=False),
        sa.Column("meter_has_devices", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _check("carbon_frame", "budget_has_arbiter", "budget_kg IS NULL OR (budget_kg > 0 AND arbiter <> '')"),
        _check("carbon_frame", "contract_has_proof", "market_kg IS NULL OR (market_kg >= 0 AND market_proof <> '')"),
        _link("carbon_frame", "exhibition_id", "exhibition.id"),
        _link("carbon_frame", "changed_by", "user_account.id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("exhibition_id", name=op.f("pk_carbon_frame")),
    )


def _variant() -> None:
    op.create_table(
        "carbon_variant",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("with_borrowed", sa.Boolean(), nullable=False),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        _link("carbon_variant", "exhibition_id", "exhibition.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carbon_variant")),
        sa.UniqueConstraint("exhibition_id", "name", name=op.f("uq_carbon_variant_exhibition_id_name")),
    )
    op.create_index(op.f("ix_carbon_variant_exhibition_id"), "carbon_variant", ["exhibition_id"])


def _absence() -> None:
    op.create_table(
        "carbon_absence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("component", _word("component", *COMPONENTS), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("said_by", sa.Integer(), nullable=True),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        _check("carbon_absence", "reason", "reason <> ''"),
        _link("carbon_absence", "exhibition_id", "exhibition.id"),
        _link("carbon_absence", "said_by", "user_account.id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carbon_absence")),
        sa.UniqueConstraint("exhibition_id", "component", name=op.f("uq_carbon_absence_exhibition_id_component")),
    )
    op.create_index(op.f("ix_carbon_absence_exhibition_id"), "carbon_absence", ["exhibition_id"])


def _line() -> None:
    op.create_table(
        "carbon_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("variant_id", sa.Integer(), nullable=True),
        sa.Column("phase", _word("phase", "planned", "actual"), nullable=False),
        sa.Column("component", _word("component", *COMPONENTS), nullable=False),
        sa.Column("activity", sa.String(length=40), nullable=False),
        sa.Column("label", sa.String(length=200), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("factor", sa.String(length=120), nullable=False),
        sa.Column("is_proposed", sa.Boolean(), nullable=False),
        sa.Column("own_value", sa.BigInteger(), nullable=True),
        sa.Column("own_unit", sa.String(length=40), nullable=False),
        sa.Column("own_source", sa.String(length=300), nullable=False),
        sa.Column("source", _word("valuesource", "measured", "supplier", "estimated", "default"), nullable=False),
        sa.Column("value_u_rel", sa.BigInteger(), nullable=True),
        sa.Column("origin", _word("origin", "new", "reused", "rented"), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("next_use", sa.String(length=200), nullable=False),
        sa.Column("note", sa.String(length=1000), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("made_by", sa.String(length=60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _check("carbon_line", "not_negative", "value IS NULL OR value >= 0"),
        _check(
            "carbon_line",
            "own_factor",
            "own_value IS NULL OR (own_value >= 0 AND own_source <> '' AND factor = '')",
        ),
        _check("carbon_line", "variants_are_plans", "phase = 'planned' OR variant_id IS NULL"),
        _check("carbon_line", "uses", "uses >= 1"),
        _link("carbon_line", "exhibition_id", "exhibition.id"),
        _link("carbon_line", "variant_id", "carbon_variant.id"),
        _link("carbon_line", "document_id", "document.id"),
        _link("carbon_line", "written_by", "user_account.id", ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carbon_line")),
        sa.UniqueConstraint("document_id", name=op.f("uq_carbon_line_document_id")),
    )
    op.create_index(op.f("ix_carbon_line_variant_id"), "carbon_line", ["variant_id"])
    op.create_index("ix_carbon_line_of", "carbon_line", ["exhibition_id", "phase", "component"])


def _journey() -> None:
    op.create_table(
        "carbon_journey",
        sa.Column("line_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("origin", sa.String(length=120), nullable=False),
        sa.Column("mode", _word("mode", "road", "air", "sea", "rail"), nullable=False),
        sa.Column("mass_kg", sa.BigInteger(), nullable=True),
        sa.Column("km", sa.BigInteger(), nullable=True),
        sa.Column("legs", sa.Integer(), nullable=False),
        _check("carbon_journey", "legs", "legs IN (1, 2)"),
        _link("carbon_journey", "line_id", "carbon_line.id"),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_carbon_journey")),
    )


def downgrade() -> None:
    for table in ("carbon_journey", "carbon_line", "carbon_absence", "carbon_variant", "carbon_frame"):
        op.drop_table(table)

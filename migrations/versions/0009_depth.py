"""Accessories, equivalents, documents and the history of condition

Revision ID: 0009
Revises: 0008
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

CONDITIONS = ("new", "very_good", "good", "fair", "to_repair")
SOURCES = ("edit", "hand_over", "return", "inspection")
KINDS = ("fire_report", "electrical_check", "data_wipe", "manual", "conditions", "other")
READERS = ("everyone", "borrowers", "owner")
MOMENTS = ("hand_over", "return")
FOUND = ("unit_id", "condition", "note", "source", "source_id", "at")
"""What of a finding is never changed; who made it may be forgotten with the person."""


def upgrade() -> None:
    _conditions()
    _accessories()
    _documents()


def _word(column: str, words: tuple[str, ...], table: str, name: str) -> sa.CheckConstraint:
    listed = ", ".join(f"'{word}'" for word in words)
    return sa.CheckConstraint(f"{column} IN ({listed})", name=op.f(f"ck_{table}_{name}"))


def _to(table: str, column: str, target: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete)


def _conditions() -> None:
    op.create_table(
        "condition_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("condition", sa.String(32), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        _word("condition", CONDITIONS, "condition_event", "condition"),
        _word("source", SOURCES, "condition_event", "conditionsource"),
        _to("condition_event", "unit_id", "unit", "CASCADE"),
        _to("condition_event", "made_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_condition_event")),
    )
    op.create_index("ix_condition_event_unit_id", "condition_event", ["unit_id", "at"])
    _written_once()


def _written_once() -> None:
    """What was found stays as written; it goes only with a unit that goes (one that never served)."""
    columns = ", ".join(FOUND)
    if ddl.is_sqlite():
        op.execute(
            f"CREATE TRIGGER condition_event_no_update BEFORE UPDATE OF {columns} ON condition_event "
            "BEGIN SELECT RAISE(ABORT, 'append_only: condition_event'); END"
        )
        op.execute(
            "CREATE TRIGGER condition_event_no_delete BEFORE DELETE ON condition_event "
            "WHEN EXISTS (SELECT 1 FROM unit WHERE unit.id = OLD.unit_id) "
            "BEGIN SELECT RAISE(ABORT, 'append_only: condition_event'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION condition_event_no_update() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION 'append_only: condition_event'; END $$"
    )
    op.execute(
        "CREATE FUNCTION condition_event_no_delete() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN IF EXISTS (SELECT 1 FROM unit WHERE unit.id = OLD.unit_id) THEN "
        "RAISE EXCEPTION 'append_only: condition_event'; END IF; RETURN OLD; END $$"
    )
    op.execute(
        f"CREATE TRIGGER condition_event_no_update BEFORE UPDATE OF {columns} ON condition_event "
        "FOR EACH ROW EXECUTE FUNCTION condition_event_no_update()"
    )
    op.execute(
        "CREATE TRIGGER condition_event_no_delete BEFORE DELETE ON condition_event "
        "FOR EACH ROW EXECUTE FUNCTION condition_event_no_delete()"
    )


def _accessories() -> None:
    op.create_table(
        "accessory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("is_essential", sa.Boolean(), nullable=False),
        sa.CheckConstraint("quantity BETWEEN 1 AND 999", name=op.f("ck_accessory_quantity")),
        _to("accessory", "listing_id", "listing", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessory")),
        sa.UniqueConstraint("listing_id", "name", name=op.f("uq_accessory_listing_id_name")),
    )
    op.create_table(
        "equivalent_model",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(160), nullable=False),
        _to("equivalent_model", "listing_id", "listing", "CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_equivalent_model")),
        sa.UniqueConstraint("listing_id", "words", name=op.f("uq_equivalent_model_listing_id_words")),
    )
    op.create_table(
        "accessory_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_unit_id", sa.Integer(), nullable=False),
        sa.Column("moment", sa.String(32), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("is_essential", sa.Boolean(), nullable=False),
        sa.Column("is_there", sa.Boolean(), nullable=False),
        _word("moment", MOMENTS, "accessory_check", "moment"),
        _to("accessory_check", "loan_unit_id", "loan_unit"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accessory_check")),
        sa.UniqueConstraint(
            "loan_unit_id", "moment", "name", name=op.f("uq_accessory_check_loan_unit_id_moment_name")
        ),
    )


def _documents() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_by", sa.Integer(), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file_name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_key", sa.String(80), nullable=False),
        sa.Column("attached", sa.Boolean(), nullable=False),
        _to("document", "institution_id", "institution"),
        _to("document", "uploaded_by", "user_account", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_institution_id"), "document", ["institution_id"])
    op.create_table(
        "listing_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("listing_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("readers", sa.String(32), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _word("kind", KINDS, "listing_document", "documentkind"),
        _word("readers", READERS, "listing_document", "documentreaders"),
        _to("listing_document", "listing_id", "listing", "CASCADE"),
        _to("listing_document", "document_id", "document"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_document")),
        sa.UniqueConstraint("document_id", name=op.f("uq_listing_document_document_id")),
    )
    op.create_index(op.f("ix_listing_document_listing_id"), "listing_document", ["listing_id"])


def downgrade() -> None:
    op.drop_table("listing_document")
    op.drop_table("document")
    op.drop_table("accessory_check")
    op.drop_table("equivalent_model")
    op.drop_table("accessory")
    op.drop_table("condition_event")
    if not ddl.is_sqlite():
        op.execute("DROP FUNCTION condition_event_no_update()")
        op.execute("DROP FUNCTION condition_event_no_delete()")

"""Papers of a loan, their versions and who signed them

Revision ID: 0021
Revises: 0020
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

INSURANCE = ("nail_to_nail", "liability", "not_asked")
SIGNER = ("lender", "borrower", "giver", "recipient")
BORN_BY = ("borrower", "lender")
KINDS = (
    "agreement",
    "value_list",
    "picking_list",
    "delivery_note",
    "hand_over_report",
    "return_note",
    "return_report",
    "gift_deed",
)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _person(table: str, name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], ["user_account.id"], name=op.f(f"fk_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("gift_id", sa.Integer(), nullable=True),
        sa.Column("kind", _word("paperkind", *KINDS), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("courtesy", sa.Text(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("facts_sha256", sa.String(length=64), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(loan_id IS NULL) <> (gift_id IS NULL)", name=op.f("ck_paper_one_object")),
        sa.CheckConstraint("version > 0", name=op.f("ck_paper_version")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_paper_loan_id")),
        _person("paper", "made_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("loan_id", "kind", "version", name=op.f("uq_paper_loan_id_kind_version")),
        sa.UniqueConstraint("gift_id", "kind", "version", name=op.f("uq_paper_gift_id_kind_version")),
    )
    op.create_table(
        "signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("paper_id", sa.Integer(), nullable=False),
        sa.Column("side", _word("signer", *SIGNER), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("function", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("strokes", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(["paper_id"], ["paper.id"], name=op.f("fk_signature_paper_id")),
        _person("signature", "user_id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signature")),
        sa.UniqueConstraint("paper_id", "side", name=op.f("uq_signature_paper_id_side")),
    )
    ddl.append_only("paper")
    ddl.append_only("signature")
    _settings()
    _certificates()


def _settings() -> None:
    op.create_table(
        "paper_setting",
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("requires_agreement", sa.Boolean(), nullable=False),
        sa.Column("insurance", _word("insurance", *INSURANCE), nullable=False),
        sa.Column("deductible_cents", sa.BigInteger(), nullable=True),
        sa.Column("transport_by", _word("bornby", *BORN_BY), nullable=False),
        sa.Column("represented_by", sa.String(length=200), nullable=False),
        sa.Column("represented_as", sa.String(length=200), nullable=False),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "deductible_cents IS NULL OR deductible_cents >= 0", name=op.f("ck_paper_setting_deductible")
        ),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_paper_setting_institution_id")),
        _person("paper_setting", "set_by"),
        sa.PrimaryKeyConstraint("institution_id", name=op.f("pk_paper_setting")),
    )
    op.create_table(
        "loan_clause",
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("insurance", _word("insurance", *INSURANCE), nullable=False),
        sa.Column("deductible_cents", sa.BigInteger(), nullable=True),
        sa.Column("transport_by", _word("bornby", *BORN_BY), nullable=False),
        sa.Column("decision", sa.String(length=300), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("set_by", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "deductible_cents IS NULL OR deductible_cents >= 0", name=op.f("ck_loan_clause_deductible")
        ),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_loan_clause_loan_id")),
        _person("loan_clause", "set_by"),
        sa.PrimaryKeyConstraint("loan_id", name=op.f("pk_loan_clause")),
    )


def _certificates() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("gift_id", sa.Integer(), nullable=True),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("certificatekind", "insurance", "data_wipe"), nullable=False),
        sa.Column("side", _word("signer", *SIGNER), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("amount_cents", sa.BigInteger(), nullable=True),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(loan_id IS NULL) <> (gift_id IS NULL)", name=op.f("ck_certificate_one_object")),
        sa.CheckConstraint(
            "valid_until IS NULL OR valid_from IS NULL OR valid_until >= valid_from",
            name=op.f("ck_certificate_order"),
        ),
        sa.CheckConstraint("amount_cents IS NULL OR amount_cents >= 0", name=op.f("ck_certificate_amount")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_certificate_loan_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_certificate_document_id")),
        _person("certificate", "added_by"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("document_id", name=op.f("uq_certificate_document_id")),
    )
    op.create_index(op.f("ix_certificate_loan_id"), "certificate", ["loan_id"])
    op.create_index(op.f("ix_certificate_gift_id"), "certificate", ["gift_id"])


def downgrade() -> None:
    op.drop_table("certificate")
    op.drop_table("loan_clause")
    op.drop_table("paper_setting")
    ddl.drop_append_only("signature")
    ddl.drop_append_only("paper")
    op.drop_table("signature")
    op.drop_table("paper")

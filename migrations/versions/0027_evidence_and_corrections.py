"""What the borrower answers after a use, its evidence, and corrections of the ledger

Revision ID: 0027
Revises: 0026
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

OUTCOMES = ("nothing_bought", "bought_new", "bought_less", "hired", "would_have_done_without", "unknown")
APPEND_ONLY = ("record_review", "follow_up")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _link(table: str, name: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"))


def upgrade() -> None:
    op.create_table(
        "loan_evidence",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=True),
        sa.Column("kind", _word("evidencekind", "quote", "order", "tender", "budget"), nullable=False),
        sa.Column("reference", sa.String(length=300), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=True),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_accepted", sa.Boolean(), nullable=True),
        sa.Column("judgement", sa.String(length=300), nullable=False),
        sa.Column("judged_by", sa.Integer(), nullable=True),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reference <> '' OR document_id IS NOT NULL", name=op.f("ck_loan_evidence_something")),
        _link("loan_evidence", "loan_id", "loan"),
        _link("loan_evidence", "document_id", "document"),
        _link("loan_evidence", "added_by", "user_account"),
        _link("loan_evidence", "judged_by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_loan_evidence")),
        sa.UniqueConstraint("document_id", name=op.f("uq_loan_evidence_document_id")),
    )
    op.create_index(op.f("ix_loan_evidence_loan_id"), "loan_evidence", ["loan_id"])
    op.create_table(
        "record_review",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("verdict", _word("verdict", "release", "keep"), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _link("record_review", "record_id", "impact_record"),
        _link("record_review", "by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_record_review")),
    )
    op.create_index(op.f("ix_record_review_record_id"), "record_review", ["record_id"])
    op.create_table(
        "follow_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _word("outcome", *OUTCOMES), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _link("follow_up", "loan_id", "loan"),
        _link("follow_up", "by", "user_account"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_up")),
    )
    op.create_index(op.f("ix_follow_up_loan_id"), "follow_up", ["loan_id"])
    for table in APPEND_ONLY:
        ddl.append_only(table)


def downgrade() -> None:
    for table in reversed(APPEND_ONLY):
        ddl.drop_append_only(table)
    op.drop_table("follow_up")
    op.drop_table("record_review")
    op.drop_table("loan_evidence")

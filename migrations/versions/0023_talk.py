"""Messages of a loan, what each person should know and wants to

Revision ID: 0023
Revises: 0022
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

KINDS = ("requests", "messages", "deadlines", "hand_overs", "late_returns", "needs", "members")
ONE_OBJECT = "(loan_id IS NULL) <> (gift_id IS NULL)"


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _user(table: str, column: str = "user_id", ondelete: str = "CASCADE") -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], ["user_account.id"], name=op.f(f"fk_{table}_{column}"), ondelete=ondelete
    )


def upgrade() -> None:
    _notices()
    _messages()
    ddl.add_column("outbox_mail", "unsubscribe_url", "VARCHAR(500)")
    ddl.add_column("outbox_mail", "retried_at", "DATETIME" if ddl.is_sqlite() else "TIMESTAMP WITH TIME ZONE")


def _notices() -> None:
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("noticekind", *KINDS), nullable=False),
        sa.Column("object_type", sa.String(length=32), nullable=False),
        sa.Column("object_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("endpoint", sa.String(length=80), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mail", _word("noticemail", "at_once", "waiting", "bundled", "none"), nullable=False),
        sa.Column("dedup_key", sa.String(length=200), nullable=True),
        _user("notice"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("dedup_key", name=op.f("uq_notice_dedup_key")),
    )
    op.create_index("ix_notice_unread", "notice", ["user_id", "read_at"])
    op.create_index("ix_notice_mail", "notice", ["mail", "user_id"])
    op.create_table(
        "notice_wish",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("kind", _word("noticekind", *KINDS), nullable=False),
        sa.Column("wish", _word("wish", "now", "daily", "never"), nullable=False),
        _user("notice_wish"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_wish")),
        sa.UniqueConstraint("user_id", "kind", name=op.f("uq_notice_wish_user_id_kind")),
    )


def _messages() -> None:
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("gift_id", sa.Integer(), nullable=True),
        sa.Column("institution_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("author_name", sa.String(length=200), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(ONE_OBJECT, name=op.f("ck_message_one_object")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_message_loan_id")),
        sa.ForeignKeyConstraint(["institution_id"], ["institution.id"], name=op.f("fk_message_institution_id")),
        _user("message", "author_id", "SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
    )
    for column in ("loan_id", "gift_id", "institution_id"):
        op.create_index(op.f(f"ix_message_{column}"), "message", [column])
    op.create_table(
        "message_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["message_id"], ["message.id"], name=op.f("fk_message_file_message_id")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_message_file_document_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message_file")),
        sa.UniqueConstraint("document_id", name=op.f("uq_message_file_document_id")),
    )
    op.create_index(op.f("ix_message_file_message_id"), "message_file", ["message_id"])
    op.create_table(
        "talk_seen",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("loan_id", sa.Integer(), nullable=True),
        sa.Column("gift_id", sa.Integer(), nullable=True),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(ONE_OBJECT, name=op.f("ck_talk_seen_one_object")),
        sa.ForeignKeyConstraint(["loan_id"], ["loan.id"], name=op.f("fk_talk_seen_loan_id")),
        _user("talk_seen"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_seen")),
        sa.UniqueConstraint("user_id", "loan_id", name=op.f("uq_talk_seen_user_id_loan_id")),
        sa.UniqueConstraint("user_id", "gift_id", name=op.f("uq_talk_seen_user_id_gift_id")),
    )


def downgrade() -> None:
    for name in ("retried_at", "unsubscribe_url"):
        op.drop_column("outbox_mail", name)
    for table in ("talk_seen", "message_file", "message", "notice_wish", "notice"):
        op.drop_table(table)

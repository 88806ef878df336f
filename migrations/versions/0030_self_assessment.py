"""Answers to the questionnaire

Revision ID: 0030
Revises: 0029
"""

import ddl
import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

TABLES = ("assessment", "assessment_answer", "assessment_proof", "assessment_task", "assessment_lesson")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _link(table: str, name: str, target: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}"), **more)


def _person(table: str, name: str) -> sa.ForeignKeyConstraint:
    return _link(table, name, "user_account", ondelete="SET NULL")


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def upgrade() -> None:
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire", sa.String(length=8), nullable=False),
        sa.Column("total_mass_kg", sa.BigInteger(), nullable=True),
        sa.Column("overall", sa.BigInteger(), nullable=True),
        sa.Column("phases", sa.JSON(), nullable=False),
        sa.Column("unanswered", sa.JSON(), nullable=False),
        sa.Column("started_by", sa.Integer(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        _check("assessment", "mass", "total_mass_kg IS NULL OR total_mass_kg > 0"),
        _link("assessment", "exhibition_id", "exhibition"),
        _person("assessment", "started_by"),
        _key("assessment"),
        sa.UniqueConstraint("exhibition_id", "questionnaire", name=op.f("uq_assessment_exhibition_id_questionnaire")),
    )
    _create_answers()
    op.create_table(
        "assessment_proof",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=8), nullable=False),
        sa.Column("document_id", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        _link("assessment_proof", "assessment_id", "assessment"),
        _link("assessment_proof", "document_id", "document"),
        _person("assessment_proof", "added_by"),
        _key("assessment_proof"),
        sa.UniqueConstraint("document_id", name=op.f("uq_assessment_proof_document_id")),
    )
    op.create_index("ix_assessment_proof_question", "assessment_proof", ["assessment_id", "question"])
    _create_tasks()
    _create_lessons()


def _create_answers() -> None:
    name = "assessment_answer"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=8), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", _word("answerkind", "value", "not_applicable", "cleared"), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("source", _word("answersource", "person", "platform"), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        _check(name, "number", "number > 0"),
        _check(name, "value_is_said", "(kind = 'value') = (value IS NOT NULL)"),
        _check(name, "scale", "value IS NULL OR value BETWEEN 0 AND 4"),
        _check(name, "reason_is_said", "(kind = 'not_applicable') = (reason <> '')"),
        _link(name, "assessment_id", "assessment"),
        _link(name, "by", "user_account"),
        _key(name),
        sa.UniqueConstraint(
            "assessment_id", "question", "number", name=op.f("uq_assessment_answer_assessment_id_question_number")
        ),
    )
    ddl.append_only(name)


def _create_tasks() -> None:
    name = "assessment_task"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("question", sa.String(length=8), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", _word("taskstate", "open", "done", "dropped"), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        _check(name, "settled", "(state = 'open') = (settled_at IS NULL)"),
        _link(name, "assessment_id", "assessment"),
        *(_person(name, column) for column in ("owner_id", "made_by", "settled_by")),
        _key(name),
    )
    op.create_index(op.f("ix_assessment_task_assessment_id"), name, ["assessment_id"])
    op.create_index("ix_assessment_task_owner", name, ["owner_id", "state"])


def _create_lessons() -> None:
    name = "assessment_lesson"
    op.create_table(
        name,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("exhibition_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        _link(name, "exhibition_id", "exhibition"),
        _person(name, "written_by"),
        _key(name),
    )
    op.create_index(op.f("ix_assessment_lesson_exhibition_id"), name, ["exhibition_id"])


def downgrade() -> None:
    ddl.drop_append_only("assessment_answer")
    for table in reversed(TABLES):
        op.drop_table(table)

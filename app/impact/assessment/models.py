"""Tables of the self-assessment. Answers are only ever added; the last one of a question stands."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Fixed, Model, UtcDateTime, word
from app.impact.assessment.domain.answering import AnswerKind, AnswerSource
from app.impact.assessment.domain.tasks import TaskState


class Assessment(Model):
    """The answers of one exhibition to one version of the questionnaire.

    *overall* and *phases* (as text with one decimal, or null) are the score of the standing answers, kept so that
    houses can be compared without reading every answer of everybody; *unanswered* counts the questions left blank
    in each phase. *total_mass_kg*: of all elements, if said.
    """

    __tablename__ = "assessment"
    __table_args__ = (
        UniqueConstraint("exhibition_id", "questionnaire"),
        CheckConstraint("total_mass_kg IS NULL OR total_mass_kg > 0", name="mass"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"))
    questionnaire: Mapped[str] = mapped_column(String(8))
    total_mass_kg: Mapped[Decimal | None] = mapped_column(Fixed(3))
    overall: Mapped[Decimal | None] = mapped_column(Fixed(1))
    phases: Mapped[list[Any]] = mapped_column(JSON, default=list)
    unanswered: Mapped[list[Any]] = mapped_column(JSON, default=list)
    started_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssessmentAnswer(Model):
    """One answer of one person to one question; *basis* are the platform's facts behind a proposal that was kept."""

    __tablename__ = "assessment_answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "question", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("(kind = 'value') = (value IS NOT NULL)", name="value_is_said"),
        CheckConstraint("value IS NULL OR value BETWEEN 0 AND 4", name="scale"),
        CheckConstraint("(kind = 'not_applicable') = (reason <> '')", name="reason_is_said"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    question: Mapped[str] = mapped_column(String(8))
    number: Mapped[int]
    kind: Mapped[AnswerKind] = mapped_column(word(AnswerKind))
    value: Mapped[int | None]
    reason: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[AnswerSource] = mapped_column(word(AnswerSource))
    basis: Mapped[list[Any]] = mapped_column(JSON, default=list)
    by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssessmentProof(Model):
    """A file that shows the answer to a question."""

    __tablename__ = "assessment_proof"
    __table_args__ = (Index("ix_assessment_proof_question", "assessment_id", "question"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    question: Mapped[str] = mapped_column(String(8))
    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), unique=True)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    added_at: Mapped[datetime] = mapped_column(UtcDateTime)


class AssessmentTask(Model):
    """What is to be done about a question, by whom, until when (that day included)."""

    __tablename__ = "assessment_task"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (settled_at IS NULL)", name="settled"),
        Index("ix_assessment_task_owner", "owner_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"), index=True)
    question: Mapped[str] = mapped_column(String(8))
    title: Mapped[str] = mapped_column(String(200))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    due_on: Mapped[date]
    state: Mapped[TaskState] = mapped_column(word(TaskState), default=TaskState.OPEN)
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    settled_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    settled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class AssessmentLesson(Model):
    """What a show teaches the next one of its house."""

    __tablename__ = "assessment_lesson"

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    written_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)

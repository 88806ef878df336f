"""Tasks of an exhibition's self-assessment, and those that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext
from sqlalchemy import select

from app.accounts.models import Membership, User
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.domain.permissions import may_answer_assessment, may_settle_task
from app.impact.assessment.domain.questionnaire import Question, Questionnaire, questionnaire
from app.impact.assessment.domain.tasks import TaskState, invites_a_task
from app.impact.assessment.models import Assessment, AssessmentTask
from app.impact.assessment.queries.standing import (
    assessment_of,
    last_answers,
    proofs_of,
    scored_answers,
    show_of,
)
from app.listings.panels import Task


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One task. *is_late*: open, and its day is over."""

    id: int
    question: Question | None
    title: str
    owner: str
    due_on: date
    state: TaskState
    is_late: bool
    settled_at: datetime | None
    may_settle: bool


@dataclass(frozen=True, slots=True)
class TasksPage:
    """The tasks of a show: open ones by day, then the others; *low* are answered questions that invite one,
    *questions* all there are."""

    show: ExhibitionFacts
    open: tuple[TaskLine, ...]
    settled: tuple[TaskLine, ...]
    low: tuple[Question, ...]
    questions: tuple[Question, ...]
    people: tuple[tuple[int, str], ...]
    may_add: bool


def tasks_page(actor: Actor, exhibition_id: int, today: date) -> TasksPage:
    """The tasks of one exhibition. Raises NotFound for who may not read its assessment."""
    show = show_of(actor, exhibition_id)
    row = assessment_of(exhibition_id)
    asked = questionnaire(row.questionnaire) if row else questionnaire()
    lines = _lines(actor, show, row, asked, today) if row else ()
    return TasksPage(
        show=show,
        open=tuple(line for line in lines if line.state is TaskState.OPEN),
        settled=tuple(line for line in lines if line.state is not TaskState.OPEN),
        low=_low(row, asked, lines) if row else (),
        questions=asked.questions,
        people=people_of(show.institution_id),
        may_add=row is not None and may_answer_assessment(actor, show.institution_id),
    )


def open_tasks(assessment_id: int) -> dict[str, int]:
    """How many open tasks each question has."""
    found: dict[str, int] = {}
    statement = select(AssessmentTask.question).where(
        AssessmentTask.assessment_id == assessment_id, AssessmentTask.state == TaskState.OPEN
    )
    for name in db.session.scalars(statement):
        found[name] = found.get(name, 0) + 1
    return found


def people_of(institution_id: int) -> tuple[tuple[int, str], ...]:
    """(id, name) of those who belong to a house and have a working account, by name."""
    rows = db.session.execute(
        select(User.id, User.name)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.institution_id == institution_id, User.is_active)
        .distinct()
        .order_by(User.name, User.id)
    )
    return tuple((row.id, row.name) for row in rows)


def tasks_waiting(actor: Actor, now: datetime) -> list[Task]:
    """What waits for a person on their home page: their own open tasks, in houses where they still are."""
    if actor.user_id is None or not actor.institution_ids:
        return []
    rows = db.session.execute(
        select(AssessmentTask, Exhibition.id.label("show_id"), Exhibition.title.label("show"))
        .join(Assessment, Assessment.id == AssessmentTask.assessment_id)
        .join(Exhibition, Exhibition.id == Assessment.exhibition_id)
        .where(
            AssessmentTask.owner_id == actor.user_id,
            AssessmentTask.state == TaskState.OPEN,
            Exhibition.institution_id.in_(actor.institution_ids),
        )
        .order_by(AssessmentTask.due_on, AssessmentTask.id)
    )
    today = local_day(now)
    return [_waiting(row.AssessmentTask, row.show_id, row.show, today) for row in rows]


def _waiting(task: AssessmentTask, show_id: int, show: str, today: date) -> Task:
    return Task(
        label=gettext("%(task)s, pour « %(show)s »", task=task.title, show=show),
        url=url_for("assessment.tasks", exhibition_id=show_id),
        due=task.due_on,
        tone="attention" if task.due_on < today else "neutral",
        action=gettext("Voir la tâche"),
    )


def _lines(
    actor: Actor, show: ExhibitionFacts, row: Assessment, asked: Questionnaire, today: date
) -> tuple[TaskLine, ...]:
    rows = db.session.execute(
        select(AssessmentTask, User.name)
        .outerjoin(User, User.id == AssessmentTask.owner_id)
        .where(AssessmentTask.assessment_id == row.id)
        .order_by(AssessmentTask.due_on, AssessmentTask.id)
    )
    return tuple(
        TaskLine(
            id=task.id,
            question=asked.question(task.question),
            title=task.title,
            owner=owner or "",
            due_on=task.due_on,
            state=task.state,
            is_late=task.state is TaskState.OPEN and task.due_on < today,
            settled_at=task.settled_at,
            may_settle=task.state is TaskState.OPEN and may_settle_task(actor, show.institution_id, task.owner_id),
        )
        for task, owner in rows
    )


def _low(row: Assessment, asked: Questionnaire, lines: Sequence[TaskLine]) -> tuple[Question, ...]:
    """Answered low, and no open task yet; the heaviest and the starred first."""
    answers = scored_answers(last_answers(row.id), proofs_of(row.id))
    taken = {line.question.id for line in lines if line.question and line.state is TaskState.OPEN}
    low = [one for one in asked.questions if one.id not in taken and invites_a_task(answers.get(one.id))]
    return tuple(sorted(low, key=lambda one: (not one.star, -one.weight, one.id)))

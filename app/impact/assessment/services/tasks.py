"""Verbs on the tasks of a self-assessment."""

from datetime import datetime

from app.core import journal
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import made_once, of_content
from app.core.text import one_line
from app.impact.assessment.domain.permissions import may_settle_task
from app.impact.assessment.domain.questionnaire import questionnaire
from app.impact.assessment.domain.refusals import OwnerNotThere, TaskAlreadySettled, UnknownQuestion
from app.impact.assessment.domain.tasks import LONGEST_TITLE, TaskDraft, TaskState
from app.impact.assessment.models import Assessment, AssessmentTask
from app.impact.assessment.queries.standing import show_of
from app.impact.assessment.queries.tasks import people_of
from app.impact.assessment.services.common import locked


def make_task(actor: Actor, exhibition_id: int, draft: TaskDraft, now: datetime, *, key: str = "") -> int:
    """Give somebody of the house something to do about a question; the task's id, the same for a *key* sent twice.

    Raises NotFound, Forbidden, UnknownQuestion, OwnerNotThere, TaskWithoutTitle, DueInThePast, NotThisYear.
    """
    draft.require_sense(local_day(now))
    with transaction() as session:
        show, row = locked(session, actor, exhibition_id)
        if questionnaire(row.questionnaire).question(draft.question) is None:
            raise UnknownQuestion(field="question", name=draft.question, question=draft.question)
        if draft.owner_id not in dict(people_of(show.institution_id)):
            raise OwnerNotThere(name="owner_id")

        def make() -> int:
            task = _task(row.id, draft, actor, now)
            session.add(task)
            session.flush()
            journal.record(
                actor, now, "make_task", "exhibition", exhibition_id, show.institution_id, question=draft.question
            )
            return task.id

        said = [exhibition_id, draft.question, draft.title, draft.owner_id, draft.due_on.isoformat()]
        return made_once(actor, of_content(key, said), said, make, now)


def _task(assessment_id: int, draft: TaskDraft, actor: Actor, now: datetime) -> AssessmentTask:
    return AssessmentTask(
        assessment_id=assessment_id,
        question=draft.question,
        title=one_line(draft.title)[:LONGEST_TITLE],
        owner_id=draft.owner_id,
        due_on=draft.due_on,
        made_by=actor.user_id,
        made_at=now,
    )


def settle_task(actor: Actor, exhibition_id: int, task_id: int, state: TaskState, now: datetime) -> None:
    """Say that a task is done, or dropped; saying the same twice changes nothing.

    Raises NotFound, Forbidden, TaskAlreadySettled.
    """
    with transaction() as session:
        show = show_of(actor, exhibition_id)
        task = session.get(AssessmentTask, task_id, with_for_update=True, populate_existing=True)
        row = session.get(Assessment, task.assessment_id) if task else None
        if task is None or row is None or row.exhibition_id != exhibition_id:
            raise NotFound()
        if not may_settle_task(actor, show.institution_id, task.owner_id):
            raise Forbidden()
        if task.state is state:
            return
        if task.state is not TaskState.OPEN:
            raise TaskAlreadySettled()
        task.state, task.settled_by, task.settled_at = state, actor.user_id, now
        journal.record(actor, now, "settle_task", "exhibition", exhibition_id, show.institution_id, state=state.value)

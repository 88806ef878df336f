"""Verbs on the lessons of a show."""

from datetime import datetime

from sqlalchemy import func, select

from app.core import journal
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import NotFound
from app.exhibitions.models import Exhibition
from app.impact.assessment.domain.lessons import require_lesson
from app.impact.assessment.models import AssessmentLesson
from app.impact.assessment.services.common import answerer_of


def write_lesson(actor: Actor, exhibition_id: int, text: str, now: datetime) -> int:
    """Keep a lesson for the next show of the house; its id, the same for the same words sent twice.

    Raises NotFound, Forbidden, LessonWithoutText, ReasonTooLong, TooManyLessons.
    """
    with transaction() as session:
        show = answerer_of(actor, exhibition_id)
        session.get_one(Exhibition, exhibition_id, with_for_update=True)
        said = text.strip()
        of_show = AssessmentLesson.exhibition_id == exhibition_id
        known = session.scalar(select(AssessmentLesson.id).where(of_show, AssessmentLesson.text == said))
        if known is not None:
            return known
        require_lesson(said, session.scalar(select(func.count(AssessmentLesson.id)).where(of_show)) or 0)
        lesson = AssessmentLesson(exhibition_id=exhibition_id, text=said, written_by=actor.user_id, written_at=now)
        session.add(lesson)
        session.flush()
        journal.record(actor, now, "write_lesson", "exhibition", exhibition_id, show.institution_id)
        return lesson.id


def remove_lesson(actor: Actor, exhibition_id: int, lesson_id: int, now: datetime) -> None:
    """Take a lesson away; its words stay in the journal. Raises NotFound, Forbidden."""
    with transaction() as session:
        show = answerer_of(actor, exhibition_id)
        lesson = session.get(AssessmentLesson, lesson_id, with_for_update=True)
        if lesson is None or lesson.exhibition_id != exhibition_id:
            raise NotFound()
        journal.record(
            actor, now, "remove_lesson", "exhibition", exhibition_id, show.institution_id, text=lesson.text
        )
        session.delete(lesson)

"""Lessons: those of a show, and those that the show before left to it."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import and_, or_, select

from app.accounts.models import User
from app.core.actor import Actor
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.domain.permissions import may_answer_assessment
from app.impact.assessment.models import AssessmentLesson
from app.impact.assessment.queries.standing import show_of


@dataclass(frozen=True, slots=True)
class LessonLine:
    """One lesson with who wrote it and when."""

    id: int
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class EarlierLessons:
    """What the last show with lessons before this one left."""

    exhibition_id: int
    title: str
    lines: tuple[LessonLine, ...]


@dataclass(frozen=True, slots=True)
class LessonsPage:
    """The lessons of a show; *is_over* from the day it closes on."""

    show: ExhibitionFacts
    lines: tuple[LessonLine, ...]
    before: EarlierLessons | None
    is_over: bool
    may_write: bool


def lessons_page(actor: Actor, exhibition_id: int, today: date) -> LessonsPage:
    """The lessons of one exhibition, and those left to it. Raises NotFound for who may not read its assessment."""
    show = show_of(actor, exhibition_id)
    return LessonsPage(
        show=show,
        lines=lessons_of(show.id),
        before=lessons_before(show),
        is_over=today >= show.closes_on,
        may_write=may_answer_assessment(actor, show.institution_id),
    )


def lessons_of(exhibition_id: int) -> tuple[LessonLine, ...]:
    """The lessons of a show, the oldest first."""
    rows = db.session.execute(
        select(AssessmentLesson, User.name)
        .outerjoin(User, User.id == AssessmentLesson.written_by)
        .where(AssessmentLesson.exhibition_id == exhibition_id)
        .order_by(AssessmentLesson.id)
    )
    return tuple(LessonLine(row.id, row.text, name or "", row.written_at) for row, name in rows)


def lessons_before(show: ExhibitionFacts) -> EarlierLessons | None:
    """The lessons of the last earlier show of the same house that wrote some; None when there is none."""
    earlier = or_(
        Exhibition.opens_on < show.opens_on,
        and_(Exhibition.opens_on == show.opens_on, Exhibition.id < show.id),
    )
    found = db.session.execute(
        select(Exhibition.id, Exhibition.title)
        .where(
            Exhibition.institution_id == show.institution_id,
            earlier,
            Exhibition.id.in_(select(AssessmentLesson.exhibition_id)),
        )
        .order_by(Exhibition.opens_on.desc(), Exhibition.id.desc())
        .limit(1)
    ).one_or_none()
    return EarlierLessons(found.id, found.title, lessons_of(found.id)) if found else None

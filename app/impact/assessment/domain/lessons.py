"""What a show teaches the next one: short texts, written when it ends, read when the next begins."""

from app.impact.assessment.domain.refusals import LessonWithoutText, ReasonTooLong, TooManyLessons

LONGEST_LESSON = 600
MOST_LESSONS = 30
READ_AT = "Q09"
"""The question that asks whether the results of the show before were read: they are shown beside it."""


def require_lesson(text: str, kept: int) -> None:
    """Raise LessonWithoutText, ReasonTooLong, or TooManyLessons for a show that has *kept* so many."""
    if not text.strip():
        raise LessonWithoutText(name="text")
    if len(text) > LONGEST_LESSON:
        raise ReasonTooLong(field="text", name="text", most=LONGEST_LESSON)
    if kept >= MOST_LESSONS:
        raise TooManyLessons(name="text", most=MOST_LESSONS)

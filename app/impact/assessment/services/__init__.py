"""Verbs on a self-assessment."""

from app.impact.assessment.services.answering import (
    add_proof,
    answer_questions,
    begin_assessment,
    remove_proof,
    save_phase,
    say_total_mass,
    stored_score,
)
from app.impact.assessment.services.lessons import remove_lesson, write_lesson
from app.impact.assessment.services.tasks import make_task, settle_task

__all__ = [
    "add_proof",
    "answer_questions",
    "begin_assessment",
    "make_task",
    "remove_lesson",
    "remove_proof",
    "save_phase",
    "say_total_mass",
    "settle_task",
    "stored_score",
    "write_lesson",
]

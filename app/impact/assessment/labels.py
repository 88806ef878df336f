"""The words of the self-assessment: answers, states of tasks, facts of the platform, thresholds."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from flask_babel import gettext

from app.core.i18n import day, language, number, unbroken
from app.core.text import N_
from app.impact.assessment.domain.answering import AnswerKind, Given
from app.impact.assessment.domain.prefill import Fact
from app.impact.assessment.domain.questionnaire import Phase, Question
from app.impact.assessment.domain.scoring import ANSWER_LABELS, LEVEL_LABELS, Level
from app.impact.assessment.domain.tasks import TaskState

NOT_APPLICABLE = N_("Sans objet")
NOT_YET = N_("Pas encore de réponse")
TASK_STATES: Mapping[TaskState, str] = {
    TaskState.OPEN: N_("à faire"),
    TaskState.DONE: N_("faite"),
    TaskState.DROPPED: N_("abandonnée"),
}
TASK_TONES: Mapping[TaskState, str] = {
    TaskState.OPEN: "action",
    TaskState.DONE: "success",
    TaskState.DROPPED: "neutral",
}


def answer_words(given: Given | None) -> str:
    """An answer in words: "2, fait en partie", "Sans objet", or that there is none."""
    if given is None or given.kind is AnswerKind.CLEARED:
        return str(gettext(NOT_YET))
    if given.value is None:
        return str(gettext(NOT_APPLICABLE))
    return value_words(given.value)


def value_words(value: int) -> str:
    """A value of the scale with what it means."""
    return str(gettext("%(value)s : %(meaning)s", value=value, meaning=gettext(ANSWER_LABELS[value])))


def level_words(level: Level | None) -> str:
    """The name of a level."""
    return str(gettext(LEVEL_LABELS[level])) if level else ""


def question_words(question: Question) -> str:
    """A question as the reader reads it, no mark of French alone at the beginning of a line."""
    text = question.text(language())
    return unbroken(text) if language() == "fr" else text


def phase_words(phase: Phase) -> str:
    """The name of a phase, as the reader reads it."""
    return phase.text(language())


def fact_words(fact: Fact) -> str:
    """A fact of the platform, its days and masses written as the reader writes them."""
    return str(gettext(fact.message, **{name: _written(name, value) for name, value in fact.params.items()}))


def steps_words(question: Question) -> str:
    """From which share each answer is reached; "" where the question asks for none."""
    steps = [gettext("%(value)s : %(percent)s %% et plus", value=v, percent=p) for v, p in question.steps]
    return " · ".join(str(step) for step in steps)


def _written(name: str, value: int | str) -> Any:
    if name.endswith("_on"):
        return day(date.fromisoformat(str(value)))
    if name.endswith("_kg"):
        return number(Decimal(str(value)).quantize(Decimal(1)))
    return value

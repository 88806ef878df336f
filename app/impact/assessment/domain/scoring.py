"""From answers to a score: pure arithmetic, exact to the end.

    phase   = 25·Σ(w·s)/Σw                0 to 100, over the applicable questions
    overall = weighted mean of the scored phases

A 3 or a 4 without an attached evidence file counts as 2. A question without an answer counts 0 ("not
considered") as soon as its phase has an answer; a phase without any answer, or with more than 20 % of its weight
declared not applicable, is not scored, and the other phases keep their relative weights.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact.assessment.domain.questionnaire import Phase, Question, Questionnaire
from app.impact.assessment.domain.refusals import (
    AnswerContradictsItself,
    AnswerOutOfScale,
    ReasonMissing,
    UnknownQuestion,
)
from app.impact.exact import exactly

BEST = 4
NEEDS_EVIDENCE = 3
WITHOUT_EVIDENCE = 2
STAR_MINIMUM = 3
NOT_APPLICABLE_LIMIT = Decimal("0.20")
POINTS = Decimal(25)


class Level(StrEnum):
    """How far an exhibition is; the values are the French names."""

    START = "Amorce"
    COMMITTED = "Engagé"
    ADVANCED = "Avancé"
    EXEMPLARY = "Exemplaire"


LEVEL_LABELS: Mapping[Level, str] = {
    Level.START: N_("niveau Amorce"),
    Level.COMMITTED: N_("niveau Engagé"),
    Level.ADVANCED: N_("niveau Avancé"),
    Level.EXEMPLARY: N_("niveau Exemplaire"),
}

ANSWER_LABELS: Sequence[str] = (
    N_("Pas envisagé"),
    N_("Intention seulement"),
    N_("Fait en partie"),
    N_("Fait pour l'essentiel, avec preuve"),
    N_("Fait, mesuré, partagé"),
)


@dataclass(frozen=True, slots=True)
class Answer:
    """A value from 0 to 4 with or without an evidence file, or "not applicable" (None) with its reason."""

    value: int | None
    evidence: bool = False
    reason: str = ""

    def __post_init__(self) -> None:
        if self.value is None:
            if not self.reason.strip():
                raise ReasonMissing(field="reason", name="reason")
        elif not 0 <= self.value <= BEST:
            raise AnswerOutOfScale(field="value", name="value")
        elif self.reason:
            raise AnswerContradictsItself(field="reason", name="reason")

    @property
    def is_not_applicable(self) -> bool:
        """Whether the question has no object here."""
        return self.value is None

    @property
    def counted(self) -> int:
        """The value that counts: without evidence, 2 at most."""
        value = self.value or 0
        return value if self.evidence or value < NEEDS_EVIDENCE else WITHOUT_EVIDENCE


@dataclass(frozen=True, slots=True)
class PhaseScore:
    """A phase with its score from 0 to 100, or None when it is not scored."""

    phase: Phase
    score: Decimal | None
    unanswered: int


@dataclass(frozen=True, slots=True)
class Score:
    """The whole score. *missing_stars* are what keeps an overall of 75 or more from being exemplary."""

    phases: tuple[PhaseScore, ...]
    overall: Decimal | None
    level: Level | None
    missing_stars: tuple[str, ...]


def score(questionnaire: Questionnaire, answers: Mapping[str, Answer]) -> Score:
    """The score of *answers* by question id; raises UnknownQuestion."""
    known = {question.id for question in questionnaire.questions}
    for name in answers:
        if name not in known:
            raise UnknownQuestion(field=name, name=name, question=name)
    with exactly():
        phases = tuple(phase_score(phase, answers) for phase in questionnaire.phases)
        overall = _overall(phases)
        missing = _missing_stars(phases, answers)
        return Score(phases, overall, level(overall, stars_met=not missing), missing)


def phase_score(phase: Phase, answers: Mapping[str, Answer]) -> PhaseScore:
    """The score of one phase."""
    given = {question: answers.get(question.id) for question in phase.questions}
    unanswered = sum(answer is None for answer in given.values())
    applicable = {q: answer for q, answer in given.items() if answer is None or not answer.is_not_applicable}
    everything, weight = _weight(given), _weight(applicable)
    if unanswered == len(given) or everything - weight > NOT_APPLICABLE_LIMIT * everything:
        return PhaseScore(phase, None, unanswered)
    points = sum(question.weight * answer.counted for question, answer in applicable.items() if answer)
    return PhaseScore(phase, POINTS * points / weight, unanswered)


def level(overall: Decimal | None, *, stars_met: bool) -> Level | None:
    """The level of an overall score, decided on the exact score and not on the rounded one."""
    if overall is None:
        return None
    if overall < 25:
        return Level.START
    if overall < 50:
        return Level.COMMITTED
    return Level.EXEMPLARY if overall >= 75 and stars_met else Level.ADVANCED


def _overall(phases: Sequence[PhaseScore]) -> Decimal | None:
    scored = [(phase.phase.weight, phase.score) for phase in phases if phase.score is not None]
    if not scored:
        return None
    total = sum((weight * points for weight, points in scored), Decimal(0))
    return total / sum(weight for weight, _ in scored)


def _missing_stars(phases: Sequence[PhaseScore], answers: Mapping[str, Answer]) -> tuple[str, ...]:
    return tuple(
        question.id
        for phase in phases
        for question in phase.phase.questions
        if question.star and not _star_met(answers.get(question.id), phase)
    )


def _star_met(answer: Answer | None, phase: PhaseScore) -> bool:
    if answer is None:
        return False
    if answer.is_not_applicable:
        # A phase emptied by "not applicable" is not scored: its stars are not met for free.
        return phase.score is not None
    return answer.counted >= STAR_MINIMUM


def _weight(questions: Mapping[Question, object]) -> int:
    return sum(question.weight for question in questions)

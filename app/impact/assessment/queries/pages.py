"""The pages of a self-assessment: where it stands, the questions of one phase, the report."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.core.actor import Actor
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.domain import questionnaire as questions
from app.impact.assessment.domain.answering import AnswerKind
from app.impact.assessment.domain.lessons import READ_AT
from app.impact.assessment.domain.permissions import may_answer_assessment
from app.impact.assessment.domain.prefill import Proposal, proposals
from app.impact.assessment.domain.questionnaire import Guide, Phase, Question, Questionnaire, questionnaire
from app.impact.assessment.domain.scoring import Answer, Score, score
from app.impact.assessment.domain.tasks import invites_a_task
from app.impact.assessment.models import Assessment
from app.impact.assessment.queries.comparing import Before, Comparison, comparison
from app.impact.assessment.queries.knowing import known_about
from app.impact.assessment.queries.lessons import EarlierLessons, LessonLine, lessons_before, lessons_of
from app.impact.assessment.queries.standing import (
    AnswerLine,
    ProofLine,
    assessment_of,
    earlier_answers,
    last_answers,
    proofs_of,
    scored_answers,
    show_of,
)
from app.impact.assessment.queries.tasks import TaskLine, open_tasks, tasks_page
from app.impact.queries.exhibition import AvoidedPanel, FootprintPanel, avoided_panel, footprint_panel


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """One question with what stands: *answer* None before the first, *counted* the value that the score counts.

    *before* is the answer of the show before, *proposal* what the platform would answer today.
    """

    question: Question
    answer: AnswerLine | None
    counted: int | None
    proofs: tuple[ProofLine, ...]
    history: tuple[AnswerLine, ...]
    proposal: Proposal | None
    before: AnswerLine | None
    open_tasks: int
    is_low: bool

    @property
    def is_answered(self) -> bool:
        """Whether there is an answer that was not taken back."""
        return self.answer is not None and self.answer.given.kind is not AnswerKind.CLEARED


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase in the overview: how many of its questions are answered, and its score, None when not scored.

    *next_question* is the first that nobody has answered, "" when all are.
    """

    phase: Phase
    answered: int
    score: Decimal | None
    is_too_much_aside: bool
    next_question: str = ""


@dataclass(frozen=True, slots=True)
class AssessmentPage:
    """Where the self-assessment of a show stands. *newer* is a version of the questions that came since."""

    show: ExhibitionFacts
    asked: Questionnaire
    is_begun: bool
    newer: str | None
    score: Score
    phases: tuple[PhaseLine, ...]
    comparison: Comparison | None
    total_mass_kg: Decimal | None
    changed_at: datetime | None
    open_tasks: int
    footprint: FootprintPanel | None
    avoided: AvoidedPanel | None
    may_answer: bool

    @property
    def answered(self) -> int:
        """Questions answered, in every phase."""
        return sum(line.answered for line in self.phases)


@dataclass(frozen=True, slots=True)
class ScorePanel:
    """The score on the page of its exhibition."""

    show: ExhibitionFacts
    asked: Questionnaire
    score: Score
    answered: int

    @property
    def phases(self) -> tuple[PhaseLine, ...]:
        """Phase by phase."""
        return _phases(self.score)


@dataclass(frozen=True, slots=True)
class PhasePage:
    """The questions of one phase, asked by the handful: those of *step*, from 1, are its *lines*.

    *lessons* where one of them asks whether the show before was read.
    """

    show: ExhibitionFacts
    version: str
    phase: Phase
    phases: tuple[Phase, ...]
    guides: Mapping[str, Guide]
    every: tuple[QuestionLine, ...]
    step: int
    before: Before | None
    lessons: EarlierLessons | None
    may_answer: bool

    @property
    def lines(self) -> tuple[QuestionLine, ...]:
        """What this step asks."""
        return self.steps[self.step - 1]

    @property
    def steps(self) -> tuple[tuple[QuestionLine, ...], ...]:
        """Every question of the phase, step by step."""
        by_id = {line.question.id: line for line in self.every}
        return tuple(tuple(by_id[one.id] for one in step) for step in self.phase.steps)


@dataclass(frozen=True, slots=True)
class ReportPage:
    """Everything, to print."""

    page: AssessmentPage
    lines: tuple[tuple[Phase, tuple[QuestionLine, ...]], ...]
    tasks: tuple[TaskLine, ...]
    people: tuple[str, ...]
    lessons: tuple[LessonLine, ...]


def assessment_page(actor: Actor, exhibition_id: int) -> AssessmentPage:
    """The overview. Raises NotFound for who may not read it."""
    show, row = show_of(actor, exhibition_id), assessment_of(exhibition_id)
    asked = questionnaire(row.questionnaire) if row else questionnaire()
    answers = scored_answers(last_answers(row.id), proofs_of(row.id)) if row else {}
    total = score(asked, answers)
    return AssessmentPage(
        show=show,
        asked=asked,
        is_begun=row is not None,
        newer=questions.CURRENT if row and row.questionnaire != questions.CURRENT else None,
        score=total,
        phases=_phases(total, answers),
        comparison=comparison(show, row, asked) if row else None,
        total_mass_kg=row.total_mass_kg if row else None,
        changed_at=row.changed_at if row else None,
        open_tasks=sum(open_tasks(row.id).values()) if row else 0,
        footprint=footprint_panel(actor, exhibition_id),
        avoided=avoided_panel(actor, exhibition_id),
        may_answer=may_answer_assessment(actor, show.institution_id),
    )


def score_panel(actor: Actor, exhibition_id: int) -> ScorePanel | None:
    """The score alone; None before anybody began. Raises NotFound for who may not read it."""
    show, row = show_of(actor, exhibition_id), assessment_of(exhibition_id)
    if row is None:
        return None
    asked = questionnaire(row.questionnaire)
    answers = scored_answers(last_answers(row.id), proofs_of(row.id))
    return ScorePanel(show, asked, score(asked, answers), len(answers))


def phase_page(
    actor: Actor, exhibition_id: int, number: int, step: int | None = None, question: str = ""
) -> PhasePage | None:
    """The questions of one phase: of *step*, else of the one that asks *question*, else of the first.

    None when nobody has begun, or there is no such phase or step. Raises NotFound.
    """
    show, row = show_of(actor, exhibition_id), assessment_of(exhibition_id)
    asked = questionnaire(row.questionnaire) if row else questionnaire()
    phase = asked.phase(number)
    if row is None or phase is None:
        return None
    asked_step = step if step is not None else phase.step_of(question) or 1
    if not 1 <= asked_step <= len(phase.steps):
        return None
    before = comparison(show, row, asked).before
    return PhasePage(
        show=show,
        version=asked.version,
        phase=phase,
        phases=asked.phases,
        guides=asked.guides,
        every=_question_lines(show, row, asked, phase.questions, before),
        step=asked_step,
        before=before,
        lessons=lessons_before(show) if any(one.id == READ_AT for one in phase.questions) else None,
        may_answer=may_answer_assessment(actor, show.institution_id),
    )


def report_page(actor: Actor, exhibition_id: int, today: datetime) -> ReportPage | None:
    """The whole to print; None when nobody has begun. Raises NotFound."""
    page = assessment_page(actor, exhibition_id)
    row = assessment_of(exhibition_id)
    if row is None:
        return None
    before = page.comparison.before if page.comparison else None
    lines = _question_lines(page.show, row, page.asked, page.asked.questions, before)
    tasks = tasks_page(actor, exhibition_id, today.date())
    return ReportPage(
        page=page,
        lines=tuple(
            (phase, tuple(line for line in lines if line.question.phase == phase.number))
            for phase in page.asked.phases
        ),
        tasks=(*tasks.open, *tasks.settled),
        people=tuple(sorted({one.by for line in lines for one in line.history if one.by})),
        lessons=lessons_of(exhibition_id),
    )


def _question_lines(
    show: ExhibitionFacts,
    row: Assessment,
    asked: Questionnaire,
    wanted: tuple[Question, ...],
    before: Before | None,
) -> tuple[QuestionLine, ...]:
    history, proofs, tasks = earlier_answers(row.id), proofs_of(row.id), open_tasks(row.id)
    proposed = proposals(asked, known_about(show, row.total_mass_kg))
    lines = []
    for question in wanted:
        past, files = history.get(question.id, ()), proofs.get(question.id, ())
        answer = past[0] if past else None
        scored = answer.given.scored(bool(files)) if answer else None
        lines.append(
            QuestionLine(
                question=question,
                answer=answer,
                counted=scored.counted if scored and not scored.is_not_applicable else None,
                proofs=files,
                history=past,
                proposal=proposed.get(question.id),
                before=before.answers.get(question.id) if before else None,
                open_tasks=tasks.get(question.id, 0),
                is_low=invites_a_task(scored),
            )
        )
    return tuple(lines)


def _phases(total: Score, answers: Mapping[str, Answer] | None = None) -> tuple[PhaseLine, ...]:
    lines = []
    for one in total.phases:
        answered = len(one.phase.questions) - one.unanswered
        left = next((each.id for each in one.phase.questions if each.id not in (answers or {})), "")
        lines.append(PhaseLine(one.phase, answered, one.score, answered > 0 and one.score is None, left))
    return tuple(lines)

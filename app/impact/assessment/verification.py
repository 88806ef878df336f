"""What must always hold of self-assessments: `flask verify`, linear in size."""

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from app.core import verification
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.impact.assessment.domain.questionnaire import questionnaire
from app.impact.assessment.domain.refusals import UnknownQuestionnaire
from app.impact.assessment.models import Assessment, AssessmentAnswer, AssessmentProof, AssessmentTask
from app.impact.assessment.services import stored_score
from app.media.models import Document


def answers_follow_each_other(_now: datetime) -> list[str]:
    """The answers of a question are numbered from 1 on, without a gap: none was lost."""
    numbers: defaultdict[tuple[int, str], list[int]] = defaultdict(list)
    statement = select(AssessmentAnswer.assessment_id, AssessmentAnswer.question, AssessmentAnswer.number)
    for assessment_id, question, number in db.session.execute(statement.order_by(AssessmentAnswer.number)):
        numbers[assessment_id, question].append(number)
    return [
        f"assessment {assessment_id}, {question}: answers {found}"
        for (assessment_id, question), found in numbers.items()
        if found != list(range(1, len(found) + 1))
    ]


def questions_are_asked(_now: datetime) -> list[str]:
    """Each answer, file and task is about a question that its version of the questionnaire asks."""
    problems = []
    rows = db.session.execute(select(Assessment.id, Assessment.questionnaire))
    versions = {row.id: row.questionnaire for row in rows}
    for model in (AssessmentAnswer, AssessmentProof, AssessmentTask):
        found = db.session.execute(select(model.assessment_id, model.question).distinct())
        for assessment_id, question in found:
            if not _is_asked(versions[assessment_id], question):
                problems.append(f"assessment {assessment_id}: {model.__tablename__} about {question}")
    return problems


def scores_match_the_answers(_now: datetime) -> list[str]:
    """The stored score is that of the standing answers and their files."""
    problems = []
    for row in db.session.scalars(select(Assessment).order_by(Assessment.id)):
        try:
            asked = questionnaire(row.questionnaire)
        except UnknownQuestionnaire:
            problems.append(f"assessment {row.id}: no questionnaire {row.questionnaire}")
            continue
        if (row.overall, row.phases, row.unanswered) != stored_score(row, asked):
            problems.append(f"assessment {row.id}: its score is not that of its answers")
    return problems


def proofs_are_kept(_now: datetime) -> list[str]:
    """Each proof is a file of the show's own house, and attached: no clock deletes it."""
    statement = (
        select(AssessmentProof.id)
        .join(Assessment, Assessment.id == AssessmentProof.assessment_id)
        .join(Exhibition, Exhibition.id == Assessment.exhibition_id)
        .join(Document, Document.id == AssessmentProof.document_id)
        .where((Document.institution_id != Exhibition.institution_id) | Document.attached.is_(False))
    )
    return [f"proof {id}: not a kept file of the house" for id in db.session.scalars(statement)]


def _is_asked(version: str, question: str) -> bool:
    try:
        return questionnaire(version).question(question) is not None
    except UnknownQuestionnaire:
        return False


def register() -> None:
    """Add these invariants to `flask verify`."""
    verification.register("assessment: answers follow each other", answers_follow_each_other)
    verification.register("assessment: questions are asked", questions_are_asked)
    verification.register("assessment: scores match the answers", scores_match_the_answers)
    verification.register("assessment: proofs are kept", proofs_are_kept)

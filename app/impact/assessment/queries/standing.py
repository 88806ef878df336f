"""What stands: the assessment of an exhibition, the last answer to each question, its files."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from app.accounts.models import User
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.impact.assessment.domain.answering import AnswerSource, Given, Standing
from app.impact.assessment.domain.permissions import may_read_assessment
from app.impact.assessment.domain.prefill import Fact
from app.impact.assessment.domain.scoring import Answer
from app.impact.assessment.models import Assessment, AssessmentAnswer, AssessmentProof
from app.media.documents import DocumentFile, document_files


@dataclass(frozen=True, slots=True)
class AnswerLine:
    """One answer with who gave it and when; *basis* are the facts behind a proposal that was kept."""

    question: str
    number: int
    given: Given
    source: AnswerSource
    basis: tuple[Fact, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ProofLine:
    """One file of one question."""

    id: int
    question: str
    file: DocumentFile
    added_by: str
    added_at: datetime


def show_of(actor: Actor, exhibition_id: int) -> ExhibitionFacts:
    """The exhibition, for who may read its assessment. Raises NotFound for everybody else, even of a public show."""
    facts = exhibition_facts([exhibition_id]).get(exhibition_id)
    if facts is None or not may_read_assessment(actor, facts.institution_id):
        raise NotFound()
    return facts


def assessment_of(exhibition_id: int) -> Assessment | None:
    """The assessment that is worked on: the one begun last. Older versions of the questionnaire stay as they were."""
    return db.session.scalar(
        select(Assessment).where(Assessment.exhibition_id == exhibition_id).order_by(Assessment.id.desc()).limit(1)
    )


def last_answers(assessment_id: int) -> dict[str, AnswerLine]:
    """The standing answer of each question that was ever answered, by question id. One query."""
    last = (
        select(AssessmentAnswer.question, func.max(AssessmentAnswer.number).label("number"))
        .where(AssessmentAnswer.assessment_id == assessment_id)
        .group_by(AssessmentAnswer.question)
        .subquery()
    )
    rows = db.session.execute(
        select(AssessmentAnswer, User.name)
        .join(last, (last.c.question == AssessmentAnswer.question) & (last.c.number == AssessmentAnswer.number))
        .outerjoin(User, User.id == AssessmentAnswer.by)
        .where(AssessmentAnswer.assessment_id == assessment_id)
        .order_by(AssessmentAnswer.question)
    )
    return {row.question: _line(row, name) for row, name in rows}


def earlier_answers(assessment_id: int) -> dict[str, tuple[AnswerLine, ...]]:
    """Every answer of each question, the newest first: who said what, when."""
    rows = db.session.execute(
        select(AssessmentAnswer, User.name)
        .outerjoin(User, User.id == AssessmentAnswer.by)
        .where(AssessmentAnswer.assessment_id == assessment_id)
        .order_by(AssessmentAnswer.question, AssessmentAnswer.number.desc())
    )
    found: defaultdict[str, list[AnswerLine]] = defaultdict(list)
    for row, name in rows:
        found[row.question].append(_line(row, name))
    return {question: tuple(lines) for question, lines in found.items()}


def standing_of(lines: Mapping[str, AnswerLine]) -> dict[str, Standing]:
    """The same as the rules of answering read it."""
    return {question: Standing(line.given, line.number) for question, line in lines.items()}


def standing_numbers(exhibition_id: int) -> dict[str, int]:
    """The number of the standing answer of each question of a show's assessment."""
    row = assessment_of(exhibition_id)
    return {name: line.number for name, line in last_answers(row.id).items()} if row else {}


def proofs_of(assessment_id: int) -> dict[str, tuple[ProofLine, ...]]:
    """The files of each question, the oldest first. Two queries."""
    rows = db.session.execute(
        select(AssessmentProof, User.name)
        .outerjoin(User, User.id == AssessmentProof.added_by)
        .where(AssessmentProof.assessment_id == assessment_id)
        .order_by(AssessmentProof.id)
    ).all()
    files = document_files(row.document_id for row, _ in rows)
    found: defaultdict[str, list[ProofLine]] = defaultdict(list)
    for row, name in rows:
        line = ProofLine(row.id, row.question, files[row.document_id], name or "", row.added_at)
        found[row.question].append(line)
    return {question: tuple(lines) for question, lines in found.items()}


def scored_answers(lines: Mapping[str, AnswerLine], proofs: Mapping[str, tuple[ProofLine, ...]]) -> dict[str, Answer]:
    """The standing answers as the score reads them: with or without a file, without those taken back."""
    read = {question: line.given.scored(bool(proofs.get(question))) for question, line in lines.items()}
    return {question: answer for question, answer in read.items() if answer is not None}


def proof_file(actor: Actor, exhibition_id: int, proof_id: int) -> DocumentFile:
    """The file of one proof. Raises NotFound."""
    show_of(actor, exhibition_id)
    document_id = db.session.scalar(
        select(AssessmentProof.document_id)
        .join(Assessment, Assessment.id == AssessmentProof.assessment_id)
        .where(AssessmentProof.id == proof_id, Assessment.exhibition_id == exhibition_id)
    )
    if document_id is None:
        raise NotFound()
    return document_files([document_id])[document_id]


def _line(row: AssessmentAnswer, name: str | None) -> AnswerLine:
    return AnswerLine(
        question=row.question,
        number=row.number,
        given=Given(row.kind, row.value, row.reason, row.note),
        source=row.source,
        basis=tuple(Fact(one["message"], one["params"]) for one in row.basis),
        by=name or "",
        at=row.at,
    )

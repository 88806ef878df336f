"""Verbs on answers: begin, answer, join a file and take it away, say the mass of everything."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from decimal import ROUND_CEILING, Decimal

from sqlalchemy import func, select

from app.core import journal
from app.core.actor import Actor
from app.core.db import db, insert_once, transaction
from app.core.errors import NotFound
from app.core.text import one_line
from app.impact.assessment.domain.answering import (
    MOST_PROOFS,
    AnswerSource,
    Given,
    Said,
    sorted_out,
)
from app.impact.assessment.domain.prefill import Proposal, proposals
from app.impact.assessment.domain.questionnaire import CURRENT, Questionnaire, questionnaire
from app.impact.assessment.domain.refusals import (
    ImplausibleMass,
    OldQuestionnaire,
    TooManyProofs,
    TotalBelowItsPart,
    UnknownQuestion,
)
from app.impact.assessment.domain.scoring import score
from app.impact.assessment.models import Assessment, AssessmentAnswer, AssessmentProof
from app.impact.assessment.queries.knowing import known_about
from app.impact.assessment.queries.standing import (
    assessment_of,
    last_answers,
    proofs_of,
    scored_answers,
    standing_of,
)
from app.impact.assessment.services.common import answerer_of, locked
from app.impact.exact import shown
from app.media.documents import attach_document, detach_document, document_files, received_document

HEAVIEST_KG = Decimal(10_000_000)


def begin_assessment(actor: Actor, exhibition_id: int, now: datetime) -> int:
    """Begin with the current questions, and answer the assessment's id; begun before, nothing changes.

    When a newer version of the questions came, what answered the old one stays as it was, beside the new beginning.
    Raises NotFound, Forbidden.
    """
    with transaction() as session:
        show = answerer_of(actor, exhibition_id)
        row = assessment_of(exhibition_id)
        if row is not None and row.questionnaire == CURRENT:
            return row.id
        made = insert_once(
            Assessment,
            ["exhibition_id", "questionnaire"],
            exhibition_id=exhibition_id,
            questionnaire=CURRENT,
            total_mass_kg=row.total_mass_kg if row else None,
            phases=[None for _ in questionnaire().phases],
            unanswered=[len(phase.questions) for phase in questionnaire().phases],
            started_by=actor.user_id,
            started_at=now,
            changed_at=now,
        )
        if made is None:
            return session.scalars(
                select(Assessment.id).filter_by(exhibition_id=exhibition_id, questionnaire=CURRENT)
            ).one()
        journal.record(actor, now, "begin_assessment", "exhibition", exhibition_id, show.institution_id)
        return made


def answer_questions(
    actor: Actor, exhibition_id: int, version: str, said: Mapping[str, Said], now: datetime
) -> tuple[str, ...]:
    """Keep what is new of *said* (by question id), and answer the questions that somebody else answered meanwhile.

    Those are left as they stand, all others are written. *version* is that of the questions the page asked.
    Raises NotFound, Forbidden, OldQuestionnaire, UnknownQuestion, and what is wrong with an answer; then nothing is
    written.
    """
    with transaction() as session:
        show, row = locked(session, actor, exhibition_id)
        if row.questionnaire != version:
            raise OldQuestionnaire(asked=one_line(version)[:8], standing=row.questionnaire)
        asked = questionnaire(version)
        for name, one in said.items():
            if asked.question(name) is None:
                raise UnknownQuestion(field=name, name=name, question=name)
            one.given.require_sense(name)
        standing = standing_of(last_answers(row.id))
        found = sorted_out(said, standing)
        if found.written:
            is_known = any(one.prefilled for one in asked.questions if one.id in found.written)
            proposed = proposals(asked, known_about(show, row.total_mass_kg)) if is_known else {}
            for name, given in found.written.items():
                number = standing[name].number + 1 if name in standing else 1
                session.add(_answer(row, name, number, given, proposed.get(name), actor, now))
            session.flush()
            _score_again(row, asked, now)
            names = sorted(found.written)
            journal.record(
                actor, now, "answer_questions", "exhibition", exhibition_id, show.institution_id, questions=names
            )
        return found.conflicts


def save_phase(
    actor: Actor,
    exhibition_id: int,
    version: str,
    said: Mapping[str, Said],
    files: Mapping[str, int],
    removed: int | None,
    now: datetime,
) -> tuple[str, ...]:
    """Everything that one page sends, or nothing of it: answers, received *files* by question, a proof *removed*.

    Answers the questions that somebody else answered meanwhile; raises as the three verbs it is made of.
    """
    with transaction():
        conflicts = answer_questions(actor, exhibition_id, version, said, now)
        for question, document_id in files.items():
            add_proof(actor, exhibition_id, question, document_id, now)
        if removed is not None:
            remove_proof(actor, exhibition_id, removed, now)
        return conflicts


def add_proof(actor: Actor, exhibition_id: int, question: str, document_id: int, now: datetime) -> int:
    """Join a received file to a question; its id, the same for the same file sent twice.

    Raises NotFound, Forbidden, UnknownQuestion, TooManyProofs.
    """
    with transaction() as session:
        show, row = locked(session, actor, exhibition_id)
        asked = questionnaire(row.questionnaire)
        if asked.question(question) is None:
            raise UnknownQuestion(field=question, name=question, question=question)
        known = session.scalar(select(AssessmentProof).filter_by(assessment_id=row.id, document_id=document_id))
        if known is not None:
            return known.id
        if received_document(show.institution_id, document_id) is None:
            raise NotFound()
        own = (AssessmentProof.assessment_id == row.id, AssessmentProof.question == question)
        if (session.scalar(select(func.count(AssessmentProof.id)).where(*own)) or 0) >= MOST_PROOFS:
            raise TooManyProofs(field=f"{question}_file", name=question, most=MOST_PROOFS)
        attach_document(document_id, show.institution_id)
        proof = AssessmentProof(
            assessment_id=row.id, question=question, document_id=document_id, added_by=actor.user_id, added_at=now
        )
        session.add(proof)
        session.flush()
        _score_again(row, asked, now)
        journal.record(actor, now, "add_proof", "exhibition", exhibition_id, show.institution_id, question=question)
        return proof.id


def remove_proof(actor: Actor, exhibition_id: int, proof_id: int, now: datetime) -> None:
    """Take a file away from its question; the file is deleted a day later. Raises NotFound, Forbidden."""
    with transaction() as session:
        show, row = locked(session, actor, exhibition_id)
        proof = session.get(AssessmentProof, proof_id)
        if proof is None or proof.assessment_id != row.id:
            raise NotFound()
        name = document_files([proof.document_id])[proof.document_id].file_name
        question, document_id = proof.question, proof.document_id
        session.delete(proof)
        session.flush()
        detach_document(document_id, show.institution_id)
        _score_again(row, questionnaire(row.questionnaire), now)
        journal.record(
            actor,
            now,
            "remove_proof",
            "exhibition",
            exhibition_id,
            show.institution_id,
            question=question,
            file=name,
        )


def say_total_mass(actor: Actor, exhibition_id: int, total_mass_kg: Decimal | None, now: datetime) -> None:
    """Say what all elements weigh in kg, or that it is not known (None): Q11 is proposed from it.

    Raises NotFound, Forbidden, ImplausibleMass, TotalBelowItsPart.
    """
    with transaction() as session:
        show, row = locked(session, actor, exhibition_id)
        if total_mass_kg is not None:
            if not 1 <= total_mass_kg <= HEAVIEST_KG:
                raise ImplausibleMass(name="total_mass_kg", most=HEAVIEST_KG)
            part = known_about(show, None).mass.reused_kg
            if total_mass_kg < part:
                raise TotalBelowItsPart(name="total_mass_kg", part=part.to_integral_value(ROUND_CEILING))
        if row.total_mass_kg == total_mass_kg:
            return
        row.total_mass_kg, row.changed_at = total_mass_kg, now
        journal.record(actor, now, "say_total_mass", "exhibition", exhibition_id, show.institution_id)


def stored_score(row: Assessment, asked: Questionnaire) -> tuple[Decimal | None, list[str | None], list[int]]:
    """What the columns of *row* must hold: the overall score and the phases, to one decimal, and the blanks."""
    total = score(asked, scored_answers(last_answers(row.id), proofs_of(row.id)))
    overall = None if total.overall is None else shown(total.overall, 1)
    phases = [None if one.score is None else str(shown(one.score, 1)) for one in total.phases]
    return overall, phases, [one.unanswered for one in total.phases]


def _score_again(row: Assessment, asked: Questionnaire, now: datetime) -> None:
    row.overall, row.phases, row.unanswered = stored_score(row, asked)
    row.changed_at = now
    db.session.flush()


def _answer(
    row: Assessment, name: str, number: int, given: Given, proposal: Proposal | None, actor: Actor, now: datetime
) -> AssessmentAnswer:
    kept = proposal is not None and proposal.value is not None and proposal.value == given.value
    return AssessmentAnswer(
        assessment_id=row.id,
        question=name,
        number=number,
        kind=given.kind,
        value=given.value,
        reason=given.reason,
        note=given.note,
        source=AnswerSource.PLATFORM if kept else AnswerSource.PERSON,
        basis=[asdict(fact) for fact in proposal.facts] if kept and proposal else [],
        by=actor.user_id,
        at=now,
    )

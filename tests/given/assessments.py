"""Self-assessments for tests, answered through the real verbs."""

from datetime import date, datetime

from app.core.actor import Actor
from app.impact.assessment import services
from app.impact.assessment.domain.answering import AnswerKind, Given, Said
from app.impact.assessment.domain.questionnaire import CURRENT, questionnaire
from app.impact.assessment.domain.tasks import TaskDraft
from app.impact.assessment.queries.standing import assessment_of, last_answers
from app.media.documents import receive_document
from tests.given.media import an_upload

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
ASIDE = "itinérance sans prêt extérieur"


def value(number: int, note: str = "") -> Given:
    """An answer from 0 to 4."""
    return Given(AnswerKind.VALUE, number, "", note)


def aside(reason: str = ASIDE) -> Given:
    """Not applicable."""
    return Given(AnswerKind.NOT_APPLICABLE, None, reason)


def begun(actor: Actor, exhibition_id: int, now: datetime) -> int:
    """A self-assessment that nobody has answered yet; its id."""
    return services.begin_assessment(actor, exhibition_id, now)


def answered(actor: Actor, exhibition_id: int, now: datetime, **given: Given) -> tuple[str, ...]:
    """Answer questions as somebody who has just opened the page; the conflicts."""
    row = assessment_of(exhibition_id)
    assert row is not None
    standing = last_answers(row.id)
    said = {name: Said(one, standing[name].number if name in standing else 0) for name, one in given.items()}
    return services.answer_questions(actor, exhibition_id, row.questionnaire, said, now)


def all_answered(actor: Actor, exhibition_id: int, now: datetime, number: int) -> None:
    """The same answer everywhere, without any file."""
    begun(actor, exhibition_id, now)
    everything = {question.id: value(number) for question in questionnaire(CURRENT).questions}
    answered(actor, exhibition_id, now, **everything)


def a_proof(actor: Actor, exhibition_id: int, institution_id: int, question: str, now: datetime) -> int:
    """A file joined to a question; the proof's id."""
    content = PDF.replace(b"/Catalog", b"/Catalog %" + question.encode())
    document_id = receive_document(actor, institution_id, an_upload(content, f"{question}.pdf"), now)
    return services.add_proof(actor, exhibition_id, question, document_id, now)


def a_task(actor: Actor, exhibition_id: int, now: datetime, question: str = "Q02", owner: int | None = None) -> int:
    """A task of *owner*, or of who makes it."""
    owner_id = owner or actor.user_id
    assert owner_id is not None
    draft = TaskDraft(question, "Revoir le calendrier", owner_id, date(2027, 2, 1))
    return services.make_task(actor, exhibition_id, draft, now)


def a_self_assessment(actor: Actor, exhibition_id: int, institution_id: int, now: datetime) -> None:
    """Begun, answered twice, with a file, a question aside, a task and a lesson."""
    begun(actor, exhibition_id, now)
    answered(actor, exhibition_id, now, Q01=value(3), Q02=value(1, "à revoir, « vite »"), Q05=aside())
    answered(actor, exhibition_id, now, Q02=value(2))
    a_proof(actor, exhibition_id, institution_id, "Q01", now)
    a_task(actor, exhibition_id, now)
    services.write_lesson(actor, exhibition_id, "Commander les caisses avant le plan.", now)

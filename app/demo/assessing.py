"""How the demo's exhibitions assess themselves: phase by phase, by several people, with files, tasks and lessons."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from io import BytesIO
from typing import Any

from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.demo.days import at
from app.demo.facts import told
from app.demo.photos import Sent
from app.demo.shows import Show
from app.exhibitions.queries import exhibition_facts
from app.impact.assessment import services
from app.impact.assessment.domain.answering import AnswerKind, Given, Said
from app.impact.assessment.domain.questionnaire import CURRENT, Phase, questionnaire
from app.impact.assessment.domain.tasks import TaskDraft
from app.impact.assessment.queries.knowing import known_about
from app.media.documents import receive_document

TRADES = (Role.EXHIBITIONS, Role.EXHIBITIONS, Role.TECHNICIAN, Role.CSR, Role.TECHNICIAN, Role.CSR)
"""Who answers each phase."""
TASKS = (("Q02", "Proposer deux semaines d'ouverture de plus", 21), ("Q30", "Chiffrer des calages réutilisables", 35))
HOUR = timedelta(hours=1)


def assess(shows: Sequence[Show], now: datetime) -> list[int]:
    """Answer for every show of the data file; the ids of those shows."""
    listed = {facts["show"]: facts for facts in told("assessments")["assessment"]}
    chosen = [show for show in shows if show.slug in listed]
    for show in chosen:
        _assess(show, listed[show.slug], now)
    return [show.id for show in chosen]


def _assess(show: Show, facts: dict[str, Any], now: datetime) -> None:
    moments = [min(moment, now - HOUR) for moment in _moments(show)]
    services.begin_assessment(show.house.actor(Role.EXHIBITIONS), show.id, moments[0] - HOUR)
    if show.opens_on <= local_day(now):
        _weigh(show, moments[2])
    asked = zip(questionnaire().phases, facts["phases"], TRADES, moments, strict=False)
    for phase, signs, role, moment in asked:
        actor = show.house.actor(role)
        said = _said(phase, signs, facts)
        services.answer_questions(actor, show.id, CURRENT, said, moment)
        for question in (one for one in said if one in facts["proofs"]):
            _prove(actor, show, question, moment)
    for text in facts["lessons"]:
        services.write_lesson(show.house.actor(Role.CSR), show.id, text, moments[-1])
    if facts["with_tasks"]:
        _give_tasks(show, now)


def _moments(show: Show) -> Iterator[datetime]:
    """When each phase is answered, were none of it in the future."""
    for days in (-210, -120, -30, 15):
        yield at(show.opens_on + timedelta(days=days), 10)
    yield at(show.closes_on - timedelta(days=40), 11)
    yield at(show.strike_until + timedelta(days=30), 15)


def _said(phase: Phase, signs: str, facts: dict[str, Any]) -> dict[str, Said]:
    pairs = zip(phase.questions, signs, strict=True)
    return {one.id: Said(_given(sign, one.id, facts), 0) for one, sign in pairs if sign != "-"}


def _given(sign: str, question: str, facts: dict[str, Any]) -> Given:
    note = facts["notes"].get(question, "")
    if sign == "n":
        return Given(AnswerKind.NOT_APPLICABLE, None, facts["aside"], note)
    return Given(AnswerKind.VALUE, int(sign), "", note)


def _weigh(show: Show, now: datetime) -> None:
    """Half as much again as what the platform already counts, to the next 100 kg."""
    reused = known_about(exhibition_facts([show.id])[show.id], None).mass.reused_kg
    total = (reused * 3 / 200).quantize(Decimal(1), ROUND_UP) * 100
    if total:
        services.say_total_mass(show.house.actor(Role.TECHNICIAN), show.id, total, now)


def _prove(actor: Actor, show: Show, question: str, now: datetime) -> None:
    known = questionnaire().question(question)
    assert known is not None
    paper = Sent(f"{known.evidence.replace('/', '-')}.pdf", BytesIO(_paper(f"{question} : {known.evidence}")))
    document_id = receive_document(actor, show.house.id, paper, now)
    services.add_proof(actor, show.id, question, document_id, now)


def _give_tasks(show: Show, now: datetime) -> None:
    actor = show.house.actor(Role.CSR)
    for (question, title, days), role in zip(TASKS, (Role.EXHIBITIONS, Role.TECHNICIAN), strict=True):
        due = local_day(now) + timedelta(days=days)
        draft = TaskDraft(question, title, show.house.members[role].user_id, due)
        services.make_task(actor, show.id, draft, now - HOUR)


def _paper(title: str) -> bytes:
    """A PDF of one page that says what it stands for."""
    lines = (title, "Pièce imaginée pour la démonstration.")
    drawn = " ".join(f"BT /F1 14 Tf 60 {760 - 24 * n} Td ({line}) Tj ET" for n, line in enumerate(lines))
    content = drawn.encode("cp1252", "replace")
    parts = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    )
    out, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(parts) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\n" % (count, table, count)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % out.index(b"xref\n0"))

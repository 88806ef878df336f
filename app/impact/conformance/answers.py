"""`flask assessment score`: answers in; phases, overall score and level out, scores rounded to 1 decimal.

A phase that is not scored is null; so are the overall score and the level when no phase is scored.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.impact.assessment.domain.questionnaire import CURRENT, questionnaire
from app.impact.assessment.domain.refusals import AnswerContradictsItself, AnswerOutOfScale, UnknownQuestion
from app.impact.assessment.domain.scoring import BEST, Answer, score
from app.impact.conformance.reading import Fields, about
from app.impact.refusals import NotANumber, NotWhole

TENTH = Decimal("0.1")
ENGLISH_LEVELS = {"Amorce": "Start", "Engagé": "Committed", "Avancé": "Advanced", "Exemplaire": "Exemplary"}


def score_answers(payload: object) -> dict[str, Any]:
    """The score of ``{"questionnaire": "1", "answers": {"Q01": {"value": 3, "evidence": true}}}``."""
    fields = Fields(payload, ("questionnaire", "answers"))
    asked = questionnaire(fields.text("questionnaire", CURRENT))
    known = {question.id for question in asked.questions}
    answers = {name: _answer(name, raw, known) for name, raw in fields.mapping("answers").items()}
    result = score(asked, answers)
    return {
        "phases": [_tenth(phase.score) for phase in result.phases],
        "overall": _tenth(result.overall),
        "level": result.level.value if result.level else None,
        "level_en": ENGLISH_LEVELS[result.level.value] if result.level else None,
    }


def _answer(name: str, raw: object, known: set[str]) -> Answer:
    if name not in known:
        raise UnknownQuestion(field=name, name=name, question=name)
    with about("question", name):
        fields = Fields(raw, ("value", "evidence", "na", "reason"))
        if fields.yes("na"):
            if fields.has("value"):
                raise AnswerContradictsItself(field="value", name="value")
            return Answer(None, reason=fields.text("reason") if fields.has("reason") else "")
        return Answer(_value(fields), evidence=fields.yes("evidence"))


def _value(fields: Fields) -> int:
    try:
        value = fields.whole("value")
    except (NotANumber, NotWhole):
        raise AnswerOutOfScale(field="value", name="value") from None
    if not 0 <= value <= BEST:
        raise AnswerOutOfScale(field="value", name="value")
    return value


def _tenth(value: Decimal | None) -> Decimal | None:
    return None if value is None else value.quantize(TENTH, rounding=ROUND_HALF_UP)

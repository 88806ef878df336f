"""The questionnaire as data, and the laws of its score."""

from dataclasses import replace
from random import Random
from typing import Any

import pytest
from hypothesis import strategies as st

from app.impact.assessment.domain import scoring
from app.impact.assessment.domain.questionnaire import questionnaire
from app.impact.assessment.domain.refusals import (
    AnswerContradictsItself,
    AnswerOutOfScale,
    ReasonMissing,
    UnknownQuestion,
    UnknownQuestionnaire,
)
from app.impact.assessment.domain.scoring import Answer, Level, score
from app.impact.conformance import dumps, loads, score_answers
from app.impact.refusals import MissingField, NotAnObject, NotText, NotYesOrNo, UnknownField
from tests.impact.domain.uses import D, for_any

ASKED = questionnaire("1")
ALL = [question.id for question in ASKED.questions]
PHASE_1 = ASKED.phases[0]

values = st.builds(Answer, st.integers(0, 4), st.booleans())
not_applicable = st.just(Answer(None, reason="hors sujet"))
answers = st.dictionaries(st.sampled_from(ALL), st.one_of(values, values, values, not_applicable))
complete = st.fixed_dictionaries(dict.fromkeys(ALL, values))


def everywhere(value: int, evidence: bool = True) -> dict[str, Answer]:
    return dict.fromkeys(ALL, Answer(value, evidence))


def test_there_are_58_questions_in_six_phases_and_20_stars() -> None:
    assert [f"Q{number:02d}" for number in range(1, 59)] == ALL
    assert [phase.weight for phase in ASKED.phases] == [20, 25, 20, 15, 10, 10]
    assert sum(question.star for question in ASKED.questions) == 20
    assert [len(phase.questions) for phase in ASKED.phases] == [9, 15, 11, 11, 6, 6]


def test_every_question_speaks_two_languages_and_says_who_recommends_it() -> None:
    for question in ASKED.questions:
        assert question.fr and question.en and question.evidence
        assert question.weight in (1, 2, 3)
        assert set(question.guides) <= set(ASKED.guides)
        assert bool(question.guides) != bool(question.legal)
    assert all(question.phase == phase.number for phase in ASKED.phases for question in phase.questions)


def test_the_platform_prefills_what_it_knows() -> None:
    prefilled = [question.id for question in ASKED.questions if question.prefilled]
    assert prefilled == ["Q08", "Q11", "Q19", "Q28", "Q48", "Q49"]


@for_any(answers)
def test_a_score_is_between_0_and_100(given_answers: dict[str, Answer]) -> None:
    result = score(ASKED, given_answers)
    for points in (result.overall, *(phase.score for phase in result.phases)):
        assert points is None or 0 <= points <= 100


@for_any(answers, st.data())
def test_a_better_answer_never_lowers_the_score(given_answers: dict[str, Answer], data: st.DataObject) -> None:
    improvable = [name for name, answer in given_answers.items() if answer.value is not None and answer.value < 4]
    if improvable:
        name = data.draw(st.sampled_from(improvable))
        better = replace(given_answers[name], value=(given_answers[name].value or 0) + 1)
        before, after = score(ASKED, given_answers), score(ASKED, {**given_answers, name: better})
        assert (after.overall is None and before.overall is None) or after.overall >= before.overall  # type: ignore[operator]


@for_any(answers)
def test_removing_evidence_never_raises_the_score(given_answers: dict[str, Answer]) -> None:
    bare = {name: replace(answer, evidence=False) for name, answer in given_answers.items()}
    before, after = score(ASKED, given_answers), score(ASKED, bare)
    for was, now in zip(before.phases, after.phases, strict=True):
        assert was.score == now.score is None or now.score <= was.score  # type: ignore[operator]


@for_any(complete, st.sampled_from([question for question in PHASE_1.questions if question.weight <= 3]))
def test_a_question_without_object_leaves_the_relative_weights_of_the_others(
    given_answers: dict[str, Answer], dropped: Any
) -> None:
    others = [question for question in PHASE_1.questions if question is not dropped]
    expected = D(25) * sum(q.weight * given_answers[q.id].counted for q in others) / sum(q.weight for q in others)
    result = scoring.phase_score(PHASE_1, {**given_answers, dropped.id: Answer(None, reason="sans objet")})
    assert result.score is not None
    assert abs(result.score - expected) < D("1e-20")


@for_any(answers, st.randoms())
def test_the_order_of_the_answers_changes_nothing(given_answers: dict[str, Answer], random: Random) -> None:
    shuffled = list(given_answers.items())
    random.shuffle(shuffled)
    assert score(ASKED, dict(shuffled)) == score(ASKED, given_answers)


@pytest.mark.parametrize(
    ("value", "overall", "level"),
    [(0, 0, Level.START), (1, 25, Level.COMMITTED), (2, 50, Level.ADVANCED), (3, 75, Level.EXEMPLARY)],
)
def test_the_levels_begin_at_25_50_and_75(value: int, overall: int, level: Level) -> None:
    result = score(ASKED, everywhere(value))
    assert (result.overall, result.level) == (overall, level)


def test_a_four_without_evidence_counts_as_two() -> None:
    assert score(ASKED, everywhere(4, evidence=False)).overall == 50


def test_exemplary_requires_every_star() -> None:
    result = score(ASKED, {**everywhere(4), "Q08": Answer(2)})
    assert result.level is Level.ADVANCED
    assert result.missing_stars == ("Q08",)


def test_a_fifth_of_a_phase_may_be_without_object_and_not_more() -> None:
    # Phase 1 weighs 20: Q02 and Q04 weigh 4 together, Q09 one more.
    aside = dict.fromkeys(("Q02", "Q04"), Answer(None, reason="itinérance"))
    assert score(ASKED, {**everywhere(4), **aside}).phases[0].score == 100
    too_much = {**everywhere(4), **aside, "Q09": Answer(None, reason="première fois")}
    result = score(ASKED, too_much)
    assert result.phases[0].score is None
    assert result.overall == 100


def test_the_stars_of_a_phase_that_is_not_scored_are_not_met_for_free() -> None:
    dropped = {question.id: Answer(None, reason="sans objet") for question in PHASE_1.questions}
    assert score(ASKED, {**everywhere(4), **dropped}).level is Level.ADVANCED


def test_a_question_left_blank_counts_zero_once_its_phase_has_an_answer() -> None:
    result = score_answers({"answers": {"Q01": {"value": 3, "evidence": True}, "Q05": {"na": True, "reason": "x"}}})
    assert loads(dumps(result)) == {
        "phases": [D("12.5"), None, None, None, None, None],
        "overall": D("12.5"),
        "level": "Amorce",
        "level_en": "Start",
    }


def test_nothing_answered_is_nothing_scored() -> None:
    assert score_answers({"questionnaire": "1", "answers": {}})["overall"] is None


def test_phases_are_shown_to_one_decimal() -> None:
    thirds = {question.id: {"value": 2} for question in PHASE_1.questions} | {"Q09": {"value": 0}}
    assert score_answers({"answers": thirds})["phases"][0] == D("47.5")
    assert score_answers({"answers": {"Q47": {"value": 2}}})["phases"][4] == D("10.7")  # 25·6/14


@pytest.mark.parametrize(
    ("payload", "refusal"),
    [
        ([], NotAnObject),
        ({"answers": {}, "extra": 1}, UnknownField),
        ({"questionnaire": "2", "answers": {}}, UnknownQuestionnaire),
        ({"questionnaire": "../../1", "answers": {}}, UnknownQuestionnaire),
        ({"answers": {"Q59": {"value": 1}}}, UnknownQuestion),
        ({"answers": {"Q01": {"value": 5}}}, AnswerOutOfScale),
        ({"answers": {"Q01": {"value": -1}}}, AnswerOutOfScale),
        ({"answers": {"Q01": {"value": "2.5"}}}, AnswerOutOfScale),
        ({"answers": {"Q01": {"value": True}}}, AnswerOutOfScale),
        ({"answers": {"Q01": {}}}, MissingField),
        ({"answers": {"Q01": {"na": True}}}, ReasonMissing),
        ({"answers": {"Q01": {"na": True, "reason": " "}}}, NotText),
        ({"answers": {"Q01": {"na": True, "reason": "x", "value": 2}}}, AnswerContradictsItself),
        ({"answers": {"Q01": {"na": "yes", "reason": "x"}}}, NotYesOrNo),
        ({"answers": {"Q01": {"value": 3, "proof": True}}}, UnknownField),
    ],
)
def test_what_cannot_be_answered_is_refused(payload: object, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        score_answers(payload)

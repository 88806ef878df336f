"""The rules around the score: two who answer at once, what the platform proposes, comparing, tasks, permissions."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from random import Random

import pytest
from hypothesis import strategies as st

from app.core.actor import Actor, Role
from app.impact.assessment.domain.answering import (
    LONGEST,
    AnswerKind,
    Given,
    Said,
    Standing,
    sorted_out,
)
from app.impact.assessment.domain.comparing import FEWEST, change, spread
from app.impact.assessment.domain.permissions import (
    may_answer_assessment,
    may_read_assessment,
    may_settle_task,
)
from app.impact.assessment.domain.prefill import (
    Announced,
    Known,
    ReusedMass,
    Sourced,
    StockLooked,
    Taken,
    proposals,
    value_of_share,
)
from app.impact.assessment.domain.questionnaire import Question, questionnaire
from app.impact.assessment.domain.refusals import (
    AnswerContradictsItself,
    AnswerOutOfScale,
    DueInThePast,
    NotThisYear,
    ReasonMissing,
    ReasonTooLong,
    ReasonWithoutChoice,
    TaskWithoutTitle,
)
from app.impact.assessment.domain.scoring import Answer
from app.impact.assessment.domain.tasks import TaskDraft, invites_a_task
from tests.impact.domain.uses import D, for_any

ASKED = questionnaire("1")
TODAY = date(2027, 1, 11)
names = st.sampled_from(["Q01", "Q02", "Q03"])
givens = st.one_of(
    st.builds(lambda value: Given(AnswerKind.VALUE, value), st.integers(0, 4)),
    st.just(Given(AnswerKind.NOT_APPLICABLE, None, "sans objet")),
    st.just(Given(AnswerKind.CLEARED)),
)
saids = st.dictionaries(names, st.builds(Said, givens, st.integers(0, 3)))
standings = st.dictionaries(names, st.builds(Standing, givens, st.integers(1, 3)))


def asked(name: str) -> Question:
    found = ASKED.question(name)
    assert found is not None
    return found


def proposed(name: str, known: Known) -> int | None:
    found = proposals(ASKED, known).get(name)
    return found.value if found else None


@for_any(saids, standings)
def test_every_answer_is_written_or_known_or_in_conflict(
    said: dict[str, Said], standing: dict[str, Standing]
) -> None:
    found = sorted_out(said, standing)
    for name, one in said.items():
        last = standing.get(name, Standing())
        places = [name in found.written, name in found.conflicts, one.given == last.given]
        assert places.count(True) == 1


@for_any(saids, standings)
def test_what_was_written_is_not_written_again(said: dict[str, Said], standing: dict[str, Standing]) -> None:
    first = sorted_out(said, standing)
    after = dict(standing)
    for name, given in first.written.items():
        after[name] = Standing(given, standing.get(name, Standing()).number + 1)
    again = sorted_out(said, after)
    assert not again.written
    assert again.conflicts == first.conflicts


@for_any(saids, standings, st.randoms())
def test_the_order_of_questions_changes_nothing(
    said: dict[str, Said], standing: dict[str, Standing], random: Random
) -> None:
    shuffled = list(said.items())
    random.shuffle(shuffled)
    assert sorted_out(dict(shuffled), standing) == sorted_out(said, standing)


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        (Given(AnswerKind.VALUE, 5), AnswerOutOfScale),
        (Given(AnswerKind.VALUE, None), AnswerContradictsItself),
        (Given(AnswerKind.CLEARED, 2), AnswerContradictsItself),
        (Given(AnswerKind.NOT_APPLICABLE), ReasonMissing),
        (Given(AnswerKind.NOT_APPLICABLE, None, "  "), ReasonMissing),
        (Given(AnswerKind.CLEARED, None, "itinérance"), ReasonWithoutChoice),
        (Given(AnswerKind.VALUE, 1, "", "x" * (LONGEST + 1)), ReasonTooLong),
    ],
)
def test_an_answer_without_sense_is_refused_at_its_question(given: Given, refusal: type[Exception]) -> None:
    with pytest.raises(refusal) as caught:
        given.require_sense("Q01")
    assert str(getattr(caught.value, "field", "")).startswith("Q01_")


def test_an_answer_taken_back_is_no_answer() -> None:
    assert Given(AnswerKind.CLEARED).scored(True) is None
    assert Given(AnswerKind.VALUE, 4).scored(False) == Answer(4, False)


def test_nothing_known_is_nothing_proposed() -> None:
    assert proposals(ASKED, Known()) == {}


def test_only_prefilled_questions_get_a_proposal() -> None:
    known = Known(
        StockLooked(4, 2, 1, 1, TODAY),
        ReusedMass(D("600"), 12, 0, D("1000")),
        Sourced(10, 2, 4),
        Sourced(4, 0, 4),
        Announced(4, 2, date(2027, 6, 20)),
        Taken(4, 0, D("100"), D("70")),
    )
    found = proposals(ASKED, known)
    assert {name: one.value for name, one in found.items()} == {
        "Q08": 3, "Q11": 3, "Q19": 3, "Q28": 4, "Q48": 3, "Q49": 3,
    }  # fmt: skip
    assert set(found) == {question.id for question in ASKED.questions if question.prefilled}
    assert all(one.facts for one in found.values())


@pytest.mark.parametrize(
    ("percent", "value"), [(0, None), (1, 1), (24, 1), (25, 2), (49, 2), (50, 3), (74, 3), (75, 4), (100, 4)]
)
def test_the_steps_of_a_share_are_those_of_the_question(percent: int, value: int | None) -> None:
    assert value_of_share(asked("Q11"), percent, 100) == value


@for_any(st.sampled_from(["Q11", "Q19", "Q27", "Q28", "Q49"]), st.integers(0, 999), st.integers(0, 999))
def test_a_larger_share_is_never_a_lower_answer(name: str, one: int, other: int) -> None:
    low, high = (value_of_share(asked(name), part, 999) or 0 for part in sorted((one, other)))
    assert 0 <= low <= high <= 4


@for_any(st.integers(1, 10**6), st.integers(1, 10**6))
def test_the_unit_of_a_mass_changes_no_share(part: int, whole: int) -> None:
    kilograms = value_of_share(asked("Q49"), Decimal(part), Decimal(whole))
    assert kilograms == value_of_share(asked("Q49"), Decimal(part) / 1000, Decimal(whole) / 1000)


def test_an_unknown_mass_is_said_and_never_becomes_zero() -> None:
    without_total = Known(mass=ReusedMass(D("600"), 12, 3, None))
    assert proposed("Q11", without_total) is None
    assert len(proposals(ASKED, without_total)["Q11"].facts) == 3
    assert proposed("Q49", Known(taken=Taken(4, 1, D("100"), D("90")))) is None
    assert proposed("Q49", Known(taken=Taken(4, 0, D("100"), D("90")))) == 4


def test_pieces_listed_in_time_are_counted() -> None:
    closing = date(2027, 6, 20)
    values = [proposed("Q48", Known(announced=Announced(4, early, closing))) for early in range(5)]
    assert values == [1, 2, 3, 3, 4]
    (fact,) = proposals(ASKED, Known(announced=Announced(4, 4, closing)))["Q48"].facts
    assert fact.params["limit_on"] == "2027-04-25"


def test_others_are_told_from_five_on_and_in_steps() -> None:
    scores = [D("12.3"), D("40"), D("55.1"), D("61"), D("88.8")]
    assert spread(scores[: FEWEST - 1]) is None
    found = spread(scores)
    assert found is not None
    assert (found.low, found.median, found.high, found.houses) == (D("40"), D("55"), D("60"), 5)


@for_any(st.lists(st.decimals(0, 100, places=1), min_size=5, max_size=30), st.randoms())
def test_the_spread_is_ordered_and_does_not_depend_on_order(scores: list[Decimal], random: Random) -> None:
    found = spread(scores)
    assert found is not None
    assert 0 <= found.low <= found.median <= found.high <= 100
    assert all(value % 5 == 0 for value in (found.low, found.median, found.high))
    random.shuffle(scores)
    assert spread(scores) == found


def test_a_change_needs_two_scores() -> None:
    assert change(D("50"), D("40")) == 10
    assert change(None, D("40")) is None
    assert change(D("50"), None) is None


@pytest.mark.parametrize(
    ("answer", "low"),
    [
        (None, False),
        (Answer(0), True),
        (Answer(2), True),
        (Answer(4), True),
        (Answer(3, True), False),
        (Answer(None, reason="x"), False),
    ],
)
def test_a_low_answer_invites_a_task(answer: Answer | None, low: bool) -> None:
    assert invites_a_task(answer) is low


def test_a_task_says_what_and_when() -> None:
    draft = TaskDraft("Q02", "Revoir le calendrier", 1, TODAY)
    draft.require_sense(TODAY)
    for wrong, refusal in (
        (replace(draft, title=" "), TaskWithoutTitle),
        (replace(draft, due_on=date(2027, 1, 10)), DueInThePast),
        (replace(draft, due_on=date(2207, 1, 10)), NotThisYear),
    ):
        with pytest.raises(refusal):
            wrong.require_sense(TODAY)


@pytest.mark.parametrize(
    ("role", "reads", "answers"),
    [(Role.ADMIN, True, True), (Role.EXHIBITIONS, True, True), (Role.TECHNICIAN, True, True), (Role.CSR, True, True),
     (Role.READER, True, False)],
)  # fmt: skip
def test_every_trade_answers_and_readers_read(role: Role, reads: bool, answers: bool) -> None:
    person = Actor(7, roles=frozenset({(1, role)}))
    assert may_read_assessment(person, 1) is reads
    assert may_answer_assessment(person, 1) is answers
    assert not may_read_assessment(person, 2)
    assert not may_answer_assessment(person, 2)


def test_the_staff_reads_and_does_not_answer() -> None:
    staff = Actor(7, is_staff=True)
    assert may_read_assessment(staff, 1)
    assert not may_answer_assessment(staff, 1)


def test_the_owner_of_a_task_settles_it_while_they_belong() -> None:
    reader = Actor(7, roles=frozenset({(1, Role.READER)}))
    assert may_settle_task(reader, 1, 7)
    assert not may_settle_task(reader, 1, 8)
    assert not may_settle_task(Actor(7), 1, 7)
    assert not may_settle_task(Actor(), 1, None)

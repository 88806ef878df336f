"""Answers are kept one by one, by several people, with files, tasks and what the platform knows."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select, text

from app.core import verification
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.exhibitions.domain.passport import Element, NextLife, Origin
from app.exhibitions.project.services import add_element
from app.impact.assessment import services
from app.impact.assessment.domain.answering import (
    MOST_PROOFS,
    AnswerKind,
    AnswerSource,
    Given,
    Said,
)
from app.impact.assessment.domain.refusals import (
    ImplausibleMass,
    LessonWithoutText,
    OldQuestionnaire,
    OwnerNotThere,
    ReasonMissing,
    TaskAlreadySettled,
    TooManyProofs,
    TotalBelowItsPart,
    UnknownQuestion,
)
from app.impact.assessment.domain.tasks import TaskDraft, TaskState
from app.impact.assessment.models import Assessment, AssessmentAnswer, AssessmentProof, AssessmentTask
from app.impact.assessment.queries.lessons import lessons_page
from app.impact.assessment.queries.pages import assessment_page, phase_page, score_panel
from app.impact.assessment.queries.standing import assessment_of, last_answers, proof_file, proofs_of
from app.impact.assessment.queries.tasks import tasks_page, tasks_waiting
from app.media.documents import receive_document
from app.media.models import Document
from app.needs.domain.needs import NeedFields
from app.needs.services.needs import add_needs
from tests.given.accounts import a_person, an_institution
from tests.given.assessments import PDF, a_proof, a_task, all_answered, answered, aside, begun, value
from tests.given.exhibitions import an_exhibition
from tests.given.media import an_upload
from tests.impact.given import World, a_world, an_agreed_loan, an_offer

TODAY = date(2027, 1, 11)
INSIDE = {"inner_width": "120", "inner_height": "80", "inner_depth": "60"}


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return a_world(now)


def the_row(world: World) -> Assessment:
    db.session.rollback()
    row = assessment_of(world.exhibition)
    assert row is not None
    return row


def standing(world: World) -> dict[str, Given]:
    return {name: line.given for name, line in last_answers(the_row(world).id).items()}


def test_beginning_twice_is_beginning_once(world: World, now: datetime) -> None:
    first = begun(world.curator, world.exhibition, now)
    assert begun(world.csr, world.exhibition, now) == first
    assert the_row(world).questionnaire == "1"


def test_several_people_answer_as_the_show_goes_on(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, Q01=value(2), Q09=value(1))
    later = now + timedelta(days=30)
    answered(world.csr, world.exhibition, later, Q01=value(3, "note de cadrage signée"), Q47=value(0))
    lines = last_answers(the_row(world).id)
    assert {name: (line.given.value, line.number) for name, line in lines.items()} == {
        "Q01": (3, 2), "Q09": (1, 1), "Q47": (0, 1),
    }  # fmt: skip
    assert lines["Q01"].at == later
    assert {lines["Q01"].by, lines["Q09"].by} == {world.csr.name, world.curator.name}
    page = phase_page(world.curator, world.exhibition, 1)
    assert page is not None
    assert [one.given.value for one in page.lines[0].history] == [3, 2]


def test_the_same_answer_again_is_no_new_answer(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, Q01=value(2))
    answered(world.curator, world.exhibition, now, Q01=value(2))
    assert db.session.scalars(select(AssessmentAnswer.number)).all() == [1]


def test_two_at_once_lose_nothing(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.csr, world.exhibition, now, Q01=value(1))
    stale = {"Q01": Said(value(4), 0), "Q02": Said(value(2), 0)}
    conflicts = services.answer_questions(world.curator, world.exhibition, "1", stale, now)
    assert conflicts == ("Q01",)
    assert {name: given.value for name, given in standing(world).items()} == {"Q01": 1, "Q02": 2}
    chosen = {"Q01": Said(value(4), 1)}
    assert services.answer_questions(world.curator, world.exhibition, "1", chosen, now) == ()
    assert standing(world)["Q01"].value == 4


def test_a_page_of_another_version_writes_nothing(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    with pytest.raises(OldQuestionnaire):
        services.answer_questions(world.curator, world.exhibition, "0", {"Q01": Said(value(4), 0)}, now)
    with pytest.raises(UnknownQuestion):
        services.answer_questions(world.curator, world.exhibition, "1", {"Q59": Said(value(4), 0)}, now)
    assert standing(world) == {}


def test_one_answer_without_sense_keeps_all_of_them_out(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    said = {"Q01": Said(value(4), 0), "Q02": Said(Given(AnswerKind.NOT_APPLICABLE), 0)}
    with pytest.raises(ReasonMissing):
        services.answer_questions(world.curator, world.exhibition, "1", said, now)
    assert standing(world) == {}


def test_the_score_follows_answers_and_files(world: World, now: datetime) -> None:
    all_answered(world.curator, world.exhibition, now, 4)
    assert the_row(world).overall == 50
    for name in ("Q01", "Q08"):
        a_proof(world.curator, world.exhibition, world.borrower, name, now)
    # Phase 1 weighs 20: six points of weight now count 4 instead of 2.
    row = the_row(world)
    assert (row.overall, row.phases[0]) == (Decimal("53.0"), "65.0")
    proof = db.session.scalars(select(AssessmentProof.id)).first()
    assert proof is not None
    services.remove_proof(world.curator, world.exhibition, proof, now)
    assert the_row(world).phases[0] == "57.5"
    assert verification.run_all(now)["assessment: scores match the answers"] == []


def test_too_much_aside_leaves_the_phase_without_score(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, Q01=value(2), Q02=aside(), Q04=aside())
    assert the_row(world).phases[0] is not None
    answered(world.curator, world.exhibition, now, Q09=aside())
    row = the_row(world)
    assert (row.overall, row.phases) == (None, [None] * 6)
    assert assessment_page(world.curator, world.exhibition).phases[0].is_too_much_aside


def test_a_removed_file_goes_and_its_name_stays_in_the_journal(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    proof = a_proof(world.curator, world.exhibition, world.borrower, "Q01", now)
    assert proof_file(world.csr, world.exhibition, proof).file_name == "Q01.pdf"
    services.remove_proof(world.curator, world.exhibition, proof, now)
    db.session.rollback()
    assert db.session.scalars(select(Document.attached)).all() == [False]
    with pytest.raises(NotFound):
        proof_file(world.curator, world.exhibition, proof)


def test_a_question_has_so_many_files_and_no_more(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    for _ in range(MOST_PROOFS):
        a_proof(world.curator, world.exhibition, world.borrower, "Q01", now)
    with pytest.raises(TooManyProofs):
        a_proof(world.curator, world.exhibition, world.borrower, "Q01", now)


def test_the_same_file_sent_twice_is_one_proof(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    document = receive_document(world.curator, world.borrower, an_upload(PDF, "cadrage.pdf"), now)
    first = services.add_proof(world.curator, world.exhibition, "Q01", document, now)
    assert services.add_proof(world.curator, world.exhibition, "Q01", document, now) == first


def test_a_file_of_another_house_is_not_found(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    theirs = receive_document(world.technician, world.lender, an_upload(PDF, "a.pdf"), now)
    with pytest.raises(NotFound):
        services.add_proof(world.curator, world.exhibition, "Q01", theirs, now)


def test_strangers_find_nothing_and_readers_change_nothing(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    reader = a_person(world.borrower, Role.READER, email="lecture@exemple.fr", now=now)
    with pytest.raises(NotFound):
        assessment_page(world.technician, world.exhibition)
    with pytest.raises(NotFound):
        answered(world.technician, world.exhibition, now, Q01=value(1))
    assert not assessment_page(reader, world.exhibition).may_answer
    with pytest.raises(Forbidden):
        answered(reader, world.exhibition, now, Q01=value(1))


def test_the_database_rewrites_no_answer(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, Q01=value(1))
    for statement in ("UPDATE assessment_answer SET value = 4", "DELETE FROM assessment_answer"):
        with pytest.raises(Exception, match="append_only"):
            db.session.execute(text(statement))
        db.session.rollback()


def test_a_task_waits_for_its_owner_until_it_is_done(app: Flask, world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    answered(world.curator, world.exhibition, now, Q02=value(1), Q01=value(1))
    page = tasks_page(world.curator, world.exhibition, TODAY)
    assert [one.id for one in page.low] == ["Q01", "Q02"]
    task = a_task(world.curator, world.exhibition, now, owner=world.csr.user_id)
    assert [one.id for one in tasks_page(world.curator, world.exhibition, TODAY).low] == ["Q01"]
    with app.test_request_context():
        (waiting,) = tasks_waiting(world.csr, now)
        assert waiting.due == date(2027, 2, 1)
        assert tasks_waiting(world.curator, now) == []
    services.settle_task(world.csr, world.exhibition, task, TaskState.DONE, now)
    services.settle_task(world.csr, world.exhibition, task, TaskState.DONE, now)
    with pytest.raises(TaskAlreadySettled):
        services.settle_task(world.csr, world.exhibition, task, TaskState.DROPPED, now)
    row = db.session.get_one(AssessmentTask, task)
    assert (row.state, row.settled_by, row.settled_at) == (TaskState.DONE, world.csr.user_id, now)


def test_a_task_is_for_somebody_of_the_house(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    assert world.technician.user_id is not None
    draft = TaskDraft("Q02", "Revoir", world.technician.user_id, date(2027, 2, 1))
    with pytest.raises(OwnerNotThere):
        services.make_task(world.curator, world.exhibition, draft, now)
    with pytest.raises(UnknownQuestion):
        services.make_task(world.curator, world.exhibition, replace(draft, question="Q99"), now)


def test_the_platform_proposes_from_its_facts_and_says_which(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    screens, crates = an_offer(world), an_offer(world, "transport_crate", 4, mass_kg=25, specs=INSIDE)
    wanted = [
        NeedFields(category="screen", amount=Decimal(4), own_amount=Decimal(1)),
        NeedFields(category="transport_crate", amount=Decimal(4)),
    ]
    add_needs(world.curator, world.exhibition, wanted, now=now)
    an_agreed_loan(world, {screens: 2, crates: 4})
    page = phase_page(world.curator, world.exhibition, 1)
    assert page is not None
    stock = next(line for line in page.every if line.question.id == "Q08").proposal
    assert stock is not None and stock.value == 3 and len(stock.facts) == 3
    design = phase_page(world.curator, world.exhibition, 2)
    assert design is not None
    found = {line.question.id: line.proposal for line in design.every if line.proposal}
    assert found["Q19"].value == 3  # one of their own and two borrowed, of four
    assert found["Q11"].value is None  # 136 kg borrowed, of an unknown whole
    production = phase_page(world.curator, world.exhibition, 3)
    assert production is not None
    crate = next(line for line in production.every if line.question.id == "Q28").proposal
    assert crate is not None and crate.value == 4


def test_a_kept_proposal_keeps_its_facts(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    add_needs(world.curator, world.exhibition, [NeedFields(category="screen", amount=Decimal(4))], now=now)
    answered(world.curator, world.exhibition, now, Q08=value(2), Q01=value(2))
    lines = last_answers(the_row(world).id)
    assert lines["Q08"].source is AnswerSource.PLATFORM
    assert lines["Q08"].basis[0].params["lines"] == 1
    assert (lines["Q01"].source, lines["Q01"].basis) == (AnswerSource.PERSON, ())
    answered(world.curator, world.exhibition, now, Q08=value(1))
    assert last_answers(the_row(world).id)["Q08"].source is AnswerSource.PERSON


def test_the_mass_of_everything_gives_the_share_of_what_served_before(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    an_agreed_loan(world, {an_offer(world, mass_kg=18): 2})
    with pytest.raises(TotalBelowItsPart):
        services.say_total_mass(world.curator, world.exhibition, Decimal("0.1") * 10, now)
    with pytest.raises(ImplausibleMass):
        services.say_total_mass(world.curator, world.exhibition, Decimal(10) ** 9, now)
    services.say_total_mass(world.curator, world.exhibition, Decimal(60), now)
    page = phase_page(world.curator, world.exhibition, 2)
    assert page is not None
    share = next(line for line in page.every if line.question.id == "Q11").proposal
    assert share is not None and share.value == 3  # 36 kg of 60


def test_the_passport_counts_what_had_served_before(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    for origin, mass in ((Origin.SECOND_HAND, 30), (Origin.RENTED, None), (Origin.NEW, 500)):
        element = Element("Socle", 4, origin, "nous", NextLife.OWN_STOCK, None if mass is None else Decimal(mass))
        add_element(world.curator, world.exhibition, element, now)
    services.say_total_mass(world.curator, world.exhibition, Decimal(600), now)
    page = phase_page(world.curator, world.exhibition, 2)
    assert page is not None
    share = next(line for line in page.every if line.question.id == "Q11").proposal
    assert share is not None and share.value == 1  # 30 kg of 600, and four objects of unknown mass
    assert [fact.params.get("objects", fact.params.get("n")) for fact in share.facts] == [8, 4, None]


def test_the_show_before_stands_beside(world: World, now: datetime) -> None:
    earlier = an_exhibition(
        world.curator, world.borrower, now, title="Avant", opens_on=date(2026, 3, 1), closes_on=date(2026, 5, 1)
    )
    all_answered(world.curator, earlier, now, 1)
    all_answered(world.curator, world.exhibition, now, 2)
    told = assessment_page(world.curator, world.exhibition).comparison
    assert told is not None and told.before is not None
    assert told.before.title == "Avant"
    assert told.lines[0].before == told.lines[0].change == 25
    assert told.before.answers["Q01"].given.value == 1
    assert assessment_page(world.curator, earlier).comparison.before is None  # type: ignore[union-attr]


def test_others_appear_from_five_houses_and_stay_without_name(world: World, now: datetime) -> None:
    all_answered(world.curator, world.exhibition, now, 2)
    for number in range(5):
        told = assessment_page(world.curator, world.exhibition).comparison
        assert told is not None and not told.has_others
        house = an_institution(f"Autre maison {number}", now=now)
        person = a_person(house, Role.EXHIBITIONS, email=f"autre{number}@exemple.fr", now=now)
        all_answered(person, an_exhibition(person, house, now), now, number % 3)
    told = assessment_page(world.curator, world.exhibition).comparison
    assert told is not None and told.has_others
    found = told.lines[0].others
    assert found is not None and [found.low, found.median, found.high, found.houses] == [0, 25, 25, 5]


def test_the_panel_is_for_the_house_once_somebody_began(world: World, now: datetime) -> None:
    assert score_panel(world.curator, world.exhibition) is None
    begun(world.curator, world.exhibition, now)
    panel = score_panel(world.curator, world.exhibition)
    assert panel is not None and panel.answered == 0
    with pytest.raises(NotFound):
        score_panel(Actor(), world.exhibition)


def test_invariants_hold(world: World, now: datetime) -> None:
    all_answered(world.curator, world.exhibition, now, 3)
    a_proof(world.curator, world.exhibition, world.borrower, "Q01", now)
    a_task(world.curator, world.exhibition, now)
    told = verification.run_all(now)
    assert {name: told[name] for name in told if name.startswith("assessment:")} == {
        "assessment: answers follow each other": [],
        "assessment: proofs are kept": [],
        "assessment: questions are asked": [],
        "assessment: scores match the answers": [],
    }


def test_lessons_wait_for_the_next_show_of_the_house(world: World, now: datetime) -> None:
    earlier = an_exhibition(
        world.curator, world.borrower, now, title="Avant", opens_on=date(2026, 3, 1), closes_on=date(2026, 5, 1)
    )
    kept = services.write_lesson(world.csr, earlier, " Commander les caisses plus tôt. ", now)
    assert services.write_lesson(world.curator, earlier, "Commander les caisses plus tôt.", now) == kept
    page = lessons_page(world.curator, world.exhibition, TODAY)
    assert page.before is not None and not page.is_over
    assert [(page.before.title, line.text) for line in page.before.lines] == [
        ("Avant", "Commander les caisses plus tôt.")
    ]
    assert lessons_page(world.curator, earlier, TODAY).is_over
    with pytest.raises(LessonWithoutText):
        services.write_lesson(world.curator, earlier, "  ", now)
    with pytest.raises(NotFound):
        services.write_lesson(world.technician, earlier, "la mienne", now)
    with pytest.raises(NotFound):
        services.remove_lesson(world.curator, world.exhibition, kept, now)
    services.remove_lesson(world.curator, earlier, kept, now)
    assert lessons_page(world.curator, world.exhibition, TODAY).before is None


def test_one_click_makes_one_task(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    assert world.curator.user_id is not None
    draft = TaskDraft("Q02", "Revoir le calendrier", world.curator.user_id, date(2027, 2, 1))
    first = services.make_task(world.curator, world.exhibition, draft, now, key="un clic")
    assert services.make_task(world.curator, world.exhibition, draft, now, key="un clic") == first
    assert services.make_task(world.curator, world.exhibition, draft, now, key="un autre") != first


def test_the_csr_officer_may_join_a_file(world: World, now: datetime) -> None:
    begun(world.curator, world.exhibition, now)
    a_proof(world.csr, world.exhibition, world.borrower, "Q01", now)
    assert proofs_of(the_row(world).id)["Q01"][0].added_by == world.csr.name

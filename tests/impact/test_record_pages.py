"""The pages of one record: corrected by its CSR officer, judged by the staff, answered for after the return."""

from datetime import datetime
from html import unescape

import pytest
from flask import Flask

from app.accounts.models import User
from app.core.actor import Role
from app.core.db import db
from app.core.errors import Forbidden
from app.impact import following
from app.impact.footprint.domain.lines import Phase
from app.impact.models import FollowUp
from app.impact.records.domain.following import Outcome, displacement
from app.loans.domain.words import Alternative, Evidence
from tests.given.accounts import a_person
from tests.impact.given import World, a_returned_loan, a_world, an_offer, records
from tests.pages import Browser

UNTOUCHED = {"alternative": "", "evidence": "", "tested": "", "label": ""}


def as_person(app: Flask, user_id: int | None) -> Browser:
    return Browser(app).sign_in(db.session.get_one(User, user_id).email)


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    world = a_world(now)
    a_returned_loan(world)
    return world


def test_the_csr_officer_corrects_and_both_records_stay_readable(app: Flask, world: World) -> None:
    (old,) = records(phase=Phase.ACTUAL)
    officer = as_person(app, world.csr.user_id)
    assert "Corriger ce calcul" in unescape(officer.get(f"/bilan/calculs/{old.id}").text)
    path = f"/bilan/calculs/{old.id}/corriger"
    officer.get(path)
    refused = unescape(officer.post(path, UNTOUCHED | {"evidence": "E3", "mass_kg": "17,5"}, status=422).text)
    assert "Dites pourquoi" in refused and 'value="17,5"' in refused
    officer.post(path, UNTOUCHED | {"evidence": "E3", "reason": "Devis du 3 janvier 2027"}, status=303)
    _, new = records(phase=Phase.ACTUAL)
    before, after = officer.get(f"/bilan/calculs/{old.id}").text, officer.get(f"/bilan/calculs/{new.id}").text
    assert "Ce calcul a été remplacé" in before and f"/bilan/calculs/{new.id}" in before
    assert "Devis du 3 janvier 2027" in after and f"/bilan/calculs/{old.id}" in after


def test_weights_that_do_not_sum_to_one_are_said_at_the_form(app: Flask, world: World) -> None:
    (old,) = records(phase=Phase.ACTUAL)
    said = UNTOUCHED | {"weight_new": "0,5", "weight_none": "0,4", "reason": "Étude interne"}
    answer = as_person(app, world.csr.user_id).post(f"/bilan/calculs/{old.id}/corriger", said, status=422)
    assert "totaliser 1" in unescape(answer.text)
    assert len(records(phase=Phase.ACTUAL)) == 1


def test_others_do_not_correct(app: Flask, world: World) -> None:
    (old,) = records(phase=Phase.ACTUAL)
    for user_id in (world.curator.user_id, world.technician.user_id):
        person = as_person(app, user_id)
        assert "Corriger ce calcul" not in person.get(f"/bilan/calculs/{old.id}").text
        assert person._fetched("GET", f"/bilan/calculs/{old.id}/corriger").status_code == 403


def test_staff_look_at_what_is_strange(app: Flask, world: World, now: datetime) -> None:
    a_returned_loan(world, an_offer(world, mass_kg=1800))
    strange = next(one for one in records(phase=Phase.ACTUAL) if one.review)
    staff = as_person(app, a_person(email="equipe@exemple.fr", is_staff=True, now=now).user_id)
    page = unescape(staff.get("/plateforme/calculs").text)
    assert f"Calcul n° {strange.id}" in page
    path = f"/plateforme/calculs/{strange.id}/decider"
    assert "Dites pourquoi" in unescape(staff.post(path, {"decision": "compter"}, status=422).text)
    staff.post(path, {"decision": "laisser", "reason": "On attend le prêteur"}, status=303)
    assert "On attend le prêteur" in staff.get("/plateforme/calculs").text
    staff.post(path, {"decision": "compter", "reason": "Pesé avec son châssis"}, status=303)
    assert f"Calcul n° {strange.id} :" not in unescape(staff.get("/plateforme/calculs").text)
    assert records(phase=Phase.ACTUAL)[-1].verified


def test_after_the_return_the_borrower_says_what_was_really_done(app: Flask, world: World, now: datetime) -> None:
    (record,) = records(phase=Phase.ACTUAL)
    team = as_person(app, world.curator.user_id)
    assert f"/prets/{record.loan_id}/apres" in team.get(f"/prets/{record.loan_id}").text
    team.get(f"/prets/{record.loan_id}/apres")
    team.post(f"/prets/{record.loan_id}/apres", {}, status=422)
    before = [(one.net_kg, one.results) for one in records()]
    team.post(f"/prets/{record.loan_id}/apres", {"outcome": "bought_new", "note": "Trop tard"}, status=303)
    team.post(f"/prets/{record.loan_id}/apres", {"outcome": "nothing_bought"}, status=303)
    assert [(one.net_kg, one.results) for one in records()] == before
    assert db.session.query(FollowUp).count() == 2
    assert (following.measured_displacement().answers, following.measured_displacement().rate) == (1, 1)
    lender = as_person(app, world.technician.user_id)
    assert "Rien : le prêt" in unescape(lender.get(f"/prets/{record.loan_id}/apres").text)
    with pytest.raises(Forbidden):
        following.answer_follow_up(world.technician, record.loan_id, Outcome.UNKNOWN, "", now)


def test_the_measured_rate_counts_one_answer_per_loan_that_would_have_displaced(
    app: Flask, world: World, now: datetime
) -> None:
    bought = a_returned_loan(world)
    without = a_returned_loan(world, alternative=Alternative.NONE, evidence=Evidence.E0)
    (first, *_) = records(phase=Phase.ACTUAL)
    for loan, outcome in (
        (first.loan_id, Outcome.NOTHING_BOUGHT),
        (bought, Outcome.BOUGHT_NEW),
        (without, Outcome.NOTHING_BOUGHT),
    ):
        following.answer_follow_up(world.curator, loan, outcome, "", now)
    found = following.measured_displacement()
    assert (found.answers, found.rate, found.is_enough) == (2, pytest.approx(0.5), False)
    assert displacement([Outcome.UNKNOWN]).rate is None
    assert displacement([Outcome.NOTHING_BOUGHT] * 100).is_enough


def test_a_reader_of_the_borrower_answers_nothing(app: Flask, world: World, now: datetime) -> None:
    (record,) = records(phase=Phase.ACTUAL)
    reader = as_person(app, a_person(world.borrower, Role.READER, email="lit@exemple.fr", now=now).user_id)
    assert f"/prets/{record.loan_id}/apres" not in reader.get(f"/prets/{record.loan_id}").text
    assert reader._fetched("GET", f"/prets/{record.loan_id}/apres").status_code == 200
    assert (
        reader._fetched(
            "POST", f"/prets/{record.loan_id}/apres", data={"csrf_token": reader.csrf_token(), "outcome": "unknown"}
        ).status_code
        == 403
    )

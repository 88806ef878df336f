"""One of the staff proposes a version of a factor in the browser, another one accepts it; everybody reads both."""

from collections.abc import Iterator
from datetime import datetime

import pytest
from flask import Flask

from app.impact.factors.accepted import forget_accepted
from app.impact.factors.table import factor
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.pages import Browser

LIST = "/plateforme/facteurs"
EDIT = f"{LIST}/video_projector_ademe2025"
PUBLIC = "/methode/facteurs/video_projector_ademe2025@1"
SAID = {
    "label_fr": "Vidéoprojecteur", "label_en": "Video projector", "stage": "A1-A3", "value": "41,5",
    "unit": "kgCO2e/unit", "low": "39,2", "high": "145", "u_rel": "", "source_fr": "ADEME", "source_en": "ADEME",
    "locator_fr": "fiche 12", "locator_en": "sheet 12", "year": "2026", "licence_fr": "Licence Ouverte 2.0",
    "licence_en": "Licence Ouverte 2.0", "valid_from": "", "valid_until": "2029", "gwp": "AR6",
    "why_fr": "Nouvelle publication.", "why_en": "New release.", "reason": "Publication de 2026", "after": "1",
}  # fmt: skip


@pytest.fixture
def desk(app: Flask, browser: Browser, now: datetime) -> Iterator[Browser]:
    a_staff_member("auteur@ressourcerie.example.org", now=now)
    yield browser.sign_in("auteur@ressourcerie.example.org")
    forget_accepted()


@pytest.fixture
def second(app: Flask, now: datetime) -> Browser:
    a_staff_member("relecture@ressourcerie.example.org", name="Relectrice", now=now)
    return Browser(app).sign_in("relecture@ressourcerie.example.org")


def test_from_a_proposal_to_the_page_of_the_new_version(desk: Browser, second: Browser) -> None:
    assert "Rien n'attend" in desk.get(LIST).text
    desk.post(EDIT, SAID)
    page = desk.get(f"{LIST}/propositions/1")
    assert "une autre personne de l'équipe doit la relire" in page.text
    assert factor("video_projector_ademe2025").version == "1"
    assert "1 version d'un facteur à relire" in second.get("/plateforme").text
    assert "1 version d'un facteur à relire" not in desk.get("/plateforme").text
    second.post(f"{LIST}/propositions/1", {"reason": "Lu, fiche 12", "decision": "accept"})
    told = second.get(f"{LIST}/propositions/1")
    assert "Acceptée par Relectrice" in told.text
    new = second.get(PUBLIC.replace("@1", "@2")).text
    assert "41,5" in new and "AR6" in new and "31 décembre 2029" in new and "Ses versions" in new
    old = second.get(PUBLIC).text
    assert "Une version plus récente existe" in old and "39,2" in old


def test_a_bad_version_comes_back_whole_with_the_message_at_its_field(desk: Browser) -> None:
    page = desk.post(EDIT, {**SAID, "value": "", "source_fr": "Chez nous"}, status=422)
    assert "Il manque la valeur" in page.text and "Chez nous" in page.text
    page = desk.post(EDIT, {**SAID, "source_fr": ""}, status=422)
    assert "Il manque la source" in page.text
    page = desk.post(EDIT, {**SAID, "value": "4150", "high": "4150"}, status=422)
    assert "plus de dix fois" in page.text
    desk.post(EDIT, {**SAID, "after": "7"}, status=409)


def test_the_author_cannot_decide_and_a_decision_needs_a_reason(desk: Browser, second: Browser) -> None:
    desk.post(EDIT, SAID)
    path = f"{LIST}/propositions/1"
    assert "Accepter cette version" not in desk.get(path).text
    desk.post(path, {"reason": "Bon", "decision": "accept"}, status=403)
    assert "Dites pourquoi" in second.post(path, {"reason": "", "decision": "accept"}, status=422).text
    second.post(path, {"reason": "Introuvable", "decision": "refuse"})
    assert "Refusée par Relectrice" in second.get(path).text
    second.post(path, {"reason": "Encore", "decision": "accept"}, status=409)
    assert factor("video_projector_ademe2025").version == "1"


def test_only_the_staff_reach_these_pages(app: Flask, now: datetime, desk: Browser) -> None:
    desk.post(EDIT, SAID)
    a_person(an_institution(now=now), email="quelquun@musee.example.org", now=now)
    someone = Browser(app).sign_in("quelquun@musee.example.org")
    for path in (LIST, EDIT, f"{LIST}/propositions/1"):
        someone.get(path, status=403)
    desk.get(f"{LIST}/unobtainium", status=404)
    desk.get(f"{LIST}/propositions/99", status=404)
    assert "Proposer une version" not in someone.get(PUBLIC).text
    assert "Proposer une version" in desk.get(PUBLIC).text


def test_everybody_reads_where_sources_disagree(browser: Browser) -> None:
    page = browser.get(PUBLIC).text
    assert "De 39,2 à 145 kgCO2e/unit" in page and "retenue" in page and "périmée" in page
    assert "Aucun calcul écrit ne repose sur cette version." in page
    csv = browser.get(f"{PUBLIC}/sources.csv").text
    assert "video_projector_bc2020@1" in csv and "39.2" in csv
    browser.get("/methode/facteurs/packing_unknown@1", status=404)
    browser.get("/methode/facteurs/wood_reused_defra2025@1/sources.csv", status=404)


def test_everybody_finds_any_factor(browser: Browser) -> None:
    assert "Contreplaqué" in browser.get("/methode/facteurs?q=contreplaqué").text
    assert ">0 facteur" in browser.get("/methode/facteurs?q=zzz").text
    assert "Ce chiffre ne se compte jamais" in browser.get("/methode/facteurs/waste_wood_class_b_avoided_bc@1").text
    plinth = browser.get("/methode/facteurs/plinth_mdf@1").text
    assert "Un élément de 25 kg" in plinth and "96" in plinth


def test_the_list_says_what_waits_and_what_was_decided(desk: Browser, second: Browser) -> None:
    desk.post(EDIT, SAID)
    assert "de 39,2 à 41,5 kgCO2e/unit" in desk.get(LIST).text
    second.post(f"{LIST}/propositions/1", {"reason": "Lu", "decision": "accept"})
    assert "Acceptée" in desk.get(LIST).text

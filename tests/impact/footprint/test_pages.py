"""Pages of the carbon calculation, each checked as it is fetched."""

from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Actor, Role
from app.core.db import db
from app.impact.footprint.models import CarbonLine, CarbonVariant
from tests.given.accounts import a_person, an_institution
from tests.given.carbon import a_calculation
from tests.given.exhibitions import an_exhibition
from tests.pages import Browser

TEAM = "expo@exemple.fr"
TYPED: dict[str, Any] = {
    "once": "a-key",
    "version": "0",
    "value": "1 200,5",
    "unit": "kg",
    "factor": "mdf_obd@1",
    "source": "measured",
    "origin": "new",
    "uses": "1",
    "variant": "0",
}


@pytest.fixture
def team(app: Flask) -> Actor:
    return a_person(an_institution("Musée des Laves"), Role.EXHIBITIONS, email=TEAM)


@pytest.fixture
def show(team: Actor, now: datetime) -> int:
    (house,) = team.institution_ids
    return an_exhibition(team, house, now, expected_visitors=20_000)


@pytest.fixture
def browser(app: Flask, team: Actor) -> Browser:
    return Browser(app).sign_in(TEAM)


def count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count(CarbonLine.id))) or 0


def adding(show: int) -> str:
    return f"/expositions/{show}/carbone/postes/scenography/ajouter?activite=scenography_wood_panels"


def test_every_page_of_a_calculation_opens(browser: Browser, team: Actor, show: int, now: datetime) -> None:
    assert browser.get(f"/expositions/{show}/carbone").status_code == 200
    a_calculation(team, show, now)
    line = db.session.scalar(select(func.min(CarbonLine.id)))
    base = f"/expositions/{show}/carbone"
    for path in (
        base,
        f"{base}?phase=realise",
        f"{base}/postes/works-transport",
        f"{base}/postes/purchases/ajouter",
        adding(show),
        f"{base}/cadre",
        f"{base}/variantes",
        f"{base}/estimation",
        f"{base}/oeuvres",
        f"/expositions/carbone/lignes/{line}",
        f"/expositions/{show}",
    ):
        assert browser.get(path).status_code == 200, path
    browser.get(f"{base}/postes/potager", 404)


def test_a_line_is_typed_with_a_comma_and_blanks(browser: Browser, show: int) -> None:
    answer = browser.post(adding(show), TYPED)
    assert answer.status_code == 303
    assert db.session.scalars(select(CarbonLine)).one().value == 1200.5  # type: ignore[comparison-overlap]


def test_tonnes_for_kilograms_are_asked_back_and_kept_when_confirmed(browser: Browser, show: int) -> None:
    answer = browser.post(adding(show), TYPED | {"value": "1,5"}, 422)
    assert answer.status_code == 422
    assert "vouliez-vous dire 1,5 t" in answer.text
    assert 'name="keep"' in answer.text
    assert count() == 0
    assert browser.post(adding(show), TYPED | {"value": "1,5", "keep": "y"}).status_code == 303
    assert count() == 1


def test_a_line_that_is_changed_is_asked_again(browser: Browser, show: int) -> None:
    browser.post(adding(show), TYPED)
    path = f"/expositions/carbone/lignes/{db.session.scalar(select(func.max(CarbonLine.id)))}"
    assert 'name="keep"' not in browser.get(path).text
    answer = browser.post(path, TYPED | {"version": "1", "value": "1200500"}, 422)
    assert answer.status_code == 422 and 'name="keep"' in answer.text


@pytest.mark.parametrize("value", ["1.234", "-3", "beaucoup", "12 kWh", ""])
def test_a_doubtful_quantity_writes_nothing_and_stays_typed(browser: Browser, show: int, value: str) -> None:
    answer = browser.post(adding(show), TYPED | {"value": value, "note": "ma note"}, 422)
    assert answer.status_code == 422
    assert "ma note" in answer.text
    assert count() == 0


def test_an_unknown_quantity_is_kept_as_unknown(browser: Browser, show: int) -> None:
    assert browser.post(adding(show), TYPED | {"value": "", "is_unknown": "y"}).status_code == 303
    assert "inconnue" in browser.get(f"/expositions/{show}/carbone").text


def test_a_first_estimate_takes_two_pages(browser: Browser, show: int) -> None:
    path = f"/expositions/{show}/carbone/estimation"
    page = browser.get(path)
    assert page.text.count('class="field') <= 26
    data = {"surface_m2": "400", "visitors": "20000", "shown_surface_m2": "400", "shown_visitors": "20000"}
    assert browser.post(path, data | {"calculer": "1", "catalogues": "1500"}).status_code == 303
    shown = browser.get(f"/expositions/{show}/carbone/postes/catalogue").text
    assert "Estimé" in shown
    assert "valeur par défaut" in browser.get(f"/expositions/{show}/carbone/postes/waste").text


def test_a_works_list_is_imported_and_asks_for_a_place(browser: Browser, show: int) -> None:
    sheet = b"titre;masse (kg);provenance;mode\nIdole;12;Ruritanie;route\nVue;8,5;Lille;camion\n"
    path = f"/expositions/{show}/carbone/oeuvres"
    data = {"legs": "2", "replace": "y", "file": (BytesIO(sheet), "oeuvres.csv")}
    assert browser.post(path, data).status_code == 303
    assert "Ruritanie" in browser.get(path).text
    browser.post(f"{path}/lieu", {"place": "Ruritanie", "meant": "", "km": "900"})
    assert "Ruritanie" not in browser.get(path).text


def test_a_file_that_is_no_list_is_refused_at_its_field(browser: Browser, show: int) -> None:
    path = f"/expositions/{show}/carbone/oeuvres"
    answer = browser.post(path, {"legs": "2", "file": (BytesIO(b""), "vide.csv")}, 422)
    assert answer.status_code == 422
    assert count() == 0


def test_variants_are_added_chosen_and_removed(browser: Browser, show: int) -> None:
    path = f"/expositions/{show}/carbone/variantes"
    for name in ("Tout neuf", "Location"):
        assert browser.post(path, {"name": name, "with_borrowed": "y"}).status_code == 303
    browser.post(path, {"name": "Location"}, 422)
    last = db.session.scalar(select(func.max(CarbonVariant.id)))
    assert browser.post(f"/expositions/carbone/variantes/{last}", {"decision": "retenir"}).status_code == 303
    assert browser.post(f"/expositions/carbone/variantes/{last}", {"decision": "supprimer"}).status_code == 303


def test_a_budget_without_arbiter_is_refused(browser: Browser, show: int) -> None:
    path = f"/expositions/{show}/carbone/cadre"
    typed = {"version": "0", "budget": "12,5", "budget_unit": "t", "scope": "without_visitors"}
    browser.post(path, typed, 422)
    assert browser.post(path, typed | {"arbiter": "Direction"}).status_code == 303


def test_the_file_of_lines_is_a_csv(browser: Browser, team: Actor, show: int, now: datetime) -> None:
    a_calculation(team, show, now)
    answer = browser.get(f"/expositions/{show}/carbone/lignes.csv")
    assert answer.mimetype == "text/csv"
    assert "works_truck" in answer.text


def test_a_missing_mass_is_asked_and_given(browser: Browser, show: int) -> None:
    sheet = "titre;masse (kg);provenance\nStèle;lourd;59000 Lille\n".encode()
    path = f"/expositions/{show}/carbone/oeuvres"
    browser.post(path, {"legs": "2", "file": (BytesIO(sheet), "oeuvres.csv")})
    line = db.session.scalar(select(func.max(CarbonLine.id)))
    assert "Stèle" in browser.get(path).text
    assert browser.post(f"{path}/masses", {f"masse-{line}": "0,2 t"}).status_code == 303
    db.session.rollback()
    assert db.session.get_one(CarbonLine, line).value is not None

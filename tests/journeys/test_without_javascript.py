"""Borrowing and lending in a browser that runs no script: everything still works."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core.actor import Role
from app.core.db import db
from tests.conftest import Clock
from tests.given.accounts import a_person
from tests.given.listings import a_listing
from tests.given.loans import two_museums
from tests.given.media import a_picture
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
TECHNICIAN, TEAM = "regie@exemple.fr", "expositions@exemple.fr"
SCREEN = "Écran de la salle des fêtes"


@pytest.fixture
def told(app: Flask, environment: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Server]:
    """Two museums, one screen with two named units; served on the clock of the story."""
    museums = two_museums(now=clock.now)
    a_person(museums.lender_id, Role.TECHNICIAN, email=TECHNICIAN, now=clock.now)
    a_person(museums.borrower_id, Role.EXHIBITIONS, email=TEAM, now=clock.now)
    a_listing(museums.technician, museums.lender_id, title=SCREEN, units=("Gauche", "Droite"), now=clock.now)
    db.session.rollback()
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def test_a_screen_is_found_asked_for_lent_and_taken_back(
    chromium: Browser, told: Server, clock: Clock, tmp_path: Path
) -> None:
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(a_picture())
    with (
        a_person_at(chromium, told, scripts=False) as team,
        a_person_at(chromium, told, width=360, scripts=False) as technician,
    ):
        _a_request_is_sent(team)
        technician.sign_in(TECHNICIAN).go("/prets").follow(SCREEN).press("Accepter")
        technician.sees("La demande est acceptée")
        clock.at(datetime(2027, 3, 8, 9, tzinfo=UTC))
        technician.sign_in(TECHNICIAN).go("/prets").follow(SCREEN).follow("Remettre")
        _one_unit(technician, "Droite", photo)
        technician.press("Enregistrer la remise").sees("La remise est enregistrée", "Droite")
        clock.at(datetime(2027, 3, 19, 9, tzinfo=UTC))
        technician.sign_in(TECHNICIAN).go("/prets").follow(SCREEN).follow("Enregistrer le retour")
        technician.sees("Au départ").press("Enregistrer le retour").sees("Le retour est enregistré")
        technician.press("Clore le prêt").sees("Le prêt est terminé")


def _a_request_is_sent(team: Person) -> None:
    team.sign_in(TEAM).go("/annonces").write("Que cherchez-vous", "écran fêtes")
    team.write("Du", "2027-03-08").write("Au", "2027-03-19").press("Chercher")
    team.follow(SCREEN).sees("Libre du 8 au 19 mars 2027").follow("Demander ce prêt")
    team.tick("Acheter du neuf").write("Du", "2027-03-20").press("Envoyer la demande")
    team.sees("La date de fin est avant la date de début")
    team.write("Du", "2027-03-08").press("Envoyer la demande").sees("Votre demande est partie")


def _one_unit(technician: Person, label: str, photo: Path) -> None:
    for box in technician.page.get_by_role("checkbox", checked=True).all():
        box.uncheck()
    unit = technician.page.get_by_role("group", name=label)
    unit.get_by_role("checkbox", name=label).check()
    if not unit.get_by_label("Remarques").is_visible():
        unit.get_by_text("État, remarques et photos").click()
    unit.get_by_label("Remarques").fill("Un éclat au coin bas.")
    unit.get_by_label("Choisir des photos").set_input_files(photo)

"""A self-assessment from its first answer to its report: kept as one goes, and without any script too."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, expect

from app.core.actor import Role
from app.core.db import db
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.assessments import PDF
from tests.given.exhibitions import an_exhibition
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
TEAM = "equipe@exemple.fr"


@pytest.fixture
def show_id(app: Flask, clock: Clock) -> int:
    """A show of one house."""
    house = an_institution("Musée des Tanneries", city="Lyon", now=clock.now)
    team = a_person(house, Role.EXHIBITIONS, email=TEAM, name="Bruno Delmas", now=clock.now)
    made = an_exhibition(team, house, clock.now, title="Sous la lave")
    db.session.rollback()
    return made


@pytest.fixture
def told(show_id: int, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def test_a_team_assesses_its_show(
    chromium: Browser, told: Server, show_id: int, pictures: Path, tmp_path: Path
) -> None:
    eyes = Eyes(pictures, widths=(360, 1280), sees_crowding=True)
    proof = tmp_path / "cadrage.pdf"
    proof.write_bytes(PDF)
    base = f"/expositions/{show_id}/auto-evaluation"
    with a_person_at(chromium, told) as team, a_person_at(chromium, told, width=360, scripts=False) as phone:
        team.sign_in(TEAM).go(f"/expositions/{show_id}").follow("Auto-évaluation")
        team.press("Commencer l'auto-évaluation").sees("Q01 :")
        _is_kept_by_itself(team, base)
        team.give("Joindre une preuve", proof).press("Enregistrer et continuer").sees("Q04 :")
        team.go(f"{base}/phases/1").sees("cadrage.pdf", "Répondu le")
        eyes.look(team.page, "a01-phase")
        _without_script(phone, base)
        team.go(base).sees("Score d'éco-production", "2 sur 9", "1 tâche à faire")
        eyes.look(team.page, "a02-vue-d-ensemble")
        team.follow("Lire le rapport").sees("Deux comptes, côte à côte", "Revoir le calendrier")
        eyes.look(team.page, "a03-rapport")


def _is_kept_by_itself(team: Person, base: str) -> None:
    team.page.locator("#Q01").get_by_label("3 :").check()
    expect(team.page.get_by_text("Q01 : enregistré")).to_be_visible()
    team.page.locator("#Q03").get_by_label("Sans objet").first.check()
    expect(team.page.locator("#Q03").get_by_label("Pourquoi la question")).to_be_visible()
    team.go(f"{base}/phases/1")
    expect(team.page.locator("#Q01").get_by_label("3 :")).to_be_checked()


def _without_script(phone: Person, base: str) -> None:
    phone.sign_in(TEAM).go(f"{base}/phases/1")
    phone.page.locator("#Q02").get_by_label("1 :").check()
    phone.page.locator("#Q03").get_by_label("Sans objet").first.check()
    phone.press("Enregistrer et rester ici").sees("Dites pourquoi la question est sans objet")
    phone.page.locator("#Q03").get_by_label("Pas encore de réponse").check()
    phone.press("Enregistrer et rester ici").sees("Vos réponses sont enregistrées")
    phone.page.locator("#Q02").get_by_role("link", name="En faire une tâche").click()
    phone.page.locator("#tache").get_by_label("À faire").fill("Revoir le calendrier")
    phone.write("Pour le", "2027-02-01").press("Créer la tâche")
    phone.sees("Revoir le calendrier", "pour le")

"""The pages of the catalogue in depth as those see them who use them: judged by axe, at the width of a phone and of
a desk, with nothing that touches a button."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core.db import db
from app.listings.domain.codes import CodeKind, code_of
from app.listings.services.accessories import put_accessory
from tests.conftest import Clock
from tests.given.listings import unit_ids
from tests.given.needs import LYON, TEAM, Network, a_lending_network
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]


@pytest.fixture
def network(app: Flask, clock: Clock) -> Network:
    """A show, two lenders, a projector with what belongs to it."""
    made = a_lending_network(clock.now)
    put_accessory(made.lyon, made.projectors, "Télécommande", 1, True, now=clock.now)
    put_accessory(made.lyon, made.projectors, "Câble secteur", 2, False, now=clock.now)
    db.session.rollback()
    return made


@pytest.fixture
def told(network: Network, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def test_the_pages_of_a_lender(chromium: Browser, told: Server, network: Network, app: Flask, pictures: Path) -> None:
    eyes = _eyes(pictures)
    listing = network.projectors
    unit = unit_ids(listing)[0]
    db.session.rollback()
    with a_person_at(chromium, told) as lender:
        lender.sign_in(LYON)
        for name, path in (
            ("nouvelle", "/annonces/nouvelle"),
            ("questions", "/annonces/nouvelle?categorie=video_projector"),
            ("apercu", f"/annonces/{listing}/apercu"),
            ("details", f"/annonces/{listing}/details"),
            ("exemplaires", f"/annonces/{listing}/exemplaires"),
            ("exemplaire", f"/annonces/{listing}/exemplaires/{unit}"),
            ("planche", f"/etiquettes?annonce={listing}"),
            ("lire", "/etiquettes/lire"),
            ("code", f"/e/{code_of(CodeKind.UNIT, unit)}"),
            ("exporter", "/annonces/exporter"),
            ("imports", "/annonces/imports"),
        ):
            eyes.look(lender.go(path).page, f"c-{name}")
    assert not eyes.faults, "\n".join(eyes.faults)


def test_the_pages_of_a_team_and_of_a_visitor(
    chromium: Browser, told: Server, network: Network, pictures: Path
) -> None:
    eyes = _eyes(pictures)
    with a_person_at(chromium, told) as team, a_person_at(chromium, told) as visitor:
        team.sign_in(TEAM)
        _saves_a_search(team, eyes)
        _looks_for_something(team, eyes)
        _says_what_comes_out(team, eyes, network.show_id)
        eyes.look(team.go(f"/annonces/{network.projectors}/calendrier").page, "c-calendrier")
        for name, path in (
            ("demontages", "/demontages"),
            ("filtres", "/annonces?categorie=video_projector&filtres=tous"),
            ("carte", "/annonces/carte"),
            ("rien", "/annonces?q=zeppelin"),
        ):
            eyes.look(visitor.go(path).page, f"c-{name}")
    assert not eyes.faults, "\n".join(eyes.faults)


def _saves_a_search(team: Person, eyes: Eyes) -> None:
    eyes.look(team.go("/alertes/nouvelle?categorie=video_projector&lieu=Lyon&rayon=200").page, "c-alerte-nouvelle")
    team.press("Enregistrer cette recherche")
    eyes.look(team.page, "c-alertes")


def _looks_for_something(team: Person, eyes: Eyes) -> None:
    team.go("/avis-de-recherche/nouveau").press("Publier l'avis")
    eyes.look(team.page, "c-avis-a-corriger")
    team.write("Ce que vous cherchez", "4 vidéoprojecteurs").choose("Catégorie", "Vidéoprojecteur")
    team.write("Quantité", "4").write("Du", "2027-03-08").write("Au", "2027-06-23").write("Près de", "Lyon")
    team.write("Précisions", "Pour une salle sans fenêtre.").press("Publier l'avis")
    eyes.look(team.page, "c-avis")
    eyes.look(team.go("/avis-de-recherche").page, "c-avis-de-recherche")


def _says_what_comes_out(team: Person, eyes: Eyes, show_id: int) -> None:
    eyes.look(team.go(f"/expositions/{show_id}/demontage").page, "c-demontage-vide")
    team.write("Ce qui sortira de l'exposition", "12 socles blancs 40 x 40 x 100 cm\n2 choses sans nom")
    team.press("Lire la liste")
    eyes.look(team.page, "c-demontage-relire")
    team.press("Garder en brouillons")
    eyes.look(team.page, "c-demontage")


def _eyes(pictures: Path) -> Eyes:
    return Eyes(pictures, widths=(360, 1280), sees_crowding=True)

"""The main job, played in a real browser: list, find, lend, return, credit."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core.actor import Role
from app.core.db import db
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.media import a_picture
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

INVENTORY = Path(__file__).parent.parent / "data" / "energystar_200.csv"
TECHNICIAN, TEAM, CSR = "regie@exemple.fr", "expositions@exemple.fr", "rse@exemple.fr"


@pytest.fixture
def museums(app: Flask, clock: Clock) -> None:
    """A museum in Lyon that lends, one in Lille that shows."""
    lender = an_institution("Musée des Écrans", city="Lyon")
    a_person(lender, Role.TECHNICIAN, email=TECHNICIAN, name="Aïcha Ferrand")
    borrower = an_institution("Musée de la Lumière", city="Lille")
    a_person(borrower, Role.EXHIBITIONS, email=TEAM, name="Bruno Delmas")
    a_person(borrower, Role.CSR, email=CSR, name="Chloé Vasseur")
    db.session.rollback()


@pytest.fixture
def told(museums: None, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A photo from a phone."""
    path = tmp_path / "photo.jpg"
    path.write_bytes(a_picture(1600, 1200))
    return path


@pytest.mark.journey
def test_an_inventory_becomes_loans_and_figures(
    chromium: Browser, told: Server, engine: str, clock: Clock, photo: Path, pictures: Path
) -> None:
    eyes = Eyes(pictures, judging=engine == "sqlite")
    with (
        a_person_at(chromium, told) as technician,
        a_person_at(chromium, told) as team,
    ):
        the_inventory_is_imported(technician, eyes)
        a_photo_is_added_and_all_is_published(technician, photo, eyes)
        an_exhibition_is_opened(team, photo, eyes)
        two_screens_are_found(team, eyes)
    print(f"\n{engine}: axe judged {sum(eyes.checks.values())} pages x widths, {len(eyes.faults)} faults")
    assert not eyes.faults, "\n".join(eyes.faults)


def the_inventory_is_imported(technician: Person, eyes: Eyes) -> None:
    """200 official rows, their own headings: columns, dry run, confirmation."""
    technician.go("/")
    eyes.look(technician.page, "01-accueil-visiteur")
    technician.go("/connexion")
    eyes.look(technician.page, "02-connexion")
    technician.sign_in(TECHNICIAN)
    eyes.look(technician.page, "03-accueil")
    technician.go("/mes-annonces")
    eyes.look(technician.page, "04-mes-annonces-vide")
    technician.follow("Importer un tableau")
    eyes.look(technician.page, "05-import-fichier")
    technician.give("Tableau", INVENTORY).choose("Catégorie", "Écran").press("Lire le tableau")
    technician.sees("200 lignes, 47 ko")
    eyes.look(technician.page, "06-import-colonnes")
    technician.write("Exemplaires par ligne", "2").tick("Non, pour toutes les lignes")
    technician.press("Voir ce que cela donne").sees("200 lignes deviendraient des brouillons")
    eyes.look(technician.page, "07-import-essai")
    technician.press("Créer 200 brouillons").sees("200 brouillons créés")
    eyes.look(technician.page, "08-import-fait")


def a_photo_is_added_and_all_is_published(technician: Person, photo: Path, eyes: Eyes) -> None:
    """One listing gets its picture; every draft of the import is published at once."""
    technician.follow("Relire et publier les brouillons").sees("200 annonces")
    eyes.look(technician.page, "09-brouillons")
    technician.page.get_by_role("table").get_by_role("link").first.click()
    eyes.look(technician.page, "10-annonce-modifier")
    technician.give("Choisir des photos", photo).press("Enregistrer")
    eyes.look(technician.page, "11-annonce-apercu")
    technician.go("/mes-annonces?etat=draft").press("Publier tous les brouillons prêts").sees("200 annonces publiées")
    eyes.look(technician.page, "12-annonces-publiees")


def an_exhibition_is_opened(team: Person, photo: Path, eyes: Eyes) -> None:
    """Title, venue, dates."""
    team.sign_in(TEAM).go("/expositions")
    eyes.look(team.page, "13-expositions-vide")
    team.follow("Créer une exposition")
    eyes.look(team.page, "14-exposition-nouvelle")
    team.write("Titre", "Nuits électriques").write("Lieu", "Grande galerie").write("Ville ou adresse", "59000 Lille")
    team.write("Ouverture", "2027-03-10").write("Fermeture", "2027-06-20").write("Surface", "400")
    team.give("Choisir une photo", photo).tick("Montrer cette exposition")
    team.press("Créer l'exposition").sees("Nuits électriques", "Cette exposition est encore vide")
    eyes.look(team.page, "15-exposition-vide")


def two_screens_are_found(team: Person, eyes: Eyes) -> None:
    """« écran 4K », around a town, two dates, two units."""
    team.follow("Chercher du matériel")
    eyes.look(team.page, "16-recherche-dates")
    team.write("Que cherchez-vous", "écran 4K").write("Près de", "Lyon").choose("Rayon", "50 km")
    team.write("Quantité", "2").press("Chercher")
    eyes.look(team.page, "17-recherche")
    team.page.get_by_role("article").first.get_by_role("link").click()
    eyes.look(team.page, "18-annonce")

"""The main job, played in a real browser: list, find, lend, return, credit."""

import csv
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
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
SCREEN, UNITS = "Écran ViewSonic VS18375", ("Salle 1", "Salle 2")
"""The listing that gets a photo and travels, and how its two units are called."""

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
        two_screens_are_asked_for(team, eyes)
        the_lender_accepts(technician, eyes)
        clock.at(datetime(2027, 3, 5, 9, tzinfo=UTC))
        two_named_units_leave(technician, photo, eyes)
        clock.at(datetime(2027, 6, 23, 9, tzinfo=UTC))
        they_come_back(technician, photo, eyes)
        the_exhibition_shows_both_accounts(team, eyes)
        the_lender_sees_its_activity(technician, eyes)
    with a_person_at(chromium, told) as csr:
        the_same_numbers_are_read_in_the_table(csr, eyes)
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
    technician.follow(SCREEN)
    eyes.look(technician.page, "10-annonce-modifier")
    technician.give("Choisir des photos", photo).press("Enregistrer")
    eyes.look(technician.page, "11-annonce-apercu")
    technician.follow("Modifier").follow("2 exemplaires en service")
    for number, name in enumerate(UNITS):
        technician.page.get_by_label("Nom", exact=True).nth(number).fill(name)
    technician.press("Enregistrer les exemplaires").sees("Les exemplaires sont enregistrés")
    eyes.look(technician.page, "12-exemplaires")
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
    team.sees("73 annonces").write("Que cherchez-vous", "écran 4K ViewSonic").press("Chercher")
    team.follow(SCREEN).sees("Libre du 5 mars au 23 juin 2027", "2 exemplaires libres sur 2")
    eyes.look(team.page, "18-annonce")


def two_screens_are_asked_for(team: Person, eyes: Eyes) -> None:
    """For the exhibition, with what would have been done without this loan."""
    team.follow("Demander ce prêt")
    eyes.look(team.page, "20-demande")
    team.press("Envoyer la demande").sees("Dites ce que vous auriez fait sans ce prêt")
    eyes.look(team.page, "21-demande-a-corriger")
    team.tick("Un transport partagé").tick("Acheter du neuf").tick("Nous le déclarons maintenant")
    team.write("Message au prêteur", "Pour l'installation de la dernière salle. Notre camion passe le 5 mars.")
    team.press("Envoyer la demande").sees("Votre demande est partie", "En attente de réponse")
    eyes.look(team.page, "22-pret-demande")


def the_lender_accepts(technician: Person, eyes: Eyes) -> None:
    """From the inbox, with the calendar around the request."""
    technician.go("/")
    eyes.look(technician.page, "23-accueil-du-preteur")
    technician.go("/prets")
    eyes.look(technician.page, "24-prets-a-decider")
    technician.follow(SCREEN).sees("Musée de la Lumière", "Votre réponse")
    eyes.look(technician.page, "25-pret-a-decider")
    technician.write("Un mot pour l'emprunteur", "Quai de livraison, 2 rue Sainte-Catherine.")
    technician.press("Accepter").sees("La demande est acceptée")
    eyes.look(technician.page, "26-pret-accepte")


def two_named_units_leave(technician: Person, photo: Path, eyes: Eyes) -> None:
    """Both, each with its condition, a note and a photo."""
    technician.sign_in(TECHNICIAN).go("/prets").follow(SCREEN).follow("Remettre")
    technician.sees(*UNITS)
    eyes.look(technician.page, "30-remise")
    _condition_reports(technician, photo, "Dalle sans défaut, pied et télécommande joints.")
    technician.press("Enregistrer la remise").sees("La remise est enregistrée", *UNITS)
    eyes.look(technician.page, "31-pret-dehors")


def they_come_back(technician: Person, photo: Path, eyes: Eyes) -> None:
    """Each beside the report of its departure; then the loan is closed."""
    technician.sign_in(TECHNICIAN).go("/prets").follow(SCREEN).follow("Enregistrer le retour")
    technician.sees("Dalle sans défaut", *UNITS)
    eyes.look(technician.page, "32-retour")
    _condition_reports(technician, photo, "Comme au départ.")
    technician.press("Enregistrer le retour").sees("Le retour est enregistré")
    eyes.look(technician.page, "33-pret-rendu")
    technician.press("Clore le prêt").sees("Le prêt est terminé")
    eyes.look(technician.page, "34-pret-clos")


def _condition_reports(technician: Person, photo: Path, note: str) -> None:
    for name in UNITS:
        unit = technician.page.get_by_role("group", name=name)
        unit.get_by_role("checkbox", name=name).check()
        unit.get_by_label("Remarques").fill(note)
        unit.get_by_label("Choisir des photos").set_input_files(photo)


def the_exhibition_shows_both_accounts(team: Person, eyes: Eyes) -> None:
    """Footprint share and transport; beside it, never subtracted, what was avoided and on what it depends."""
    team.sign_in(TEAM).go("/expositions").follow("Nuits électriques")
    team.sees("L'empreinte", "Transport", "Les émissions évitées", "REEMPLOI-1.0", "déclaré avant le prêt", "entre")
    eyes.look(team.page, "40-exposition")
    team.page.get_by_text("Calcul par calcul").first.click()
    team.follow(f"{SCREEN} ({UNITS[0]})").sees("Le calcul, étape par étape")
    eyes.look(team.page, "41-calcul")
    team.follow("Lire la méthode")
    eyes.look(team.page, "42-methode")
    team.go("/methode/facteurs")
    eyes.look(team.page, "43-facteurs")


def the_lender_sees_its_activity(technician: Person, eyes: Eyes) -> None:
    """What was lent, and that the figure is the borrower's."""
    technician.go("/prets/activite").sees("222", SCREEN)
    eyes.look(technician.page, "44-activite")
    technician.go("/bilan").sees("Comme prêteur : votre activité")
    eyes.look(technician.page, "45-bilan-du-preteur")


def the_same_numbers_are_read_in_the_table(csr: Person, eyes: Eyes) -> None:
    """The CSR officer's page and the CSV say the same."""
    csr.sign_in(CSR).go("/bilan").sees("Bilan 2027", "Calcul par calcul")
    eyes.look(csr.page, "46-bilan")
    with csr.page.expect_download() as download:
        csr.main.get_by_role("link", name="Télécharger (CSV)").first.click()
    with Path(download.value.path()).open(encoding="utf-8-sig") as file:
        lines = list(csv.DictReader(file))
    shown = csr.main.inner_text()
    assert sorted(line["exemplaire"] for line in lines) == sorted(UNITS)
    for line in lines:
        assert line["exposition"] == "Nuits électriques"
        assert (line["methode"], line["preuve"], line["phase"]) == ("REEMPLOI-1.0", "E2", "realise")
        for column in ("evite_kgCO2e", "evite_bas_90_kgCO2e", "evite_haut_90_kgCO2e", "empreinte_kgCO2e"):
            assert as_written(line[column]) in shown, column
    for column in ("evite_kgCO2e", "empreinte_kgCO2e"):
        total = sum(Decimal(line[column]) for line in lines)
        assert as_written(f"{total:.1f}") in shown, column


def as_written(number: str) -> str:
    """A figure of the file as a French page writes it."""
    return number.replace(".", ",").replace("-", "\u2212")

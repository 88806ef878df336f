"""The import as a technician plays it: file, columns, dry run, confirmation, way back."""

import csv
import io
import re
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.actor import Role
from app.core.db import db
from app.listings.models import Listing
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_site_of
from tests.given.media import an_upload
from tests.listings.importing.files import ENERGY_STAR, a_bomb, a_csv, an_xlsx, some_rows
from tests.pages import Browser

EMAIL = "technique@exemple.fr"


@pytest.fixture
def museum(app: Flask) -> int:
    """A verified museum with a technician."""
    museum = an_institution("Musée des Tissages")
    a_person(museum, email=EMAIL)
    return museum


@pytest.fixture
def technician(browser: Browser, museum: int) -> Browser:
    """The technician, signed in."""
    return browser.sign_in(EMAIL)


def send(
    browser: Browser, museum: int, content: bytes, name: str = "parc.csv", category: str = "screen", status: int = 303
) -> Any:
    """Step 1."""
    data = {"file": an_upload(content, name), "category": category, "site_id": a_site_of(museum)}
    return browser.post("/annonces/importer", data, status=status)


def as_shown(page: str) -> dict[str, str]:
    """What a browser would send back of a form whose lists and radios are left as they are."""
    chosen: dict[str, str] = {}
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.S):
        picked = re.search(r'<option selected value="([^"]*)"', inside)
        first = re.search(r'<option value="([^"]*)"', inside)
        chosen[name] = picked[1] if picked else first[1] if first else ""
    return {**chosen, "quantity": "1", "collection": "non"}


def count() -> int:
    """How many listings there are."""
    return db.session.execute(select(func.count()).select_from(Listing)).scalar_one()


def test_200_official_rows_from_file_to_published(technician: Browser, museum: int) -> None:
    technician.get("/annonces/importer")
    mapping = send(technician, museum, ENERGY_STAR, "equipment.csv").location
    page = technician.get(mapping).text
    assert "200 lignes, 47 ko" in page
    sent = as_shown(page)
    assert (sent["col_reference"], sent["col_spec_diagonal"], sent["col_made_in_year"]) == (
        "es_id",
        "screen_in",
        "date_market",
    )
    trial = technician.post(mapping, sent).location
    page = technician.get(trial).text
    assert "200 lignes deviendraient des brouillons" in page
    assert "Écran Acer ASV15-1BP_q" in page
    assert count() == 0
    done = technician.post(trial.replace("/essai", "/confirmer")).location
    page = technician.get(done).text
    assert "200 brouillons créés" in page
    assert count() == 200
    import_id = re.search(r"importer/(\d+)", done)
    assert import_id
    inventory = technician.get(f"/mes-annonces?etat=draft&import={import_id[1]}").text
    assert "Publier tous les brouillons de cet import" in inventory
    assert "page=2" in inventory
    technician.post("/mes-annonces/publier", {"toutes": "1", "etablissement": museum, "import": import_id[1]})
    assert "Publiée (200)" in technician.get("/mes-annonces").text


def test_bad_rows_are_reported_and_nothing_is_half_imported(technician: Browser, museum: int) -> None:
    rows = some_rows(100)
    rows[4][2], rows[9][5] = "=HYPERLINK(1)", "deux"
    mapping = send(technician, museum, a_csv(rows, delimiter=";", encoding="cp1252")).location
    trial = technician.post(mapping, as_shown(technician.get(mapping).text)).location
    page = technician.get(trial).text
    assert "2 lignes sont à corriger" in page
    page = technician.post(trial.replace("/essai", "/confirmer"), status=422).text
    assert "rien n&#39;a été importé" in page
    assert count() == 0
    report = technician.get(trial.replace("/essai", "/rapport.csv"))
    assert report.mimetype == "text/csv"
    lines = list(csv.reader(io.StringIO(report.text.lstrip("\ufeff")), delimiter=";"))
    assert lines[0] == ["Ligne", "Colonne", "Valeur", "Raison"]
    assert [line[:3] for line in lines[1:]] == [["6", "diagonale", "'=HYPERLINK(1)"], ["11", "quantité", "deux"]]
    technician.post(trial.replace("/essai", "/confirmer"), {"partial": "y"})
    assert count() == 98


def test_a_workbook_with_categories_in_a_column(technician: Browser, museum: int) -> None:
    rows = [["Vitrine table", "Vitrine", 200, 40], ["Socle blanc", "Socle", "", ""]]
    content = an_xlsx(rows, ["désignation", "type de matériel", "largeur intérieure", "hauteur intérieure"])
    mapping = send(technician, museum, content, "parc.xlsx", category="").location
    page = technician.get(mapping).text
    assert as_shown(page)["col_spec_inner_width"] == "largeur intérieure"
    trial = technician.post(mapping, as_shown(page)).location
    assert "2 lignes deviendraient" in technician.get(trial).text


def test_neither_category_nor_column_is_said_at_the_field(technician: Browser, museum: int) -> None:
    mapping = send(technician, museum, a_csv([["x", "y"]], headings=["nom", "marque"]), category="").location
    page = technician.post(mapping, as_shown(technician.get(mapping).text), status=422).text
    assert "Choisissez une catégorie pour tout le fichier" in page


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "vide.csv", "Ce fichier est vide"),
        (b"a;b\n", "titres.csv", "Ce tableau est vide"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "parc.xlsx", "pas un tableau"),
        (a_bomb(60), "bombe.xlsx", "démesuré"),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 600, "vieux.xls", "ancien classeur"),
    ],
)
def test_a_wrong_file_is_refused_at_its_field(
    technician: Browser, museum: int, content: bytes, name: str, says: str
) -> None:
    assert says in send(technician, museum, content, name, status=422).text


def test_no_file_at_all(technician: Browser, museum: int) -> None:
    page = technician.post("/annonces/importer", {"category": "", "site_id": a_site_of(museum)}, status=422).text
    assert "Choisissez un fichier" in page


def test_an_import_is_taken_back_within_a_day_only(technician: Browser, museum: int, clock: Clock) -> None:
    mapping = send(technician, museum, a_csv(some_rows(3))).location
    trial = technician.post(mapping, as_shown(technician.get(mapping).text)).location
    done = technician.post(trial.replace("/essai", "/confirmer")).location
    assert "Annuler cet import" in technician.get(done).text
    assert technician.get(mapping, status=303).location.endswith("/bilan")
    technician.post(done.replace("/bilan", "/annuler"))
    assert "Import annulé" in technician.get(done).text
    assert count() == 0
    again = send(technician, museum, a_csv(some_rows(2))).location
    technician.post(again, as_shown(technician.get(again).text))
    technician.post(f"{again}/confirmer")
    clock.at(clock.now + timedelta(hours=25))
    technician.sign_in(EMAIL)
    assert "Annuler cet import" not in technician.get(f"{again}/bilan").text
    technician.post(f"{again}/annuler")
    assert count() == 2


def test_somebody_elses_import_does_not_exist(browser: Browser, technician: Browser, museum: int) -> None:
    mapping = send(technician, museum, a_csv(some_rows(2))).location
    a_person(an_institution(), email="ailleurs@exemple.fr")
    other = Browser(browser.app).sign_in("ailleurs@exemple.fr")
    for page in ("", "/essai", "/bilan", "/rapport.csv"):
        other.get(mapping + page, status=404)
    other.post(f"{mapping}/confirmer", status=404)
    other.post(f"{mapping}/annuler", status=404)
    a_person(museum, Role.READER, email="lecture@exemple.fr")
    Browser(browser.app).sign_in("lecture@exemple.fr").get(mapping, status=403)


def test_the_template_needs_no_mapping(technician: Browser, museum: int) -> None:
    content = technician.get("/annonces/importer/modele.csv").data
    mapping = send(technician, museum, content, "modele.csv").location
    page = technician.get(technician.post(mapping, as_shown(technician.get(mapping).text)).location).text
    assert "1 ligne deviendrait un brouillon" in page

"""Pages of exhibitions, each checked as it is fetched."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.core.actor import ANONYMOUS, Actor, Role
from app.exhibitions import panels
from app.exhibitions.panels import Panel
from app.exhibitions.services import edit_exhibition
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import a_draft, an_exhibition
from tests.given.media import a_photo, an_upload
from tests.pages import Browser

TEAM, READER, STRANGER = "expo@exemple.fr", "lecteur@exemple.fr", "autre@exemple.fr"

TYPED: dict[str, Any] = {
    "once": "a-key",
    "title": "Sous la lave",
    "venue": "Grande galerie",
    "address": "69002 Lyon",
    "opens_on": "10/03/2027",
    "closes_on": "2027-06-20",
    "build_from": "",
    "strike_until": "",
    "hours_per_day": "7,5",
    "open_weekdays_count": "6",
    "surface_m2": "1 200",
    "expected_visitors": "",
    "summary": "Une terre\nqui bouge.",
}


@pytest.fixture(autouse=True)
def no_panels(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The panels of other packages, once the application has plugged them in, are theirs to test."""
    monkeypatch.setattr(panels, "_plugged", {})


@pytest.fixture
def museum(app: Flask) -> int:
    museum, other = an_institution("Musée des Laves"), an_institution("Musée voisin")
    a_person(museum, Role.READER, email=READER)
    a_person(other, Role.ADMIN, email=STRANGER)
    return museum


@pytest.fixture
def team(museum: int) -> Actor:
    return a_person(museum, Role.EXHIBITIONS, email=TEAM)


@pytest.fixture
def visitor(app: Flask, team: Actor) -> Browser:
    return Browser(app).sign_in(TEAM)


def test_a_team_opens_its_first_show(visitor: Browser, museum: int) -> None:
    assert "Vous n'avez pas encore d'exposition" in visitor.get("/expositions").text.replace("&#39;", "'")
    assert "Créer l" in visitor.get("/expositions/nouvelle").text
    address = visitor.post("/expositions/nouvelle", {**TYPED, "institution_id": museum}).headers["Location"]
    page = visitor.get(address).text
    for words in ("Sous la lave", "Musée des Laves", "du 10 mars au 20 juin 2027", "7,5 heures", "Grande galerie"):
        assert words in page
    assert re.search(r"1\s200 m²", page)
    assert "Sous la lave" in visitor.get("/expositions").text


def test_the_same_sending_twice_leads_to_the_same_show(visitor: Browser, museum: int) -> None:
    first, second = (
        visitor.post("/expositions/nouvelle", {**TYPED, "institution_id": museum}).headers["Location"]
        for _ in range(2)
    )
    assert first == second


@pytest.mark.parametrize(
    ("wrong", "field", "words"),
    [
        ({"title": " "}, "title", "Donnez un titre"),
        ({"opens_on": "31/02/2027"}, "opens_on", "Cette date n'existe pas"),
        ({"opens_on": ""}, "opens_on", "Indiquez le jour de l'ouverture"),
        ({"closes_on": "01/01/2027"}, "closes_on", "ferme avant d'ouvrir"),
        ({"build_from": "11/03/2027"}, "build_from", "Le montage commence après"),
        ({"strike_until": "01/06/2027"}, "strike_until", "Le démontage finit avant"),
        ({"hours_per_day": "beaucoup"}, "hours_per_day", "pas un nombre"),
        ({"hours_per_day": "25"}, "hours_per_day", "entre 1 et 24"),
        ({"open_weekdays_count": "5,5"}, "open_weekdays_count", "nombre entier"),
        ({"surface_m2": "-4"}, "surface_m2", "entre 1 et 100000"),
        ({"expected_visitors": "30 000 000"}, "expected_visitors", "entre 0 et"),
        ({"expected_visitors": "1e999999999"}, "expected_visitors", "pas un nombre"),
        ({"surface_m2": "nan"}, "surface_m2", "pas un nombre"),
        ({"address": "Xyzzyville"}, "address", "Nous ne trouvons pas cette ville"),
        ({"address": "Saint-Denis"}, "address", "Plusieurs communes portent ce nom"),
        ({"title": "x" * 301}, "title", ""),
    ],
)
def test_a_wrong_answer_comes_back_at_its_field_with_everything_typed(
    visitor: Browser, museum: int, wrong: dict[str, str], field: str, words: str
) -> None:
    typed = {**TYPED, **wrong, "institution_id": museum}
    page = visitor.post("/expositions/nouvelle", typed, status=422).text.replace("&#39;", "'")
    assert words in page
    assert f'id="{field}-error"' in page
    assert f'href="#{field}"' in page
    for name, value in typed.items():
        if name not in ("once", "institution_id", "summary") and str(value).strip():
            assert f'value="{value}"' in page, name
    assert "qui bouge." in page


def test_the_chosen_picture_stays_when_the_form_comes_back(visitor: Browser, museum: int) -> None:
    sent = {**TYPED, "title": "", "institution_id": museum, "photos": an_upload()}
    page = visitor.post("/expositions/nouvelle", sent, status=422).text
    kept = re.search(r'name="photos_kept" value="(\d+)"', page)
    assert kept
    address = visitor.post(
        "/expositions/nouvelle", {**TYPED, "institution_id": museum, "photos_kept": kept[1], "is_public": "y"}
    ).headers["Location"]
    assert f"/photos/{kept[1]}/medium.webp" in visitor.get(address).text
    Browser(visitor.app).get(f"/photos/{kept[1]}/medium.webp")


def test_a_file_that_is_not_what_it_says_is_refused_with_the_rest_kept(visitor: Browser, museum: int) -> None:
    sent = {**TYPED, "institution_id": museum, "photos": an_upload(b"%PDF-1.7\n", "affiche.jpg")}
    page = visitor.post("/expositions/nouvelle", sent, status=422).text
    assert "affiche.jpg : Ce fichier est en réalité de type PDF." in page
    assert 'value="Sous la lave"' in page


def test_an_institution_of_others_is_not_found(app: Flask, museum: int) -> None:
    Browser(app).sign_in(STRANGER).post("/expositions/nouvelle", {**TYPED, "institution_id": museum}, status=404)


def test_the_lowest_role_reads_and_changes_nothing(app: Flask, museum: int, team: Actor, now: datetime) -> None:
    made = an_exhibition(team, museum, now)
    reader = Browser(app).sign_in(READER)
    assert "/expositions/nouvelle" not in reader.get("/expositions").text
    assert "/modifier" not in reader.get(f"/expositions/{made}").text
    reader.get("/expositions/nouvelle", 403)
    reader.get(f"/expositions/{made}/modifier", 403)
    reader.post(f"/expositions/{made}/modifier", TYPED, status=403)


def test_another_institution_finds_only_what_is_public(app: Flask, museum: int, team: Actor, now: datetime) -> None:
    hidden = an_exhibition(team, museum, now, title="Secrète")
    shown = an_exhibition(team, museum, now, title="Ouverte à tous", is_public=True)
    for visitor in (Browser(app).sign_in(STRANGER), Browser(app)):
        listed = visitor.get("/expositions").text
        assert "Ouverte à tous" in listed
        assert "Secrète" not in listed
        visitor.get(f"/expositions/{shown}")
        visitor.get(f"/expositions/{hidden}", 404)
    stranger = Browser(app).sign_in(STRANGER)
    stranger.get(f"/expositions/{hidden}/modifier", 404)
    stranger.get(f"/expositions/{shown}/modifier", 403)
    stranger.post(f"/expositions/{hidden}/modifier", TYPED, status=404)
    stranger.get("/expositions/999999", 404)
    assert "/connexion" in Browser(app).client.get("/expositions/nouvelle").headers["Location"]


def test_a_show_is_changed(visitor: Browser, museum: int, team: Actor, now: datetime) -> None:
    made = an_exhibition(team, museum, now, photo_id=a_photo(team, museum, now, attached=False))
    page = visitor.get(f"/expositions/{made}/modifier").text
    for words in ('value="2027-03-10"', 'value="8"', 'value="400"', 'value="69002 Lyon"', 'name="photos_kept"'):
        assert words in page
    visitor.post(f"/expositions/{made}/modifier", {**TYPED, "version": 1, "title": "Sous la cendre"})
    assert "Sous la cendre" in visitor.get(f"/expositions/{made}").text


def test_a_show_changed_meanwhile_is_told_and_nothing_typed_is_lost(
    visitor: Browser, museum: int, team: Actor, now: datetime
) -> None:
    made = an_exhibition(team, museum, now)
    edit_exhibition(team, made, a_draft(title="Titre du collègue"), 1, now)
    sent = {**TYPED, "title": "Mon titre", "version": 1}
    page = visitor.post(f"/expositions/{made}/modifier", sent, status=409).text
    assert "a changé depuis" in page
    assert 'value="Mon titre"' in page
    assert 'name="version" type="hidden" value="2"' in page
    assert "Titre du collègue" in visitor.get(f"/expositions/{made}").text
    visitor.post(f"/expositions/{made}/modifier", {**sent, "version": 2})
    assert "Mon titre" in visitor.get(f"/expositions/{made}").text


def test_a_version_that_is_no_number_is_an_old_one(visitor: Browser, museum: int, team: Actor, now: datetime) -> None:
    made = an_exhibition(team, museum, now)
    visitor.post(f"/expositions/{made}/modifier", {**TYPED, "version": "²"}, status=409)


def test_packages_above_fill_the_panels_in_order(
    app: Flask, visitor: Browser, museum: int, team: Actor, now: datetime
) -> None:
    app.jinja_env.loader = ChoiceLoader(
        [DictLoader({"try/panel.html": "<p>{{ panel.words }}</p>"}), app.jinja_env.loader]
    )
    made = an_exhibition(team, museum, now, is_public=True)
    assert "Cette exposition est encore vide" in visitor.get(f"/expositions/{made}").text

    def says(words: str) -> panels.Question:
        return lambda actor, exhibition_id: {"words": f"{words} {exhibition_id}"} if actor.is_signed_in else None

    panels.plug_in(Panel.AVOIDED, "try/panel.html", says("évité"))
    panels.plug_in(Panel.MATERIAL, "try/panel.html", says("ancien"))
    panels.plug_in(Panel.MATERIAL, "try/panel.html", says("matériel"))
    page = visitor.get(f"/expositions/{made}").text
    assert page.index(f"matériel {made}") < page.index(f"évité {made}")
    assert "ancien" not in page
    assert "Cette exposition est encore vide" not in page
    assert panels.panels(ANONYMOUS, made) == []


def test_what_people_write_is_shown_as_text(visitor: Browser, museum: int, team: Actor, now: datetime) -> None:
    polyglot = "\"'><svg onload=alert(1)></script>{{7*7}}"
    made = an_exhibition(team, museum, now, title=polyglot, venue=polyglot, summary=polyglot, is_public=True)
    for address in (f"/expositions/{made}", f"/expositions/{made}/modifier", "/expositions"):
        page = visitor.get(address).text
        assert "<svg onload" not in page
        assert "49" not in page.replace("2049", "") or "{{7*7}}" in page


def test_long_lists_have_pages(app: Flask, museum: int, team: Actor, now: datetime) -> None:
    for number in range(26):
        an_exhibition(team, museum, now, title=f"Exposition {number:02}", is_public=True, opens_on=date(2027, 2, 1))
    first = Browser(app).get("/expositions").text
    second = Browser(app).get("/expositions?page=2").text
    assert "Exposition 23" in first and "Exposition 24" not in first
    assert "Exposition 25" in second and "Exposition 00" not in second
    Browser(app).get("/expositions?page=-3")
    Browser(app).get("/expositions?page=x")

"""Each letter is in the language its reader chose, whatever the writer's."""

from flask import Flask

from app.core.actor import Role
from tests.accounts.letters import letters_to
from tests.given.accounts import a_person, an_institution
from tests.pages import Browser


def test_a_person_chooses_the_language_of_their_letters(app: Flask, browser: Browser) -> None:
    museum = an_institution("Musée Fabre")
    a_person(museum, Role.ADMIN, email="chief@musee.fr")
    browser.sign_in("chief@musee.fr")
    said = {"name": "Jane Chief", "job_title": ""}
    browser.post("/compte", {**said, "language": "klingon"}, status=422)
    browser.post("/compte", {**said, "language": "en"})
    a_person(None, email="new@musee.fr", name="Luc Neuf")
    newcomer = Browser(app).sign_in("new@musee.fr")
    newcomer.post(f"/etablissements/{museum}/rejoindre", {"role": "technician", "message": ""})
    letter = letters_to("chief@musee.fr")[-1]
    assert letter.subject == "Luc Neuf asks to join Musée Fabre"
    assert letter.body.startswith("Hello") and "Bonjour" not in letter.body


def test_a_new_account_is_written_to_in_the_language_it_was_opened_in(app: Flask, browser: Browser) -> None:
    browser.client.set_cookie("lang", "en")
    browser.post("/mot-de-passe-oublie", {"email": "nobody@musee.fr"})
    a_person(None, email="anne@musee.fr")
    browser.post("/mot-de-passe-oublie", {"email": "anne@musee.fr"})
    assert letters_to("anne@musee.fr")[-1].subject == "Choisir un nouveau mot de passe"
    browser.post(
        "/inscription",
        {"email": "jane@musee.fr", "name": "Jane", "password": "tambour violet ondule seize grenades lentes demain"},
    )
    assert letters_to("jane@musee.fr")[-1].subject == "Confirm your address"

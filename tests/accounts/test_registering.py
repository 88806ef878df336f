"""A first visit, and a forgotten password: what the letters do, what strangers learn (nothing)."""

from datetime import timedelta

from flask import Flask

from tests.accounts.letters import letters_to, link_in_last_letter
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, an_institution
from tests.pages import Browser

NEW = {"name": "Zoé Martin", "email": "zoe@musee.fr", "password": PASSWORD}
OTHER_PASSWORD = "girafe bleue plonge onze cailloux ronds demain"


def test_a_stranger_becomes_a_person_by_the_link_of_the_letter(app: Flask, browser: Browser) -> None:
    """No account exists before; the token leaves the address bar at the first click."""
    browser.get("/inscription")
    browser.get(browser.post("/inscription", NEW).location)
    stranger = Browser(app)
    stranger.post("/connexion", {"email": NEW["email"], "password": PASSWORD}, 422)
    exchanged = browser.get(link_in_last_letter("zoe@musee.fr"), 303)
    assert exchanged.location == "/confirmer-mon-adresse"
    browser.get("/confirmer-mon-adresse")
    browser.post("/confirmer-mon-adresse")
    assert "Choisir un établissement" in browser.get("/mon-etablissement").text
    stranger.sign_in("zoe@musee.fr").get("/compte")


def test_the_link_of_a_registration_works_once(app: Flask, browser: Browser) -> None:
    """The second visit is told so."""
    browser.post("/inscription", NEW)
    link = link_in_last_letter("zoe@musee.fr")
    browser.get(link, 303)
    browser.post("/confirmer-mon-adresse")
    other = Browser(app)
    other.get(link, 303)
    other.get("/confirmer-mon-adresse", 409)


def test_registering_a_known_address_reads_the_same(app: Flask, browser: Browser) -> None:
    """Only the owner of the mailbox learns more."""
    a_person(an_institution(), email="anne@musee.fr")
    known = browser.post("/inscription", {**NEW, "email": "anne@musee.fr"})
    unknown = Browser(app).post("/inscription", NEW)
    assert (known.location, known.text) == (unknown.location, unknown.text)
    assert letters_to("anne@musee.fr")[-1].subject == "Vous avez déjà un compte"


def test_a_weak_password_is_refused_at_its_field_and_the_rest_is_kept(app: Flask, browser: Browser) -> None:
    """With the reason, in French."""
    page = browser.post("/inscription", {**NEW, "password": "court"}, 422)
    assert "5 caractères" in page.text
    assert 'value="Zoé Martin"' in page.text
    assert 'value="zoe@musee.fr"' in page.text
    assert 'court"' not in page.text


def test_an_address_that_cannot_be_is_refused_at_its_field(app: Flask, browser: Browser) -> None:
    """The sentence gives an example."""
    assert "prenom.nom@musee.fr" in browser.post("/inscription", {**NEW, "email": "zoe@"}, 422).text


def test_a_reset_link_works_once_and_signs_everybody_else_out(app: Flask, browser: Browser) -> None:
    """Thirty minutes, one use, other sessions die."""
    a_person(an_institution(), email="anne@musee.fr")
    elsewhere = Browser(app).sign_in("anne@musee.fr")
    browser.get(browser.post("/mot-de-passe-oublie", {"email": "anne@musee.fr"}).location)
    link = link_in_last_letter("anne@musee.fr")
    assert browser.get(link, 303).location == "/nouveau-mot-de-passe"
    browser.get("/nouveau-mot-de-passe")
    browser.post("/nouveau-mot-de-passe", {"password": "trop court"}, 422)
    browser.post("/nouveau-mot-de-passe", {"password": OTHER_PASSWORD})
    browser.get("/compte")
    elsewhere.get("/compte", 303)
    thief = Browser(app)
    thief.get(link, 303)
    thief.get("/nouveau-mot-de-passe", 409)
    thief.sign_in("anne@musee.fr", OTHER_PASSWORD).get("/compte")


def test_only_the_newest_reset_link_lives_and_not_for_long(app: Flask, browser: Browser, clock: Clock) -> None:
    """A second demand kills the first; thirty minutes kill both."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.post("/mot-de-passe-oublie", {"email": "anne@musee.fr"})
    older = link_in_last_letter("anne@musee.fr")
    browser.post("/mot-de-passe-oublie", {"email": "anne@musee.fr"})
    newer = link_in_last_letter("anne@musee.fr")
    browser.get(older, 303)
    browser.get("/nouveau-mot-de-passe", 409)
    browser.get(newer, 303)
    browser.get("/nouveau-mot-de-passe")
    clock.at(clock.now + timedelta(minutes=31))
    browser.get("/nouveau-mot-de-passe", 409)


def test_asking_a_reset_tells_nobody_who_has_an_account(app: Flask, browser: Browser) -> None:
    """Same answer; a letter only to the one who has."""
    a_person(an_institution(), email="anne@musee.fr")
    known = browser.post("/mot-de-passe-oublie", {"email": "anne@musee.fr"})
    unknown = Browser(app).post("/mot-de-passe-oublie", {"email": "zoe@musee.fr"})
    assert (known.location, known.text) == (unknown.location, unknown.text)
    assert letters_to("zoe@musee.fr") == []


def test_tokens_are_kept_as_digests_only(app: Flask, browser: Browser) -> None:
    """Who reads the database can't follow the links in it."""
    from sqlalchemy import select

    from app.accounts.models import Registration
    from app.core.db import db

    browser.post("/inscription", NEW)
    token = link_in_last_letter("zoe@musee.fr").rsplit("/", 1)[1]
    assert len(token) >= 22
    kept = db.session.scalars(select(Registration.token_hash)).one()
    assert kept != token
    assert len(kept) == 64

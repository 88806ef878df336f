"""The door: who comes in, what a session is worth, what its end means."""

from datetime import timedelta

from flask import Flask

from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, an_institution
from tests.pages import Browser


def test_a_person_signs_in_and_sees_their_account(app: Flask, browser: Browser) -> None:
    """The main road."""
    a_person(an_institution(), email="anne@musee.fr", name="Anne Petit")
    browser.sign_in("anne@musee.fr")
    assert "Anne Petit" in browser.get("/compte").text


def test_a_cookie_replayed_after_sign_out_opens_nothing(app: Flask, browser: Browser) -> None:
    """ASVS 7.4.1: the signed cookie alone is not a session."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    stolen = browser.client.get_cookie("session")
    assert stolen is not None
    left = browser.post("/deconnexion")
    assert "Clear-Site-Data" in left.headers
    thief = Browser(app)
    thief.client.set_cookie("session", stolen.value)
    assert thief.get("/compte", 303).location.startswith("/connexion")


def test_a_silent_session_dies(app: Flask, browser: Browser, clock: Clock) -> None:
    """Sixty minutes of silence, five more because visits are noted every five minutes."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    clock.at(clock.now + timedelta(minutes=59))
    browser.get("/compte")
    clock.at(clock.now + timedelta(minutes=66))
    browser.get("/compte", 303)


def test_a_session_dies_after_twelve_hours_whatever_happens(app: Flask, browser: Browser, clock: Clock) -> None:
    """Even one that never rests."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    for _ in range(23):
        clock.at(clock.now + timedelta(minutes=30))
        browser.get("/compte")
    clock.at(clock.now + timedelta(minutes=31))
    browser.get("/compte", 303)


def test_a_wrong_password_and_an_unknown_address_read_the_same(app: Flask, browser: Browser) -> None:
    """Nobody learns who has an account."""
    a_person(an_institution(), email="anne@musee.fr")
    wrong = browser.post("/connexion", {"email": "anne@musee.fr", "password": "rien du tout"}, 422)
    other = Browser(app)
    unknown = other.post("/connexion", {"email": "zoe@musee.fr", "password": "rien du tout"}, 422)
    assert _plain(wrong.text, "anne@musee.fr") == _plain(unknown.text, "zoe@musee.fr")
    assert "ne vont pas ensemble" in wrong.text
    assert PASSWORD not in wrong.text


def _plain(html: str, email: str) -> str:
    import re

    html = re.sub(r'nonce="[^"]+"|name="csrf_token"[^>]*>|[0-9a-f]{16}', "", html)
    return html.replace(email, "")

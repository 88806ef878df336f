"""The door: who comes in, what a session is worth, what its end means."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import event

from app.accounts import queries, services
from app.accounts.domain.sessions import Lifetime
from app.accounts.jobs import forget_stale
from app.accounts.models import SignInAttempt, SignInSession
from app.accounts.services.hashing import digest, is_password, password_hash
from app.core.actor import Role
from app.core.db import db
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, a_staff_member, an_institution
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
    """Sixty minutes."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    clock.at(clock.now + timedelta(minutes=59))
    browser.get("/compte")
    clock.at(clock.now + timedelta(minutes=61))
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
    html = re.sub(r'nonce="[^"]+"|name="csrf_token"[^>]*>|[0-9a-f]{16}', "", html)
    return html.replace(email, "")


def test_changing_the_password_asks_for_the_present_one_and_ends_other_sessions(app: Flask, browser: Browser) -> None:
    """ASVS 6.2.3 and 7.4.3."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    elsewhere = Browser(app).sign_in("anne@musee.fr")
    new = "girafe bleue plonge onze cailloux ronds demain"
    wrong = browser.post("/compte/mot-de-passe", {"current_password": "non", "password": new}, 422)
    assert 'id="current_password-error"' in wrong.text
    browser.post("/compte/mot-de-passe", {"current_password": PASSWORD, "password": new})
    browser.get("/compte")
    elsewhere.get("/compte", 303)
    elsewhere.sign_in("anne@musee.fr", new)


def test_a_person_closes_their_other_sessions_and_nobody_elses(app: Flask, browser: Browser) -> None:
    """ASVS 7.5.2."""
    a_person(an_institution(), email="anne@musee.fr")
    a_person(an_institution(), email="zoe@musee.fr")
    elsewhere = Browser(app).sign_in("anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    Browser(app).sign_in("zoe@musee.fr").post("/compte/sessions/1/fermer", status=404)
    assert browser.get("/compte").text.count("Fermer cette session") == 1
    browser.post("/compte/sessions/1/fermer")
    elsewhere.get("/compte", 303)
    browser.get("/compte")


def test_a_closed_account_is_out_at_the_next_page(app: Flask, browser: Browser, clock: Clock) -> None:
    """And its password opens nothing any more."""
    person = a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    services.deactivate_person(a_staff_member(), person.user_id or 0, clock.now)
    browser.get("/compte", 303)
    browser.post("/connexion", {"email": "anne@musee.fr", "password": PASSWORD}, 422)


def test_the_cookie_changes_at_sign_in_and_comes_back_to_the_page_asked_for(app: Flask, browser: Browser) -> None:
    """No fixation, no open redirect."""
    a_person(an_institution(), email="anne@musee.fr")
    asked = browser.get("/compte", 303).location
    assert asked.startswith("/connexion?next=")
    browser.get(asked)
    before = browser.client.get_cookie("session")
    came = browser.post("/connexion", {"email": "anne@musee.fr", "password": PASSWORD, "next": "/compte"})
    after = browser.client.get_cookie("session")
    assert came.location == "/compte"
    assert before is not None and after is not None and before.value != after.value
    for elsewhere in ("https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"):
        other = Browser(app)
        sent = other.post("/connexion", {"email": "anne@musee.fr", "password": PASSWORD, "next": elsewhere})
        assert sent.location == "/"


def test_the_account_page_keeps_what_one_says_of_oneself(app: Flask, browser: Browser) -> None:
    """Nothing more than name and function can be sent."""
    a_person(an_institution(), email="anne@musee.fr", name="Anne")
    browser.sign_in("anne@musee.fr")
    browser.post("/compte", {"name": "  ", "job_title": "Régie"}, 422)
    browser.post("/compte", {"name": "Anne Petit", "job_title": "Régie", "is_staff": "1", "email": "x@y.fr"})
    page = browser.get("/compte").text
    assert 'value="Régie"' in page
    browser.get("/plateforme", 403)
    assert queries.person_id("anne@musee.fr") is not None


def test_a_request_knows_its_person_in_one_query(app: Flask, browser: Browser, clock: Clock) -> None:
    """However many roles they hold."""
    house = an_institution()
    person = a_person(house, Role.ADMIN, Role.CSR, Role.TECHNICIAN)
    token = services.open_session(person.user_id or 0, services.Visitor(), clock.now)
    day = timedelta(days=1)
    asked: list[str] = []
    event.listen(db.engine, "before_cursor_execute", lambda c, k, statement, *_: asked.append(statement))
    db.session.rollback()
    found = queries.session_of(digest(token), clock.now, Lifetime(day, day, day))
    assert found is not None
    assert found.actor == person
    assert len([statement for statement in asked if statement != "BEGIN"]) == 1


def test_long_passwords_that_begin_alike_are_not_one(app: Flask) -> None:
    """No truncation at 72 bytes; é typed on two keyboards is one é."""
    head = "tambour violet ondule seize grenades lentes hier " * 2
    kept = password_hash(head[:72] + "A")
    assert is_password(kept, head[:72] + "A")
    assert not is_password(kept, head[:72] + "B")
    assert is_password(password_hash("e\N{COMBINING ACUTE ACCENT}t"), "\N{LATIN SMALL LETTER E WITH ACUTE}t")
    assert not is_password(None, "n'importe quoi")


def test_what_no_longer_serves_is_forgotten(app: Flask, browser: Browser, clock: Clock) -> None:
    """Sessions after two days, tries after thirty."""
    a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    forget_stale(clock.now + timedelta(days=1))
    assert db.session.query(SignInSession).count() == 1
    forget_stale(clock.now + timedelta(days=31))
    assert (db.session.query(SignInSession).count(), db.session.query(SignInAttempt).count()) == (0, 0)

"""No default account: the first one is made by a command that prints a one-time link."""

from datetime import timedelta

from flask import Flask

from app.accounts import queries, services
from app.accounts.domain.states import TokenScope
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, an_institution
from tests.pages import Browser


def test_the_first_admin_chooses_a_password_by_a_printed_link(app: Flask, browser: Browser) -> None:
    """Nobody else ever knew it."""
    house = an_institution()
    made = app.test_cli_runner().invoke(
        args=["user", "create", "anne@musee.fr", "--name", "Anne", "--institution", str(house), "--role", "admin"]
    )
    path = made.output.strip().removeprefix(app.config["BASE_URL"])
    browser.get(path, 303)
    browser.post("/nouveau-mot-de-passe", {"password": PASSWORD})
    assert "Modifier" in browser.get("/mon-etablissement").text


def test_an_admin_chooses_at_least_sixteen_characters(app: Flask, browser: Browser) -> None:
    """Twelve of four classes would do for a reader."""
    house = an_institution()
    made = app.test_cli_runner().invoke(
        args=["user", "create", "anne@musee.fr", "--name", "Anne", "--institution", str(house)]
    )
    browser.get(made.output.strip().removeprefix(app.config["BASE_URL"]), 303)
    assert "au moins 16" in browser.post("/nouveau-mot-de-passe", {"password": "vK7!pQ2;xW9?"}, 422).text


def test_a_key_made_on_the_command_line_opens_until_it_expires(app: Flask, clock: Clock) -> None:
    """Prefix, scope, holder, expiry."""
    person = a_person(an_institution(), email="anne@musee.fr")
    made = app.test_cli_runner().invoke(args=["token", "create", "anne@musee.fr", "--scope", "write", "--days", "10"])
    key = made.output.strip()
    assert key.startswith("rsc_")
    holder = services.actor_for_token(key, clock.now)
    assert holder is not None
    assert (holder.actor, holder.scope) == (person, TokenScope.WRITE)
    assert services.actor_for_token(key, clock.now + timedelta(days=10)) is None
    assert services.actor_for_token("rsc_no", clock.now) is None


def test_a_key_is_shown_once_and_dies_when_revoked(app: Flask, browser: Browser, clock: Clock) -> None:
    """And nobody revokes another's."""
    person = a_person(an_institution(), email="anne@musee.fr")
    browser.sign_in("anne@musee.fr")
    browser.post("/compte/cles", {"name": "GLPI", "scope": "read", "days": "900"}, 422)
    shown = browser.post("/compte/cles", {"name": "GLPI", "scope": "read", "days": "30"}, 200)
    key = shown.text.split("<code>")[1].split("</code>")[0]
    assert key not in browser.get("/compte/cles").text
    line = queries.tokens_of(person, clock.now)[0]
    a_person(email="zoe@musee.fr")
    Browser(app).sign_in("zoe@musee.fr").post(f"/compte/cles/{line.id}/revoquer", status=404)
    browser.post(f"/compte/cles/{line.id}/revoquer")
    assert services.actor_for_token(key, clock.now) is None


def test_a_wrong_command_says_so(app: Flask) -> None:
    """A sentence and a status, no trace."""
    a_person(email="anne@musee.fr")
    runner = app.test_cli_runner()
    twice = runner.invoke(args=["user", "create", "anne@musee.fr", "--name", "Anne"])
    assert (twice.exit_code, "déjà un compte" in twice.output) == (1, True)
    assert runner.invoke(args=["token", "create", "zoe@musee.fr"]).exit_code == 1

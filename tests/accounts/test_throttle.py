"""Guessing is slowed, never locked out for ever."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from app.accounts.domain.throttle import FIRST_WAIT_OF_ACCOUNT, network_of, wait_until
from tests.accounts.letters import letters_to
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, an_institution
from tests.pages import Browser

NOON = datetime(2027, 1, 11, 12, tzinfo=UTC)


def test_four_failures_cost_nothing_and_the_fifth_half_a_minute() -> None:
    """ASVS 6.3.1."""
    failures = [NOON + timedelta(seconds=n) for n in range(5)]
    assert wait_until(failures[:4], FIRST_WAIT_OF_ACCOUNT) is None
    assert wait_until(failures, FIRST_WAIT_OF_ACCOUNT) == failures[4] + timedelta(seconds=30)


def test_the_wait_doubles_up_to_fifteen_minutes() -> None:
    """Nobody is locked out for ever."""
    waits = [wait_until([NOON] * n, FIRST_WAIT_OF_ACCOUNT) for n in (6, 7, 9, 10, 40)]
    assert [int((w - NOON).total_seconds()) for w in waits if w] == [60, 120, 480, 900, 900]


def test_a_network_is_a_street_not_a_house() -> None:
    """IPv4 /24, IPv6 /64, and what is no address at all."""
    assert network_of("192.0.2.77") == "192.0.2.0/24"
    assert network_of("2001:db8::1:2") == "2001:db8::/64"
    assert network_of(None) == "unknown"


def fail(browser: Browser, email: str, times: int = 1, status: int = 422) -> None:
    """Give a wrong password."""
    for _ in range(times):
        browser.post("/connexion", {"email": email, "password": "pas le bon mot de passe"}, status)


def test_the_sixth_try_must_wait_even_with_the_right_password(app: Flask, browser: Browser, clock: Clock) -> None:
    """429, Retry-After, a sentence; and afterwards the door opens again."""
    a_person(an_institution(), email="anne@musee.fr")
    fail(browser, "anne@musee.fr", 5)
    refused = browser.post("/connexion", {"email": "Anne@Musee.fr", "password": PASSWORD}, 429)
    assert int(refused.headers["Retry-After"]) <= 31
    assert "Trop d&#39;essais" in refused.text
    clock.at(clock.now + timedelta(seconds=31))
    browser.sign_in("anne@musee.fr")
    browser.get("/compte")


def test_the_owner_is_told_once(app: Flask, browser: Browser, clock: Clock) -> None:
    """One letter a day, and none to a stranger."""
    a_person(an_institution(), email="anne@musee.fr")
    fail(browser, "anne@musee.fr", 5)
    clock.at(clock.now + timedelta(minutes=16))
    fail(browser, "anne@musee.fr")
    assert len(letters_to("anne@musee.fr")) == 1
    assert letters_to("zoe@musee.fr") == []


def test_an_unknown_address_waits_just_as_long(app: Flask, browser: Browser) -> None:
    """Throttling tells nobody who has an account."""
    fail(browser, "zoe@musee.fr", 5)
    fail(browser, "zoe@musee.fr", status=429)


def test_a_network_that_tries_many_addresses_waits_too(app: Flask, browser: Browser, clock: Clock) -> None:
    """Five accounts, one guess each."""
    for number in range(5):
        fail(browser, f"personne{number}@musee.fr")
    fail(browser, "encore@musee.fr", status=429)
    clock.at(clock.now + timedelta(seconds=3))
    fail(browser, "encore@musee.fr")

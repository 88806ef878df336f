"""Keys: who gets in, for what, how often. Cookies open nothing."""

from datetime import datetime, timedelta

from flask import Flask

from app.accounts.domain.states import TokenScope
from app.accounts.queries.people import tokens_of
from app.accounts.services import deactivate_person, revoke_token
from app.api.doors import limiter
from app.core.actor import SYSTEM, Role
from tests.api.programs import Program, a_program
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing
from tests.pages import Browser

READS = ["/listings", "/listings/1", "/loans", "/loans/1", "/exhibitions/1", "/exhibitions/1/impact"]
WRITES = ["/loans", "/loans/1/accept", "/loans/1/refuse", "/loans/1/cancel"]


def test_nothing_is_read_or_written_without_a_key(app: Flask) -> None:
    for path in READS:
        answer = Program(app).send("GET", path, 401)
        assert answer.headers["WWW-Authenticate"].startswith("Bearer")
        assert answer.json["code"] == "NotSignedIn"
    for path in WRITES:
        Program(app).send("POST", path, 401, json={})
    Program(app).send("PATCH", "/listings/1", 401, json={})


def test_only_a_living_key_of_a_living_person_opens(app: Flask, clock: Clock) -> None:
    person = a_person(an_institution())
    program = a_program(app, person, TokenScope.READ, days=2)
    program.get("/listings")
    for forged in (program.key[:-1], program.key + "x", program.key.upper(), "rsc_", "x" * 5000, "é", "null"):
        Program(app, forged).get("/listings", 401)
    for scheme in ("Basic", "Token", "bearer rsc", ""):
        Program(app).get("/listings", 401, headers={"Authorization": f"{scheme} {program.key}"})
    Program(app).get("/listings", 200, headers={"Authorization": f"bearer {program.key}"})
    clock.at(clock.now + timedelta(days=2))
    program.get("/listings", 401)


def test_a_revoked_key_opens_nothing(app: Flask, now: datetime) -> None:
    person = a_person(an_institution())
    program = a_program(app, person)
    program.get("/listings")
    revoke_token(person, tokens_of(person, now)[0].id, now)
    program.get("/listings", 401)


def test_the_key_of_somebody_who_left_opens_nothing(app: Flask, now: datetime) -> None:
    person = a_person(an_institution())
    program = a_program(app, person)
    deactivate_person(SYSTEM, person.user_id or 0, now)
    program.get("/listings", 401)


def test_a_cookie_opens_nothing(app: Flask, browser: Browser) -> None:
    a_person(an_institution(), email="a@exemple.fr")
    browser.sign_in("a@exemple.fr")
    with app.app_context():
        assert browser.client.get("/api/v1/listings").status_code == 401
    with app.app_context():
        sent = browser.client.post("/api/v1/loans", json={}, headers={"Idempotency-Key": "k"})
        assert sent.status_code == 401


def test_a_key_in_the_address_opens_nothing(app: Flask) -> None:
    program = a_program(app, a_person(an_institution()))
    for name in ("token", "access_token", "key", "api_key"):
        Program(app).get(f"/listings?{name}={program.key}", 401)


def test_a_key_that_reads_does_not_write(app: Flask) -> None:
    reader = a_program(app, a_person(an_institution(), Role.ADMIN), TokenScope.READ)
    reader.get("/loans")
    for path in WRITES:
        assert reader.post(path, {}, 403)["code"] == "ReadOnlyKey"
    assert reader.send("PATCH", "/listings/1", 403, json={}).json["code"] == "ReadOnlyKey"


def test_a_key_does_no_more_than_its_person(app: Flask) -> None:
    institution = an_institution()
    technician, csr = a_person(institution, Role.TECHNICIAN), a_person(institution, Role.CSR)
    listing_id = a_listing(technician, institution)
    change = {"json": {"title": "Autre"}, "headers": {"If-Match": "*"}}
    a_program(app, csr).send("PATCH", f"/listings/{listing_id}", 403, **change)
    a_program(app, a_person(an_institution())).send("PATCH", f"/listings/{listing_id}", 404, **change)
    a_program(app, technician).send("PATCH", f"/listings/{listing_id}", 200, **change)


def test_a_key_that_knocks_too_often_is_told_when_to_come_back(app: Flask, clock: Clock) -> None:
    limiter().reads = 5
    person = a_person(an_institution())
    busy, calm = a_program(app, person), a_program(app, person)
    clock.at(clock.now.replace(second=20))
    for _ in range(5):
        busy.get("/listings")
    refused = busy.send("GET", "/listings", 429)
    assert refused.headers["Retry-After"] == "40"
    assert refused.json["code"] == "TooMany"
    calm.get("/listings")
    assert busy.send("POST", "/loans", json={}).status_code == 422, "writes are counted apart"
    clock.at(clock.now + timedelta(seconds=40))
    busy.get("/listings")


def test_every_answer_is_numbered_and_kept_by_nobody(app: Flask) -> None:
    program = a_program(app, a_person(an_institution()))
    answer = program.send("GET", "/listings", 200, headers={"X-Request-ID": "mine-1"})
    assert answer.headers["X-Request-ID"] == "mine-1"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_what_is_no_address_is_a_problem_not_a_page(app: Flask) -> None:
    program = a_program(app, a_person(an_institution()))
    program.get("/nothing", 404)
    program.get(f"/listings/{2**31}", 404)
    program.get("/listings/abc", 404)
    refused = program.send("DELETE", "/listings/1", 405)
    assert "PATCH" in refused.headers["Allow"]

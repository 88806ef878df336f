"""Listings through the API: the search page's answers, nothing private, no lost change."""

import json
from datetime import date, timedelta

from flask import Flask

from app.api.searching import WORDS
from app.core.actor import Role
from app.core.clock import now as present
from app.core.db import db, transaction
from app.listings.domain.states import Visibility
from app.listings.models import Unit
from app.listings.queries.search import Criteria, search
from app.listings.services import withdraw_listing
from tests.api.programs import Program, a_program
from tests.conftest import NOW, Clock
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing, unit_ids
from tests.given.loans import FIRST_DAY, LAST_DAY, State, a_loan, two_museums

DAYS = f"first_day={FIRST_DAY}&last_day={LAST_DAY}"
SECRETS = {
    "storage_place": "Réserve secrète, travée 12",
    "reference": "INV-SECRET-77",
    "replacement_value_cents": 7_654_321,
}


def test_the_same_criteria_find_the_same_listings_as_the_page(app: Flask) -> None:
    lyon, lille = an_institution(city="Lyon"), an_institution(city="Lille")
    here, there = a_person(lyon), a_person(lille)
    screen = a_listing(here, lyon, title="Écran 4K")
    a_listing(there, lille, "plinth", title="Socle gris")
    far = a_listing(there, lille, title="Écran plasma")
    program = a_program(app, here)

    def found(query: str) -> list[int]:
        return [one["id"] for one in program.get(f"/listings?{query}")["items"]]

    assert len(found("")) == 3
    assert found("q=4K&category=screen&region=84") == [screen]
    assert found("region=32&category=screen") == [far]
    assert found("department=69") == [screen]
    assert found("near=Villeurbanne&radius_km=25") == [screen]
    assert found(f"q=%C3%A9cran&{DAYS}&quantity=3") == []
    criteria = Criteria(text="écran")
    on_page = {card.id for card in search(here, criteria, present()).results.items}
    assert set(found("q=%C3%A9cran")) == on_page == {screen, far}


def test_dates_count_what_is_free(app: Flask) -> None:
    museums = two_museums(quantity=3)
    a_loan(museums, State.APPROVED, quantity=2)
    program = a_program(app, museums.team)
    line = program.get(f"/listings?{DAYS}")["items"][0]
    assert (line["quantity"], line["free"]) == (1, 1)
    assert program.get("/listings")["items"][0]["free"] is None
    detail = program.get(f"/listings/{museums.listing_id}?{DAYS}&quantity=2")
    told = detail["availability"]
    assert (told["free"], told["asked"], told["is_available"], told["reason"]) == (1, 2, False, "NotEnoughUnits")
    assert date.fromisoformat(told["next"]["first_day"]) > LAST_DAY
    assert program.get(f"/listings/{museums.listing_id}")["availability"] is None


def test_a_walk_sees_each_listing_once_whatever_is_published_meanwhile(app: Flask) -> None:
    institution = an_institution()
    technician = a_person(institution)
    made = [a_listing(technician, institution, title=f"Écran {n}") for n in range(7)]
    program = a_program(app, technician)
    seen, after, turn = [], 0, 0
    while after is not None:
        piece = program.get(f"/listings?limit=2&after={after}")
        seen += [one["id"] for one in piece["items"]]
        after, turn = piece["next"], turn + 1
        if turn == 2:
            made.append(a_listing(technician, institution, title="Écran neuf"))
            withdraw_listing(technician, made[0], now=NOW)
    assert seen == made
    assert program.get("/listings?after=2147483647") == {"items": [], "next": None}


UNSEARCHABLE = [
    ("limit=0", "limit"),
    ("limit=101", "limit"),
    ("after=-1", "after"),
    ("after=x", "after"),
    ("first_day=2027-02-30&last_day=2027-03-01", "first_day"),
    ("first_day=2027-03-01", "last_day"),
    ("first_day=2027-03-09&last_day=2027-03-01", "last_day"),
    ("first_day=2020-03-09&last_day=2020-03-10", "last_day"),
    ("quantity=0", "quantity"),
    ("spec=diagonal", "spec.0"),
    ("spec=diagonal>=50", "spec"),
    ("category=screen&spec=luminous_flux>=50", "spec"),
    ("category=screen&spec=diagonal>=wide", "spec"),
    ("category=screen&spec=resolution=huge", "spec"),
    ("family=toys", "family"),
    ("category=spaceship", "category"),
    ("near=Nullepart-sur-Rien", "near"),
    ("near=Lyon&radius_km=7", "radius_km"),
    ("q=" + "x" * 201, "q"),
    ("colour=red", "colour"),
]


def test_a_criterion_that_cannot_be_is_named(app: Flask) -> None:
    program = a_program(app, a_person(an_institution()))
    for query, field in UNSEARCHABLE:
        problem = program.get(f"/listings?{query}", 422)
        assert field in {one["field"] for one in problem["errors"]}, problem


def test_a_letter_that_no_column_holds_is_dropped_from_words(app: Flask) -> None:
    assert a_program(app, a_person(an_institution())).get("/listings?q=%00", 200)["items"] == []


def test_every_criterion_of_the_page_is_a_criterion_here(app: Flask) -> None:
    document = app.test_client().get("/api/v1/openapi.json").json
    asked = {one["name"] for one in document["paths"]["/api/v1/listings"]["get"]["parameters"]}
    assert asked == {*WORDS, "after", "limit"}


def _with_secrets(app: Flask) -> tuple[int, Program, Program]:
    lender, other = an_institution(), an_institution(city="Lille")
    technician = a_person(lender)
    listing_id = a_listing(technician, lender, units=("Un", "Deux"), visibility=Visibility.PUBLIC, **SECRETS)
    with transaction():
        db.session.get_one(Unit, unit_ids(listing_id)[0]).serial = "SN-SECRET-42"
    return listing_id, a_program(app, technician), a_program(app, a_person(other, Role.ADMIN))


def test_what_is_private_is_told_to_the_owner_alone(app: Flask) -> None:
    listing_id, owner, stranger = _with_secrets(app)
    own = owner.get(f"/listings/{listing_id}")["owned"]
    assert own["storage_place"] == SECRETS["storage_place"]
    assert own["replacement_value_cents"] == SECRETS["replacement_value_cents"]
    assert own["units"][0]["serial"] == "SN-SECRET-42"
    theirs = stranger.get(f"/listings/{listing_id}?{DAYS}")
    assert theirs["owned"] is None
    told = json.dumps([theirs, stranger.get("/listings")], ensure_ascii=False)
    for secret in ("secrète", "INV-SECRET", "7654321", "SN-SECRET", "Sainte-Catherine"):
        assert secret not in told


def test_who_borrows_is_not_told_to_others(app: Flask) -> None:
    museums = two_museums()
    a_loan(museums, State.APPROVED, quantity=2)
    third = a_program(app, a_person(an_institution(city="Nantes"), Role.EXHIBITIONS))
    told = json.dumps(third.get(f"/listings/{museums.listing_id}?{DAYS}"), ensure_ascii=False)
    assert "Musée emprunteur" not in told


def test_what_one_may_not_see_is_not_there(app: Flask) -> None:
    lender = an_institution()
    technician = a_person(lender)
    draft = a_listing(technician, lender, published=False)
    inside = a_listing(technician, lender, visibility=Visibility.INSTITUTION)
    outsider = a_program(app, a_person(an_institution()))
    for listing_id in (draft, inside, 999_999):
        assert outsider.get(f"/listings/{listing_id}", 404)["code"] == "NotFound"
    assert outsider.get("/listings")["items"] == []
    assert a_program(app, technician).get(f"/listings/{draft}")["state"] == "draft"


def test_nobody_overwrites_what_they_have_not_read(app: Flask) -> None:
    institution = an_institution()
    technician = a_person(institution)
    path = f"/listings/{a_listing(technician, institution)}"
    program = a_program(app, technician)
    first = program.send("GET", path, 200).headers["ETag"]
    changed = program.send("PATCH", path, 200, json={"title": "Nouveau titre"}, headers={"If-Match": first})
    assert changed.json["title"] == "Nouveau titre"
    second = changed.headers["ETag"]
    assert second != first
    stale = program.send("PATCH", path, 412, json={"title": "Trop tard"}, headers={"If-Match": first})
    assert stale.json["code"] == "OtherVersionNow"
    assert program.send("PATCH", path, 428, json={"title": "Sans rien"}).json["code"] == "VersionMissing"
    program.send("PATCH", path, 412, json={"title": "Faible"}, headers={"If-Match": f"W/{second}"})
    assert program.get(path)["title"] == "Nouveau titre"
    program.send("PATCH", path, 200, json={"title": "Qu'importe"}, headers={"If-Match": "*"})
    program.send(
        "PATCH", path, 200, json={}, headers={"If-Match": f'"v1", {program.send("GET", path).headers["ETag"]}'}
    )


def test_a_change_sent_twice_is_made_once(app: Flask) -> None:
    institution = an_institution()
    technician = a_person(institution)
    path = f"/listings/{a_listing(technician, institution)}"
    program = a_program(app, technician)
    change = {"json": {"title": "Une fois"}, "headers": {"If-Match": program.send("GET", path).headers["ETag"]}}
    first = program.send("PATCH", path, 200, once="same", **change)
    again = program.send("PATCH", path, 200, once="same", **change)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert (again.json, again.headers["ETag"]) == (first.json, first.headers["ETag"])


IMPOSSIBLE: list[tuple[dict[str, object], str]] = [
    ({"title": ""}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"title": 3}, "title"),
    ({"title": None}, "title"),
    ({"title": "\x00"}, "title"),
    ({"condition": "brand new"}, "condition"),
    ({"mass_kg": "NaN"}, "mass_kg"),
    ({"mass_kg": "1e400000"}, "mass_kg"),
    ({"mass_kg": []}, "mass_kg"),
    ({"turnaround_days": 61}, "turnaround_days"),
    ({"turnaround_days": "3"}, "turnaround_days"),
    ({"available_from": "2027-13-01"}, "available_from"),
    ({"available_from": "2027-05-01", "available_until": "2027-04-01"}, "available_until"),
    ({"institution_id": 2}, "institution_id"),
    ({"state": "published"}, "state"),
    ({"id": 1}, "id"),
    ({"created_at": "2020-01-01T00:00:00Z"}, "created_at"),
]


def test_what_a_listing_cannot_say_is_named(app: Flask) -> None:
    institution = an_institution()
    technician = a_person(institution)
    path = f"/listings/{a_listing(technician, institution)}"
    program = a_program(app, technician)
    before = program.get(path)
    for change, field in IMPOSSIBLE:
        problem = program.send("PATCH", path, 422, json=change, headers={"If-Match": "*"}).json
        assert field in {one["field"] for one in problem["errors"]}, problem
    assert program.get(path) == before


def test_the_clock_of_the_answer_is_ours(app: Flask, clock: Clock) -> None:
    museums = two_museums()
    program = a_program(app, museums.team, days=366)
    clock.at(clock.now + timedelta(days=90))
    assert program.get(f"/listings?{DAYS}", 422)["errors"][0]["field"] == "last_day"

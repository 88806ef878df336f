"""Every address that names an object, tried by whoever must not reach it: generated from the map of addresses.

A new address is tried as soon as it exists. One that names something new fails until `every_object` makes one.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from html import unescape
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Rule

from tests.architecture.every_object import OUTSIDER, READER, STAFF, World, everything, rows
from tests.pages import Browser

OTHER_TESTS = {
    "token", "reference", "institution_id", "site_id", "closure_id", "user_id", "request_id", "invitation_id",
    "token_id", "session_id", "record_id", "ad_id", "filename", "category_id", "mail_id",
    "factor_id", "factor_proposal_id", "factor_file_id",
}  # fmt: skip
"""What names a thing of accounts, of impact, an ad, a category or a factor, which all may read or only the staff: proved beside those packages."""
MUCH = "9" * 25
FORM = re.compile(r"<form[^>]*method=\"post\"[^>]*>.*?</form>", re.S)
LINK = re.compile(r"<a[^>]*href=\"(/[^\"#]*)")


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return everything(now)


def doors(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Each address with an object in it, and each way to knock."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith("api.") or rule.endpoint == "static" or not rule.arguments - {"kind", "size"}:
            continue
        if not rule.arguments & OTHER_TESTS and rule.endpoint != "core.set_language":
            yield from ((rule, method) for method in sorted((rule.methods or set()) & {"GET", "POST"}))


def knock(app: Flask, who: Browser, rule: Rule, method: str, world: World) -> int:
    with app.test_request_context():
        path = app.url_map.bind("localhost").build(rule.endpoint, {n: world.ids[n] for n in rule.arguments}, method)
    data = {"csrf_token": who.csrf_token(), "quantite": "1", "rhythm": "daily"}
    data |= {"annonce": str(world.ids["listing_id"]), "lines": "4 écrans"}
    return who._fetched(method, path, **({"data": data} if method == "POST" else {})).status_code


def test_to_a_stranger_nothing_of_ours_exists(app: Flask, world: World) -> None:
    stranger, before = Browser(app).sign_in(OUTSIDER), rows()
    answers = {(rule.rule, method): knock(app, stranger, rule, method, world) for rule, method in doors(app)}
    assert len(answers) > 60
    assert {door: status for door, status in answers.items() if status != 404} == {}
    assert rows() == before


def test_the_staff_have_no_hand_in_an_inventory(app: Flask, world: World) -> None:
    staff, before = Browser(app).sign_in(STAFF), rows()
    answers = {(rule.rule, method): knock(app, staff, rule, method, world) for rule, method in doors(app)}
    seen = {door for door, status in answers.items() if status not in {403, 404}}
    assert {(address, method) for address, method in seen if "/annonces" in address} == set()
    assert rows() == before


def test_a_visitor_is_asked_who_they_are_and_told_nothing(app: Flask, world: World) -> None:
    visitor, before = Browser(app), rows()
    answers = {(rule.rule, method): knock(app, visitor, rule, method, world) for rule, method in doors(app)}
    assert {door: status for door, status in answers.items() if status not in {303, 404}} == {}
    assert rows() == before


def test_no_form_without_its_token_changes_anything(app: Flask, world: World) -> None:
    keeper, before = Browser(app).sign_in("regie@ici.example.org"), rows()
    for rule, method in doors(app):
        if method == "POST":
            with app.test_request_context():
                values = {name: world.ids[name] for name in rule.arguments}
                path = app.url_map.bind("localhost").build(rule.endpoint, values, method)
            assert keeper._fetched("POST", path, data={}).status_code in {400, 404, 422}, rule.rule
    assert rows() == before


def test_the_lowest_role_changes_nothing_and_meets_no_button_that_refuses_it(app: Flask, world: World) -> None:
    reader, before = Browser(app).sign_in(READER), rows()
    answers = {(rule.rule, method): knock(app, reader, rule, method, world) for rule, method in doors(app)}
    wrote = {door: status for door, status in answers.items() if door[1] == "POST" and status not in {403, 404}}
    assert wrote == {}
    assert rows() == before
    assert list(_refusing(app, reader, world)) == []


def _refusing(app: Flask, reader: Browser, world: World) -> Iterator[tuple[str, str]]:
    """Each link and button on a page that the reader gets, which would then refuse them."""
    own = ["/", "/annonces", "/mon-etablissement", "/expositions", "/prets", "/alertes", "/avis-de-recherche"]
    for rule, method in doors(app):
        with app.test_request_context():
            values = {name: world.ids[name] for name in rule.arguments}
            own += [app.url_map.bind("localhost").build(rule.endpoint, values, "GET")] if method == "GET" else []
    for path in own:
        page = reader._fetched("GET", path)
        if page.status_code != 200 or page.mimetype != "text/html":
            continue
        for link in sorted(set(map(unescape, LINK.findall(page.text)))):
            if reader._fetched("GET", link).status_code == 403:
                yield path, link
        for form in FORM.findall(page.text):
            found = re.search(r'action="([^"]*)"', form.partition(">")[0])
            action = urlsplit(unescape(found[1]) if found else path).path
            if _refuses(app, reader, action or path):
                yield path, action


def _refuses(app: Flask, reader: Browser, action: str) -> bool:
    if action == "/deconnexion":
        return False
    try:
        app.url_map.bind("localhost").match(action, "POST")
    except HTTPException:
        return True
    return reader._fetched("POST", action, data={"csrf_token": reader.csrf_token()}).status_code == 403


@pytest.mark.any_engine
def test_numbers_beyond_any_column_are_no_crash(app: Flask, world: World) -> None:
    keeper = Browser(app).sign_in("regie@ici.example.org")
    names = _names_read(app)
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("api.", "static")) or not rule.arguments <= world.ids.keys():
            continue
        with app.test_request_context():
            values = {name: world.ids[name] for name in rule.arguments}
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                path = app.url_map.bind("localhost").build(rule.endpoint, values, method)
                if path == "/deconnexion":
                    continue
                said = dict.fromkeys(names, MUCH)
                if method == "POST":
                    answer = keeper._fetched(method, path, data={"csrf_token": keeper.csrf_token(), **said})
                else:
                    answer = keeper._fetched(method, path, query_string=said)
                assert answer.status_code < 500 or rule.endpoint == "core.readyz", (method, path, answer.status_code)


def _names_read(app: Flask) -> list[str]:
    """The names under which a page reads a number."""
    from config import ROOT

    found: set[str] = set()
    for path in (ROOT / "app").rglob("routes/*.py"):
        found |= set(re.findall(r"\.get(?:list)?\(\"(\w+)\",[^)]*type=int\)", path.read_text()))
    assert {"page", "etablissement", "annonce"} <= found
    return sorted(found)


def test_nul_is_no_crash_on_either_engine(app: Flask, world: World) -> None:
    keeper = Browser(app).sign_in("regie@ici.example.org")
    nul = "a\0b"
    assert keeper._fetched("GET", "/annonces", query_string={"q": nul, "mots": "1"}).status_code == 200
    keeper.post(f"/annonces/{world.ids['listing_id']}/details/accessoires", {"name": nul, "quantity": "1"})
    keeper.post("/alertes/nouvelle?q=a%00b", {"name": nul, "rhythm": "daily", "once": nul})
    keeper.post(f"/expositions/{world.ids['exhibition_id']}/besoins/ajouter", {"lines": f"4 {nul}", "once": "x"})

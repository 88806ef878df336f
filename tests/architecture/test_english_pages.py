"""The product read in English from page to page: no sentence of ours is left in French, no code shows instead of
words. What people typed (titles, names, places) stays as they typed it."""

import re
from collections import Counter, deque
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import pytest
from babel.messages.pofile import read_po
from flask import Flask

import config
from app.core.actor import Actor, Role
from app.listings.domain.states import Visibility
from app.loans.domain.lifecycle import State
from tests.conftest import Clock
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.given.listings import a_listing
from tests.given.loans import LAST_DAY, Museums, a_loan, two_museums
from tests.pages import XHTML, Browser, parse

WORD = re.compile(r"[à-öø-ÿœ]|[a-z]{4}", re.I)
PARAMETER = re.compile(r"%\(\w+\)[sd]")
CODE = re.compile(r"[a-z]+(_[a-z]+)+")
SAID = ("alt", "aria-label", "title", "placeholder", "summary")
UNSPOKEN = {"script", "style", "code", "pre"}
LANDINGS = ("/", "/connexion", "/inscription", "/plan-du-site", "/nulle-part", "/prets", "/bilan", "/methode")
LEFT_OUT = {"accounts.sign_out", "core.set_language", "static", "media.photo", "media.logo"}
PER_ENDPOINT = 3
FORMS = (
    "/expositions/nouvelle",
    "/annonces/nouvelle?categorie=screen",
    "/annonces/importer",
    "/compte/mot-de-passe",
    "/etablissements/nouveau",
)
EARLIER = date(2027, 2, 8), date(2027, 2, 19)


@cache
def _french() -> tuple[frozenset[str], tuple[re.Pattern[str], ...], tuple[str, ...]]:
    """Our French sentences: whole texts, texts with parameters, and those so long that no title holds them."""
    with (config.ROOT / "app/translations/en/LC_MESSAGES/messages.po").open("rb") as file:
        pairs = [(id, message.string) for message in read_po(file) for id in _each(message.id)]
    french = [id for id, said in pairs if id not in _each(said)]
    patterns = [_pattern(id) for id in french if PARAMETER.search(id) and WORD.search(PARAMETER.sub("", id))]
    long = tuple(id.replace("%%", "%") for id in french if len(id) > 40 and not PARAMETER.search(id))
    return frozenset(french), tuple(patterns), long


def _pattern(id: str) -> re.Pattern[str]:
    """*id* with anything for its parameters; a count is a number, or names of museums would look like sentences."""
    said = ""
    for part in re.split(f"({PARAMETER.pattern})", id):
        known = PARAMETER.fullmatch(part)
        said += ("[0-9\\s]+" if part == "%(num)s" else "(.+)") if known else re.escape(part.replace("%%", "%"))
    return re.compile(said)


def _each(id: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (id,) if isinstance(id, str) else tuple(id)


def _spoken(element: Element, language: str = "en") -> Iterator[str]:
    """What a reader sees or hears of *element*, without the parts marked as being in another language."""
    tag = element.tag.removeprefix(XHTML) if isinstance(element.tag, str) else ""
    if tag in UNSPOKEN or element.get("lang", language) != language:
        return
    yield from (element.get(name, "") for name in SAID)
    if tag == "input" and element.get("type") in ("submit", "button"):
        yield element.get("value", "")
    yield element.text or ""
    for child in element:
        yield from _spoken(child, language)
        yield child.tail or ""


def _left_in_french(html: str) -> list[str]:
    whole, patterns, parts = _french()
    texts = {" ".join(text.split()) for text in _spoken(parse(html))} - {""}
    return [
        text
        for text in texts
        if text in whole
        or CODE.fullmatch(text)
        or any(part in text for part in parts)
        or any(pattern.fullmatch(text) for pattern in patterns)
    ]


def _walk(app: Flask, browser: Browser) -> tuple[Counter[str], dict[str, list[str]]]:
    """Every page that links lead to, some of each kind; the kinds seen, and what was French in them."""
    routes = app.url_map.bind("localhost")
    waiting, known = deque(LANDINGS), set(LANDINGS)
    seen: Counter[str] = Counter()
    french: dict[str, list[str]] = {}
    while waiting:
        path = waiting.popleft()
        endpoint = routes.match(urlsplit(path).path)[0] if path != "/nulle-part" else "404"
        if endpoint in LEFT_OUT or seen[endpoint] >= PER_ENDPOINT:
            continue
        seen[endpoint] += 1
        answer = browser.client.get(path, follow_redirects=True)
        assert answer.status_code == (404 if endpoint == "404" else 200), f"{answer.status_code} {path}"
        if answer.mimetype != "text/html":
            continue
        if found := _left_in_french(answer.text):
            french[path] = found
        links = [a.get("href", "").split("#")[0] for a in parse(answer.text).iter(f"{XHTML}a")]
        fresh = [link for link in dict.fromkeys(links) if link.startswith("/") and link not in known]
        known.update(fresh)
        waiting.extend(fresh)
    return seen, french


@pytest.fixture
def museums(clock: Clock) -> Museums:
    """A lender and a borrower with loans in every state, one returned and counted; a third to verify."""
    an_institution("Halle neuve", city="Nantes", verified=False)
    made = two_museums(quantity=9, visibility=Visibility.PUBLIC)
    a_listing(made.technician, made.lender_id, "plinth", title="Socles", published=False)
    for state in (State.REQUESTED, State.REFUSED, State.CANCELLED, State.APPROVED, State.OUT):
        a_loan(made, state)
    a_loan(made, State.CLOSED, first_day=EARLIER[0], last_day=EARLIER[1])
    clock.at(clock.now.replace(year=LAST_DAY.year, month=LAST_DAY.month, day=LAST_DAY.day) + timedelta(days=3))
    return made


def _english(app: Flask, reader: Actor | None = None, email: str = "") -> Browser:
    browser = Browser(app)
    browser.client.set_cookie("lang", "en")
    return browser.sign_in(email) if reader else browser


def test_a_visitor_reads_english(app: Flask, museums: Museums) -> None:
    seen, french = _walk(app, _english(app))
    assert not french
    assert {"listings.home", "listings.search", "listings.show", "impact.method", "impact.factor", "404"} <= set(seen)


@pytest.mark.parametrize("side", ["lender", "borrower"])
def test_a_member_reads_english(app: Flask, museums: Museums, side: str) -> None:
    institution_id = museums.lender_id if side == "lender" else museums.borrower_id
    email = f"tout@{side}.example.org"
    reader = a_person(institution_id, *Role, email=email)
    seen, french = _walk(app, _english(app, reader, email))
    assert not french
    assert {"loans.index", "loans.show", "impact.report", "accounts.journal", "accounts.account"} <= set(seen)
    assert ("listings.edit" if side == "lender" else "exhibitions.edit") in seen


def test_the_platforms_staff_read_english(app: Flask, museums: Museums) -> None:
    email = "equipe@ressourcerie.example.org"
    seen, french = _walk(app, _english(app, a_staff_member(email), email))
    assert not french
    assert {"admin.index", "admin.institutions", "admin.journal"} <= set(seen)


def test_refused_forms_speak_english(app: Flask, museums: Museums) -> None:
    email = "tout@lender.example.org"
    browser = _english(app, a_person(museums.lender_id, *Role, email=email), email)
    for path in FORMS:
        answer = browser.post(path, {}, status=422)
        assert not _left_in_french(answer.text), path


def test_a_french_sentence_would_be_seen(app: Flask) -> None:
    said = _english(app).get("/connexion").text
    assert not _left_in_french(said)
    assert _left_in_french(said.replace("<h1>", "<h1>Créer un compte</h1><h1>", 1))
    assert _left_in_french(said.replace("<h1>", "<p>L'exemplaire n° 3 n'est pas libre à ces dates.</p><h1>", 1))
    assert _left_in_french(said.replace("<h1>", "<p>publish_listing</p><h1>", 1))

"""Hands on the keyboard only; narrow windows; the dark; the other language."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from app.core.actor import Role
from app.core.db import db
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_loan, two_museums
from tests.journeys.conftest import new_context
from tests.journeys.looking import overflow, violations
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
TEAM, TECHNICIAN = "expositions@exemple.fr", "regie@exemple.fr"
SCREEN = "Grand écran du hall"
A4 = 794
"""Pixels across a sheet of paper."""

FAR = 120
"""Presses of Tab after which something is called out of reach."""


@pytest.fixture
def museums(app: Flask, clock: Clock) -> Museums:
    """Two museums, a screen, a request that waits."""
    made = two_museums(now=clock.now)
    a_person(made.borrower_id, Role.EXHIBITIONS, email=TEAM, now=clock.now)
    a_person(made.lender_id, Role.TECHNICIAN, email=TECHNICIAN, now=clock.now)
    a_loan(made, asked_at=clock.now)
    a_listing(made.technician, made.lender_id, title=SCREEN, now=clock.now)
    db.session.rollback()
    return made


@pytest.fixture
def told(museums: Museums, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the test."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


FOCUSED = """() => {
    const one = document.activeElement
    const words = one.labels && one.labels.length ? one.labels[0].innerText : one.innerText || one.value || ''
    const box = one.getBoundingClientRect()
    const ring = getComputedStyle(one)
    return {words: words.trim(), tag: one.tagName, seen: box.width > 0 && box.height > 0,
            ring: parseFloat(ring.outlineWidth) || 0, group: one.name || ''}
}"""


def tab_to(page: Page, words: str, tag: str = "") -> None:
    """Press Tab until the control that says *words* has the focus; each stop on the way must be seen."""
    for _ in range(FAR):
        page.keyboard.press("Tab")
        here = page.evaluate(FOCUSED)
        if here["tag"] in ("A", "BUTTON", "INPUT", "SELECT", "TEXTAREA", "SUMMARY"):
            assert here["seen"], f"the focus is on something unseen: {here}"
        if here["words"].startswith(words) and tag in ("", here["tag"]):
            assert here["ring"] >= 2, f"no visible focus on {here}"
            return
    raise AssertionError(f"« {words} » is out of reach of the keyboard on {page.url}")


def press_enter(page: Page) -> None:
    """Enter, and the page that answers."""
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press("Enter")


def test_a_loan_is_asked_for_without_a_mouse(chromium: Browser, told: Server, museums: Museums) -> None:
    with a_person_at(chromium, told) as person:
        page = person.page
        page.goto("/connexion")
        page.keyboard.press("Tab")
        assert page.evaluate(FOCUSED)["words"] == "Aller au contenu"
        press_keys(page, ("Adresse électronique", TEAM), ("Mot de passe", PASSWORD))
        press_enter(page)
        tab_to(page, "Que cherchez-vous")
        page.keyboard.type("grand écran")
        press_enter(page)
        tab_to(page, SCREEN, "A")
        press_enter(page)
        _dates(page, "08032027", "19032027")
        tab_to(page, "Vérifier ces dates", "BUTTON")
        press_enter(page)
        tab_to(page, "Demander ce prêt", "A")
        press_enter(page)
        tab_to(page, "Acheter du neuf")
        page.keyboard.press("Space")
        tab_to(page, "Envoyer la demande", "BUTTON")
        press_enter(page)
        person.sees("Votre demande est partie")


def press_keys(page: Page, *fields: tuple[str, str]) -> None:
    """Reach each field and type into it."""
    for label, text in fields:
        tab_to(page, label)
        page.keyboard.type(text)


def _dates(page: Page, first: str, last: str) -> None:
    """Dates are typed in the order in which this browser shows them."""
    american = page.evaluate("new Intl.DateTimeFormat().formatToParts(new Date())[0].type") == "month"
    for label, text in (("Du", first), ("Au", last)):
        tab_to(page, label, "INPUT")
        page.keyboard.type(text[2:4] + text[:2] + text[4:] if american else text)


MEMBER_PAGES = (
    "/",
    "/annonces",
    "/annonces/1",
    "/mes-annonces",
    "/expositions",
    "/expositions/1",
    "/prets",
    "/prets/1",
)
VISITOR_PAGES = ("/", "/annonces", "/connexion", "/inscription", "/methode", "/methode/facteurs", "/accessibilite")


def _pages(chromium: Browser, told: Server, width: int) -> Iterator[tuple[Page, str]]:
    for email, paths in (("", VISITOR_PAGES), (TEAM, (*MEMBER_PAGES, "/annonces/2/demander", "/bilan"))):
        context = new_context(chromium, told, width)
        page = context.new_page()
        if email:
            Person(page).sign_in(email)
        for path in paths:
            answer = page.goto(path)
            if answer and answer.status == 404 and path == "/inscription":
                continue
            assert answer and answer.ok, path
            yield page, path
        context.close()


def test_nothing_scrolls_sideways_at_320_pixels(chromium: Browser, told: Server, museums: Museums) -> None:
    wide = [f"{path}: {by} px" for page, path in _pages(chromium, told, 320) if (by := overflow(page)) > 0]
    assert not wide, wide


def test_the_dark_and_the_print_are_as_legible(chromium: Browser, told: Server, museums: Museums) -> None:
    """The other colours of the same pages, and a sheet of paper."""
    wrong = []
    for page, path in _pages(chromium, told, A4):
        page.emulate_media(media="print")
        if overflow(page) > 0:
            wrong.append(f"{path}: wider than a sheet")
        page.emulate_media(media="screen", color_scheme="dark")
        page.reload()  # colours fade into each other: a new page has only the new ones
        wrong += [f"{path}, dark: {fault}" for fault in violations(page)]
        page.emulate_media(color_scheme="light")
    assert not wrong, "\n".join(wrong)


FRENCH = re.compile(
    r"\b(les|des|une|vous|votre|vos|nous|avec|pour|dans|sont|aucune?|prêts?|annonces?|exposition|jours|depuis)\b",
    re.I,
)
OURS = re.compile(
    r"Musée (prêteur|emprunteur)|Sous la lave|Grande galerie|Écran Samsung QM55|Grand écran du hall|Défenseur des droits"
)


def test_english_leaves_no_french_behind(chromium: Browser, told: Server, museums: Museums) -> None:
    left = []
    for page, path in _pages(chromium, told, 1280):
        assert page.get_attribute("html", "lang") == "fr", path
        page.get_by_role("link", name="English").click()
        page.wait_for_load_state()
        assert page.get_attribute("html", "lang") == "en", path
        shown = OURS.sub("", page.evaluate(WITHOUT_FOREIGN))
        left += [f"{path}: {line.strip()}" for line in shown.splitlines() if FRENCH.search(line)]
        page.get_by_role("link", name="Français").click()
        page.wait_for_load_state()
    assert not left, "\n".join(left)


WITHOUT_FOREIGN = """() => {
    const foreign = [...document.querySelectorAll('body [lang="fr"]')].filter(one => !one.hidden)
    foreign.forEach(one => { one.hidden = true })
    const said = document.title + '\\n' + document.body.innerText
    foreign.forEach(one => { one.hidden = false })
    return said
}"""

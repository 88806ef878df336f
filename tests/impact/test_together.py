"""The three modules side by side with the avoided account, and the report of the exhibition."""

from datetime import datetime
from html import unescape

import pytest
from flask import Flask

from app.core.actor import Role
from app.core.errors import NotFound
from app.core.i18n import number
from app.impact.diagnostic.queries import lines_to_match
from app.impact.diagnostic.services import choose_multi_factor
from app.impact.together.queries import modules_page, together
from tests.given.accounts import a_person
from tests.given.assessments import a_self_assessment
from tests.given.carbon import a_calculation
from tests.impact.given import LAST, World, a_world, an_agreed_loan, an_offer, hand_over, take_back
from tests.pages import Browser
from tests.queries import count_queries

TEAM = "ensemble@exemple.fr"


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    """A show that nobody has counted yet."""
    world = a_world(now)
    a_person(world.borrower, Role.EXHIBITIONS, email=TEAM, now=now)
    return world


def test_strangers_read_no_report(world: World, now: datetime) -> None:
    with pytest.raises(NotFound):
        together(world.technician, world.exhibition, now.date())


def test_before_anything_is_counted_each_module_says_so(browser: Browser, world: World) -> None:
    browser.sign_in(TEAM)
    page = browser.get(f"/expositions/{world.exhibition}/modules")
    assert page.status_code == 200
    assert "Elle n'est pas commencée." in unescape(page.text)
    assert browser.get(f"/expositions/{world.exhibition}/rapport").status_code == 200
    assert browser.get(f"/expositions/{world.exhibition}/rapport.pdf").data.startswith(b"%PDF")


def test_each_module_has_its_chapter_and_the_avoided_account_its_own(
    browser: Browser, world: World, now: datetime
) -> None:
    a_self_assessment(world.curator, world.exhibition, world.borrower, now)
    a_calculation(world.curator, world.exhibition, now)
    loan = an_agreed_loan(world, {an_offer(world): 2})
    hand_over(world, loan, now.date())
    take_back(world, loan, LAST)
    browser.sign_in(TEAM)
    at = f"/expositions/{world.exhibition}"
    pages = [unescape(browser.get(f"{at}/{one}").text) for one in ("modules", "rapport")]
    for text in pages:
        for title in ("1. L'auto-évaluation", "2. Le calcul carbone", "3. Le diagnostic environnemental", "À part"):
            assert title in text
    assert "Objets rendus et vérifiés" in pages[0]
    assert "2 × " in pages[1]
    assert browser.get(f"{at}/rapport.pdf").data.startswith(b"%PDF")


def test_the_modules_are_read_once(browser: Browser, world: World, now: datetime) -> None:
    a_self_assessment(world.curator, world.exhibition, world.borrower, now)
    a_calculation(world.curator, world.exhibition, now)
    browser.sign_in(TEAM)
    with count_queries() as asked:
        browser.get(f"/expositions/{world.exhibition}/modules")
    assert len(asked) < 25


def test_the_climate_of_two_modules_is_explained_line_by_line(browser: Browser, world: World, now: datetime) -> None:
    a_calculation(world.curator, world.exhibition, now)
    loan = an_agreed_loan(world, {an_offer(world): 2})
    hand_over(world, loan, now.date())
    take_back(world, loan, LAST)
    found = modules_page(world.curator, world.exhibition, now.date())
    told = found.agreement
    assert found.beside is found.planned
    assert told.apart
    assert number(told.carbon, 3) == number(found.planned.location.everything.value, 3)
    browser.sign_in(TEAM)
    for one in ("modules", "rapport"):
        text = unescape(browser.get(f"/expositions/{world.exhibition}/{one}").text)
        for said in (told.here, told.carbon, told.difference, *(line.difference for line in told.apart)):
            assert number(said, 3) in text
        assert "D'où vient l'écart" in text
        assert "qui ne viennent d'aucune de ces lignes" not in text


def test_where_no_declaration_stands_for_a_line_the_two_agree(browser: Browser, world: World, now: datetime) -> None:
    a_calculation(world.curator, world.exhibition, now)
    for one in lines_to_match(world.curator, world.exhibition).items:
        if one.chosen is not None:
            choose_multi_factor(world.curator, world.exhibition, one.line.key, "", now)
    assert not modules_page(world.curator, world.exhibition, now.date()).agreement.apart
    browser.sign_in(TEAM)
    text = unescape(browser.get(f"/expositions/{world.exhibition}/modules").text)
    assert "Les deux modules s'accordent" in text
    assert "D'où vient l'écart" not in text

"""From the home page to "a 2 m display case near Lyon in March", counted.

An interaction is one visit to a control: typing in it, with or without Enter at the end, or pressing it.
"""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from tests.conftest import Clock
from tests.journeys.conftest import new_context
from tests.journeys.looking import keep, overflow, violations
from tests.listings.reading.museums import Museum, a_museum
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]

MOST = 3
CASE, SMALL_CASE = "Vitrine haute de la galerie", "Vitrine table"


@pytest.fixture
def told(app: Flask, clock: Clock, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product on the clock of the test, with cases and projectors of two towns."""
    lyon, lille = a_museum("Lyon", "lyon@exemple.fr", now=clock.now), a_museum("Lille", now=clock.now)
    _offer(lyon, "display_case", CASE, {"inner_width": "200", "inner_height": "180"}, clock)
    _offer(lyon, "display_case", SMALL_CASE, {"inner_width": "90", "inner_height": "40"}, clock)
    _offer(lille, "display_case", "Vitrine du Nord", {"inner_width": "200", "inner_height": "180"}, clock)
    for n, lumens in enumerate((3000, 5000, 5200, 8000, 12000)):
        title = f"Projecteur de {lumens} lm"
        _offer(lyon if n % 2 else lille, "video_projector", title, {"luminous_flux": str(lumens)}, clock)
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def _offer(museum: Museum, category: str, title: str, specs: dict[str, str], clock: Clock) -> None:
    museum.offers(category, 2, title, specs=specs, now=clock.now - timedelta(minutes=5))


class Counting:
    """Somebody at a screen whose every interaction is counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.interactions = page, 0

    def type(self, label: str, text: str, *, enter: bool = False) -> "Counting":
        """Type in a field; Enter at its end asks."""
        field = self.page.get_by_role("main").get_by_label(re.compile(f"^{label}")).first
        field.fill(text)
        self.interactions += 1
        if enter:
            with self.page.expect_navigation():
                field.press("Enter")
        return self

    def press(self, name: str) -> "Counting":
        """Press the button."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("button", name=name).first.click()
        self.interactions += 1
        return self

    def finds_the_case(self) -> None:
        """The one that answers is on the page, the others are not, and it took few interactions."""
        titles = self.page.get_by_role("main").get_by_role("article").get_by_role("link").all_inner_texts()
        assert titles == [CASE]
        for said in ("du 1er au 31 mars 2027", "à moins de 50 km de Lyon", "de 180 cm à 250 cm"):
            expect(self.page.get_by_role("navigation", name="Critères de la recherche")).to_contain_text(said)
        assert self.interactions <= MOST


@pytest.mark.parametrize("sentence", ["vitrine de 2 m près de Lyon en mars", "a 2 m display case near Lyon in March"])
@pytest.mark.parametrize("scripts", [True, False])
def test_one_sentence_finds_it(chromium: Browser, told: Server, sentence: str, scripts: bool) -> None:
    context = new_context(chromium, told, width=360, scripts=scripts)
    person = Counting(context.new_page())
    person.page.goto("/")
    person.type("Que cherchez-vous", sentence).press("Chercher").finds_the_case()
    context.close()


def test_the_three_fields_find_it(chromium: Browser, told: Server) -> None:
    context = new_context(chromium, told)
    person = Counting(context.new_page())
    person.page.goto("/")
    person.type("Que cherchez-vous", "vitrine 2 m").type("Près de", "Lyon").type("Quand", "mars", enter=True)
    person.finds_the_case()
    context.close()


def test_every_criterion_that_was_understood_can_be_removed(chromium: Browser, told: Server) -> None:
    context = new_context(chromium, told)
    page = context.new_page()
    page.goto("/annonces?q=vitrine+de+2+m+pr%C3%A8s+de+Lyon+en+mars")
    criteria = page.get_by_role("navigation", name="Critères de la recherche")
    expect(criteria).to_contain_text("est compris ainsi")
    criteria.get_by_role("link", name="Largeur intérieure").click()
    expect(page.get_by_role("main")).to_contain_text(SMALL_CASE)
    page.go_back()
    criteria.get_by_role("link", name="Chercher ces mots tels quels").click()
    expect(page.get_by_label("Que cherchez-vous")).to_have_value("vitrine de 2 m près de Lyon en mars")
    context.close()


def test_the_page_answers_at_each_change_and_leaves_the_hands_where_they_are(chromium: Browser, told: Server) -> None:
    context = new_context(chromium, told)
    page = context.new_page()
    page.goto("/annonces?categorie=video_projector")
    results = page.get_by_role("heading", level=2).first
    expect(results).to_contain_text("5 annonces")
    page.get_by_label("Flux lumineux, au moins").first.fill("5000")
    page.keyboard.press("Tab")
    expect(results).to_contain_text("4 annonces")
    assert "min-luminous-flux=5000" in page.url
    highest = page.get_by_role("slider", name="Flux lumineux, au plus")
    highest.focus()
    for _ in range(45):
        page.keyboard.press("ArrowLeft")
    expect(results).to_contain_text("3 annonces")
    expect(highest).to_be_focused()
    assert page.get_by_role("textbox", name="Flux lumineux, au plus").input_value() == highest.input_value()
    page.get_by_label("Près de").fill("Lyon")
    page.get_by_label("Que cherchez-vous").press_sequentially("projecteur")
    expect(results).to_contain_text("à moins de 50 km de Lyon")
    expect(page.get_by_label("Que cherchez-vous")).to_have_value("projecteur")
    expect(page.get_by_label("Que cherchez-vous")).to_be_focused()
    context.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize(
    "path", ["/annonces?categorie=video_projector&filtres=tous", "/annonces/carte", "/annonces/carte?region=84",
             "/annonces?categorie=video_projector&min-luminous-flux=beaucoup"],
)  # fmt: skip
def test_search_and_map_are_for_everybody(
    chromium: Browser, told: Server, width: int, path: str, pictures: Path
) -> None:
    context = new_context(chromium, told, width=width)
    page = context.new_page()
    page.goto(path)
    if width == 360 and page.get_by_text("Filtrer", exact=True).count():
        panel = page.locator("#filtres")
        if panel.get_attribute("open") is None:
            panel.locator("summary").click()
    assert violations(page) == []
    assert overflow(page) <= 0
    name = re.sub(r"\W+", "-", path).strip("-")
    keep(page, pictures / f"{name}-{width}.png", full_page=True)
    context.close()


def test_the_map_is_walked_with_the_keyboard(chromium: Browser, told: Server) -> None:
    context = new_context(chromium, told)
    page = context.new_page()
    page.goto("/annonces/carte?categorie=display_case")
    region = page.get_by_role("link", name=re.compile(r"^Auvergne-Rhône-Alpes : 2 annonces"))
    region.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/carte?categorie=display_case&region=84")
    page.get_by_role("link", name=re.compile(r"^Rhône : 2 annonces")).press("Enter")
    page.wait_for_url("**/annonces?categorie=display_case&region=84&departement=69")
    expect(page.get_by_role("main")).to_contain_text("2 annonces")
    context.close()

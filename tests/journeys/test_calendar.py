"""A listing's days read at a glance, by the keyboard, and in words; and what is proposed when they are taken."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from app.core.db import db, transaction
from app.listings.domain.availability import HoldState
from app.listings.models import Allocation
from tests.conftest import Clock
from tests.given.listings import unit_ids
from tests.journeys.looking import keep, overflow, violations
from tests.journeys.people import a_person_at
from tests.listings.reading.museums import a_museum, asked_for, taken
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
LENDER, BORROWER = "lyon@exemple.fr", "lille@exemple.fr"


@pytest.fixture
def listing_id(app: Flask, clock: Clock) -> int:
    """Three units: one out, some promised, some asked for; some days nobody can have any."""
    lyon, lille = a_museum("Lyon", LENDER), a_museum("Lille", BORROWER)
    made: int = lyon.offers(quantity=3, title="Écran de la grande galerie", turnaround_days=1)
    taken(made, 3, date(2027, 2, 1), date(2027, 2, 12), lille.id, clock.now)
    taken(made, 1, date(2027, 2, 22), date(2027, 3, 5), lille.id, clock.now)
    asked_for(made, 2, date(2027, 3, 15), date(2027, 3, 19), lille.id, clock.now)
    with transaction() as session:
        session.add(
            Allocation(
                listing_id=made, unit_id=unit_ids(made)[0], quantity=1, start_on=date(2027, 1, 4),
                end_on=date(2027, 1, 22), kind="loan", state=HoldState.OUT, for_institution_id=lille.id,
                created_at=clock.now,
            )
        )  # fmt: skip
    db.session.rollback()
    return made


@pytest.fixture
def told(listing_id: int, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """Served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def judged(page: Page, pictures: Path, name: str) -> None:
    """Keep the picture at both widths; nothing wider than the window, nothing that axe dislikes."""
    for width, height in ((1280, 900), (360, 740)):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) <= 0, f"{name} at {width}"
        assert not violations(page), f"{name} at {width}: {violations(page)}"
        keep(page, pictures / f"{name}-{width}.png", full_page=True)


def test_days_are_walked_by_the_keyboard_and_said_in_words(
    chromium: Browser, told: Server, listing_id: int, pictures: Path
) -> None:
    with a_person_at(chromium, told) as visitor:
        page = visitor.sign_in(BORROWER).go(f"/annonces/{listing_id}/calendrier").page
        said = page.locator(".day-said")
        page.locator("td[tabindex='0']").focus()
        expect(said).to_contain_text(
            "Lundi 11 janvier 2027 : 2 exemplaires libres sur 3. Sorti : 1, du 4 au 21 janvier"
        )
        page.keyboard.press("ArrowDown")
        expect(said).to_contain_text("Lundi 18 janvier")
        page.keyboard.press("End")
        expect(said).to_contain_text("Dimanche 24 janvier")
        expect(said).to_contain_text("Site fermé")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("PageDown")
        expect(said).to_contain_text("Lundi 22 février")
        assert page.locator("td[tabindex='0']").count() == 1
        page.locator("td.promised").first.click()
        expect(said).to_contain_text("Réservé : 3, du 1er au 12 février")
        assert "Lille" not in page.locator("main").inner_text()
        judged(page, pictures, "calendrier-autres")


def test_its_own_people_read_who_has_it(chromium: Browser, told: Server, listing_id: int, pictures: Path) -> None:
    with a_person_at(chromium, told, width=360) as keeper:
        page = keeper.sign_in(LENDER).go(f"/annonces/{listing_id}/calendrier").page
        keeper.sees("Promis à Musée de Lille : 3, du 1er au 12 février 2027", "Sorti chez Musée de Lille : 1")
        judged(page, pictures, "calendrier-siens")


def test_a_no_comes_with_its_reasons_and_what_instead(
    chromium: Browser, told: Server, listing_id: int, pictures: Path
) -> None:
    with a_person_at(chromium, told) as team:
        page = team.sign_in(BORROWER).go(f"/annonces/{listing_id}?du=2027-02-24&au=2027-03-12&quantite=3").page
        team.sees("Pas possible du 24 février au 12 mars 2027", "1 exemplaire déjà pris", "À deux prêteurs")
        judged(page, pictures, "reponse-non")
        team.follow("Moins d'exemplaires").sees("Libre du 24 février au 12 mars 2027", "2 exemplaires libres sur 3")
        judged(page, pictures, "reponse-oui")
        team.go(f"/annonces/{listing_id}?du=2027-02-24&au=2027-03-12&quantite=3").follow("Plus tard")
        team.sees("Libre du")
        team.go(f"/annonces/{listing_id}?du=2027-03-06&au=2027-03-12").sees("fermé le 6 mars 2027", "Plus tard")

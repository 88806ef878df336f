"""Publishing on a phone: counted in taps and letters, cut off from the network, without scripts."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Locator, Page, expect

from app.core.actor import Role
from app.core.db import db
from tests.conftest import Clock
from tests.given.accounts import PASSWORD, a_person, an_institution
from tests.journeys.a_network import a_photo_like_a_phone_s
from tests.journeys.conftest import new_context
from tests.journeys.looking import keep, overflow, violations
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
TECHNICIAN = "regie@exemple.fr"
TAP, LETTER, THOUGHT = 1.1, 0.4, 1.35
"""Seconds of the keystroke-level model (Card, Moran and Newell, 1980): pointing, a thought before each decision;
a letter on a telephone is slower than their keyboard's 0.28."""


@dataclass
class Hand:
    """A person's thumb: what it does is counted."""

    page: Page
    taps: int = 0
    letters: int = 0
    did: list[str] = field(default_factory=list)

    def tap(self, what: Locator) -> None:
        """Touch something."""
        self.taps += 1
        what.click()

    def write(self, what: Locator, text: str) -> None:
        """Touch a field and type."""
        self.tap(what)
        self.letters += len(text)
        what.press_sequentially(text)

    def shoot(self, what: Locator, *photos: Path) -> None:
        """Open the camera, press the shutter, keep the picture."""
        self.taps += 3
        what.set_input_files(list(photos))

    def seconds(self) -> float:
        """What it takes a person who knows what they hold."""
        return self.taps * (TAP + THOUGHT) + self.letters * LETTER


@pytest.fixture
def told(app: Flask, environment: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Server]:
    """A verified museum and its technician; served."""
    museum = an_institution("Musée des Écrans", now=clock.now)
    a_person(museum, Role.TECHNICIAN, email=TECHNICIAN, name="Aïcha Ferrand", now=clock.now)
    db.session.rollback()
    with serving(environment, tmp_path / "server.log") as running:
        yield running


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """What a telephone's camera makes."""
    path = tmp_path / "IMG_0042.jpg"
    path.write_bytes(a_photo_like_a_phone_s(7))
    return path


def small(page: Page) -> Page:
    """A telephone held upright."""
    page.set_viewport_size({"width": 360, "height": 740})
    return page


def judged(page: Page, pictures: Path, name: str) -> None:
    """Keep the picture, at both widths; nothing wider than the window, nothing that axe dislikes."""
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) <= 0, f"{name} at {width}"
        assert not violations(page), f"{name} at {width}: {violations(page)}"
        keep(page, pictures / f"{name}-{width}.png", full_page=True)
    small(page)


def test_from_sign_in_to_a_published_listing_with_its_photo(
    chromium: Browser, told: Server, photo: Path, pictures: Path
) -> None:
    with a_person_at(chromium, told, width=360) as person:
        page, started = small(person.page), time.monotonic()
        hand = Hand(page)
        page.goto("/connexion?next=/annonces/nouvelle")
        hand.tap(page.get_by_label("Adresse"))  # the telephone fills both in
        page.get_by_label("Adresse").fill(TECHNICIAN)
        page.get_by_label("Mot de passe").fill(PASSWORD)
        hand.tap(page.get_by_role("button", name="Se connecter"))
        signing_in = hand.taps
        page.wait_for_url("**/annonces/nouvelle")  # a tap does not wait for where it leads
        judged(page, pictures, "publier-1-photo")
        hand.shoot(page.get_by_label("Prendre une photo"), photo)
        hand.write(page.get_by_role("combobox"), "projo")
        keep(page, pictures / "publier-2-categorie-360.png")
        hand.tap(page.get_by_role("option").first)
        hand.tap(page.get_by_role("button", name="Continuer"))
        hand.write(page.get_by_label("Flux lumineux"), "5000")
        while (missing := _required_left(page)) is not None:
            _answer(hand, missing)
        hand.tap(page.get_by_label("Non, c'est du matériel"))
        expect(page.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
        judged(page, pictures, "publier-3-questions")
        hand.tap(page.get_by_role("button", name="Publier l'annonce"))
        person.sees("L'annonce est publiée")
        assert page.locator(".gallery img.picture").first.evaluate("img => img.naturalWidth") > 0
        judged(page, pictures, "publier-4-apercu")
        print(
            f"\npublished in {hand.taps} taps ({signing_in} to sign in, 3 with the camera) and {hand.letters} letters: "
            f"about {hand.seconds():.0f} s of a person, {time.monotonic() - started:.0f} s of this machine"
        )
        assert hand.taps <= 16 and hand.seconds() <= 120


def _required_left(page: Page) -> Locator | None:
    """The first characteristic that is asked before publishing and not answered yet."""
    for one in page.locator("form[data-autosave] > .field:not(:has(.optional)) :is(input, select)").all():
        if (one.get_attribute("name") or "").startswith("spec_") and not one.input_value():
            return one
    return None


def _answer(hand: Hand, one: Locator) -> None:
    if one.evaluate("e => e.tagName") == "SELECT":
        hand.taps += 2
        one.select_option(index=1)
    else:
        hand.write(one, "1")


def test_what_is_typed_and_shot_without_a_network_is_kept_and_sent_later(
    chromium: Browser, told: Server, photo: Path, pictures: Path
) -> None:
    context = new_context(chromium, told, 360)  # of its own: without a network a browser complains on its console
    person = Person(context.new_page())
    page = small(person.sign_in(TECHNICIAN).go("/annonces/nouvelle?categorie=screen").page)
    status = page.locator("[data-autosave-status]")
    page.get_by_label("Diagonale").fill("55")
    expect(status).to_contain_text("Brouillon enregistré à")
    assert "/annonces/brouillons/" in page.url
    context.set_offline(True)
    page.get_by_label("Diagonale").fill("56")
    page.get_by_label("Prendre une photo").set_input_files(photo)
    expect(status).to_contain_text("Pas de réseau")
    person.sees("En attente du réseau : IMG_0042.jpg")
    keep(page, pictures / "publier-9-sans-reseau-360.png", full_page=True)
    context.set_offline(False)
    expect(page.locator("input[name=photos_kept]")).to_have_count(1)
    expect(status).to_contain_text("Brouillon enregistré à")
    page.wait_for_load_state("networkidle")
    person.go("/annonces/nouvelle").sees("Vous avez un brouillon", "1 photo")
    judged(page, pictures, "publier-5-brouillon")
    person.follow("Reprendre")
    assert page.get_by_label("Diagonale").input_value() == "56"
    expect(page.locator("[data-shots] img")).to_have_count(1)
    person.press("Abandonner ce brouillon").sees("Le brouillon est abandonné")
    context.close()


def test_a_second_window_asks_which_one_to_keep(chromium: Browser, told: Server, pictures: Path) -> None:
    with a_person_at(chromium, told, width=360) as person:
        one = small(person.sign_in(TECHNICIAN).go("/annonces/nouvelle?categorie=screen").page)
        one.get_by_label("Diagonale").fill("55")
        expect(one.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
        two = one.context.new_page()
        two.goto(one.url)
        two.get_by_label("Diagonale").fill("65")
        expect(two.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
        one.get_by_label("Diagonale").fill("75")
        expect(one.locator("[data-autosave-status]")).to_contain_text("depuis une autre fenêtre")
        one.locator("[data-autosave-status]").scroll_into_view_if_needed()
        keep(one, pictures / "publier-6-conflit-360.png")
        one.get_by_role("button", name="Garder celle-ci").click()
        expect(one.locator("[data-autosave-status]")).to_contain_text("Brouillon enregistré à")
        two.reload()
        assert two.get_by_label("Diagonale").input_value() == "75"


def test_a_photo_that_is_none_is_refused_in_words_and_the_others_stay(
    chromium: Browser, told: Server, photo: Path, tmp_path: Path, pictures: Path
) -> None:
    drawing = tmp_path / "logo.jpg"
    drawing.write_bytes(b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>")
    with a_person_at(chromium, told, width=360) as person:
        page = small(person.sign_in(TECHNICIAN).go("/annonces/nouvelle").page)
        page.get_by_label("Choisir des photos").set_input_files([photo, drawing])
        person.sees("en réalité de type SVG")
        expect(page.locator("[data-shots] img")).to_have_count(1)
        expect(page.locator("input[name=photos_kept]")).to_have_count(1)
        keep(page, pictures / "publier-7-refus-360.png", full_page=True)


def test_the_same_without_scripts(chromium: Browser, told: Server, photo: Path, pictures: Path) -> None:
    with a_person_at(chromium, told, width=360, scripts=False) as person:
        small(person.sign_in(TECHNICIAN).go("/annonces/nouvelle").page)
        keep(person.page, pictures / "publier-8-sans-script-360.png", full_page=True)
        person.give("Prendre une photo", photo).choose("De quoi s'agit-il", "Écran").press("Continuer")
        person.press("Publier l'annonce").sees("à corriger")
        person.write("Diagonale", "55").choose("Définition", "4K UHD").tick("Non, c'est du matériel")
        person.press("Publier l'annonce").sees("L'annonce est publiée", "Écran 55 pouces, 4K UHD")

"""The desk on a phone: codes, signatures, no network, and how long thirty objects take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.accounts.models import User
from app.core.db import db
from app.core.journal import JournalEntry
from app.listings.domain.codes import CodeKind, code_of
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.models import ConditionPhoto, DeskStep, LoanUnit, Signature
from tests.conftest import Clock
from tests.given.loans import FIRST_DAY, Museums, a_loan, two_museums
from tests.journeys.a_network import a_photo_like_a_phone_s
from tests.journeys.conftest import new_context
from tests.journeys.looking import keep, overflow, violations
from tests.journeys.people import Person
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
KEY, THOUGHT, DRAWN = 0.28, 1.35, 5.0
"""Seconds of the keystroke-level model (Card, Moran and Newell, 1980): a key of an average typist, a thought before
each object; and drawing a name, our guess."""


@dataclass
class Desk:
    """A loan that leaves today, served."""

    server: Server
    museums: Museums
    loan_id: int
    email: str

    def code(self, place: int) -> str:
        """What the label of the unit at *place* says."""
        return code_of(CodeKind.UNIT, self.museums.units[place])


def opened(clock: Clock, environment: dict[str, str], tmp_path: Path, quantity: int) -> Iterator[Desk]:
    museums = two_museums(quantity=quantity + 1, now=clock.now)
    loan_id = a_loan(museums, State.APPROVED, quantity=quantity, asked_at=clock.now)
    email = db.session.scalars(select(User.email).filter_by(id=museums.technician.user_id)).one()
    db.session.rollback()
    clock.at(clock.now.replace(year=FIRST_DAY.year, month=FIRST_DAY.month, day=FIRST_DAY.day, hour=9))
    with serving(environment, tmp_path / "server.log") as running:
        yield Desk(running, museums, loan_id, email)


@pytest.fixture
def small(app: Flask, environment: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(clock, environment, tmp_path, 3)


@pytest.fixture
def large(app: Flask, environment: dict[str, str], clock: Clock, tmp_path: Path) -> Iterator[Desk]:
    yield from opened(clock, environment, tmp_path, 30)


def judged(page: Page, pictures: Path, name: str) -> None:
    for width, height in ((360, 740), (1280, 900)):
        page.set_viewport_size({"width": width, "height": height})
        assert overflow(page) <= 0, f"{name} at {width}"
        assert not violations(page), f"{name} at {width}: {violations(page)}"
        keep(page, pictures / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 360, "height": 740})


def point(page: Page, code: str) -> None:
    page.get_by_label("Code de l'étiquette").press_sequentially(code)
    page.keyboard.press("Enter")


def test_without_network_it_is_kept_and_sent_once_with_its_own_hour(
    chromium: Browser, small: Desk, pictures: Path, tmp_path: Path, clock: Clock
) -> None:
    photo = tmp_path / "IMG_1.jpg"
    photo.write_bytes(a_photo_like_a_phone_s(3))
    context = new_context(chromium, small.server, 360)
    page = context.new_page()
    page.clock.set_fixed_time(clock.now)  # the telephone's own clock
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    Person(page).sign_in(small.email).go(f"/prets/{small.loan_id}/remise")
    judged(page, pictures, "remise-1-ouverte")
    page.get_by_role("button", name="Préparer hors ligne").click()
    expect(page.locator("[data-prepared]")).to_contain_text("Prêt : 1 page")
    context.set_offline(True)
    page.goto(f"/prets/{small.loan_id}/remise")  # opened again without network, by the worker
    point(page, "E0001X")
    expect(page.locator("[data-said]")).to_contain_text("contient une erreur")
    for place in range(3):  # what was proposed is unticked by the first code
        point(page, small.code(place))
        expect(page.locator("[data-counter]")).to_have_text(f"{place + 1} sur 3")
    page.get_by_label("Choisir des photos").first.set_input_files(photo)
    page.get_by_label("Prénom et nom").fill("Léo Martin")
    page.get_by_label("Fonction").first.fill("Transporteur")
    page.get_by_label("J'ai vu ces objets").check()
    page.get_by_role("button", name="Enregistrer la remise").click()
    expect(page.locator("[data-waiting-count]")).to_have_text("1 à envoyer")
    keep(page, pictures / "remise-2-sans-reseau-360.png", full_page=True)
    clock.at(clock.now + timedelta(minutes=20))
    context.set_offline(False)
    expect(page.locator("[data-waiting-count]")).to_have_text("0 à envoyer", timeout=20_000)
    expect(page.locator("[data-prepared]")).to_be_empty()
    keep(page, pictures / "remise-3-envoyee-360.png", full_page=True)
    expect(page.locator("[data-conflicts] li")).to_have_count(0)
    db.session.rollback()
    step = db.session.scalars(select(DeskStep)).one()
    assert (step.done_at, step.received_at) == (clock.now - timedelta(minutes=20), clock.now)
    assert set(db.session.scalars(select(LoanUnit.handed_over_at))) == {step.done_at}
    assert db.session.scalar(select(func.count(ConditionPhoto.id))) == 1
    assert db.session.scalars(select(Signature)).one().name == "Léo Martin"
    said = db.session.scalars(select(JournalEntry).filter_by(action="hand_over")).one()
    assert said.details["done_at"] == step.done_at.isoformat() and said.at == step.received_at
    Person(page).go(f"/prets/{small.loan_id}/retour")
    expect(page.locator("html")).to_have_attribute("lang", "fr")  # keeping pages follows no link but the desks'
    judged(page, pictures, "retour-1-ouvert")
    assert not faults, faults
    context.close()


def test_what_was_changed_meanwhile_is_listed_for_a_person_to_decide(
    chromium: Browser, small: Desk, pictures: Path, clock: Clock
) -> None:
    context = new_context(chromium, small.server, 360)
    page = context.new_page()
    page.clock.set_fixed_time(clock.now)
    Person(page).sign_in(small.email).go(f"/prets/{small.loan_id}/remise")
    context.set_offline(True)
    point(page, small.code(0))
    page.get_by_role("button", name="Enregistrer la remise").click()
    expect(page.locator("[data-waiting-count]")).to_have_text("1 à envoyer")
    services.cancel_loan(small.museums.technician, small.loan_id, "Le camion est en panne.", clock.now)
    context.set_offline(False)
    line = page.locator("[data-conflicts] li")
    expect(line).to_contain_text("n'en est plus à cette étape", timeout=20_000)
    expect(page.locator("[data-waiting-count]")).to_have_text("0 à envoyer")
    keep(page, pictures / "remise-4-conflit-360.png", full_page=True)
    assert violations(page) == []
    page.goto("/prets/aujourdhui")
    expect(page.locator("[data-conflicts] li")).to_have_count(1)  # never dropped by itself
    page.goto("/compte")
    page.get_by_role("button", name="Se déconnecter").first.evaluate("button => button.form.requestSubmit(button)")
    page.wait_for_url("**/au-revoir")
    Person(page).sign_in(small.email).go("/prets/aujourdhui")
    expect(page.locator("[data-waiting-count]")).to_have_text("0 à envoyer")
    expect(page.locator("[data-conflicts] li")).to_have_count(0)
    context.close()


def test_thirty_objects_by_typed_codes_take_three_minutes_at_most(
    chromium: Browser, large: Desk, clock: Clock
) -> None:
    context = new_context(chromium, large.server, 360)
    page = context.new_page()
    Person(page).sign_in(large.email).go(f"/prets/{large.loan_id}/remise")
    page.get_by_label("Code de l'étiquette").focus()
    keys = 0
    for place in range(30):
        point(page, large.code(place))
        expect(page.locator("[data-counter]")).to_have_text(f"{place + 1} sur 30")
        keys += len(large.code(place)) + 1
    expect(page.locator("[data-counter]")).to_have_text("30 sur 30")
    names = {"Prénom et nom": "Léo Martin", "Fonction": "Transporteur"}
    for label, text in names.items():
        page.get_by_label(label).first.fill(text)
        keys += len(text) + 1
    page.get_by_label("J'ai vu ces objets").check()
    keys += 2
    page.get_by_role("button", name="Enregistrer la remise").click()
    page.wait_for_url(f"**/prets/{large.loan_id}")
    seconds = keys * KEY + 30 * THOUGHT + DRAWN
    print(f"\n30 objects: {keys} keys, {seconds:.0f} s ({keys * KEY:.0f} s of keys, {30 * THOUGHT:.0f} s of looking)")
    db.session.rollback()
    assert db.session.scalar(select(func.count(LoanUnit.id))) == 30
    assert seconds <= 180
    context.close()

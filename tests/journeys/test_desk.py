"""The desk on a phone: codes, signatures, no network, and how long thirty objects take."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import func, select

from app.core.db import db
from app.core.journal import JournalEntry
from app.listings.domain.codes import CodeKind, code_of
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.request import UnitReport
from app.loans.models import ConditionPhoto, DeskStep, LoanUnit, Signature
from tests.conftest import Clock
from tests.given.accounts import email_of
from tests.given.loans import FIRST_DAY, Museums, a_loan, two_museums
from tests.journeys.a_network import a_photo_like_a_phone_s
from tests.journeys.conftest import new_context
from tests.journeys.looking import overflow, violations
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
    email = email_of(museums.technician)
    db.session.rollback()
    clock.set(clock.now.replace(year=FIRST_DAY.year, month=FIRST_DAY.month, day=FIRST_DAY.day, hour=9))
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
        page.screenshot(path=pictures / f"{name}-{width}.png", full_page=True)
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
    for place in range(3):
        point(page, small.code(place))
    expect(page.locator("[data-counter]")).to_have_text("3 sur 3")
    page.get_by_label("Choisir des photos").first.set_input_files(photo)
    page.get_by_label("Prénom et nom").fill("Léo Martin")
    page.get_by_label("Fonction").first.fill("Transporteur")
    page.get_by_label("J'ai vu ces objets").check()
    noted = page.evaluate("Date.now()")
    page.get_by_role("button", name="Enregistrer la remise").click()
    expect(page.locator("[data-waiting-count]")).to_have_text("1 à envoyer")
    page.screenshot(path=pictures / "remise-2-sans-reseau-360.png", full_page=True)
    assert noted
    context.set_offline(False)
    expect(page.locator("[data-waiting-count]")).to_have_text("0 à envoyer", timeout=20_000)
    page.screenshot(path=pictures / "remise-3-envoyee-360.png", full_page=True)
    expect(page.locator("[data-conflicts] li")).to_have_count(0)
    db.session.rollback()
    step = db.session.scalars(select(DeskStep)).one()
    assert step.done_at < step.received_at
    assert set(db.session.scalars(select(LoanUnit.handed_over_at))) == {step.done_at}
    assert db.session.scalar(select(func.count(ConditionPhoto.id))) == 1
    assert db.session.scalars(select(Signature)).one().name == "Léo Martin"
    said = db.session.scalars(select(JournalEntry).filter_by(action="hand_over")).one()
    assert said.details["done_at"] == step.done_at.isoformat() and said.at == step.received_at
    Person(page).go(f"/prets/{small.loan_id}/retour")
    judged(page, pictures, "retour-1-ouvert")
    assert not faults, faults
    context.close()

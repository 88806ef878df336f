"""A first estimate of a show's carbon on a phone: at most 25 inputs and ten minutes (issue 6, trust.md F11)."""

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.core.actor import Role
from app.core.db import db
from app.impact.footprint.domain.quick import ASKS, MOST_QUESTIONS
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
TEAM = "expo@exemple.fr"
TEN_MINUTES = 600
A_QUESTION = 15
"""Seconds that somebody reads, thinks and types, for each input: the browser itself needs less than one."""


@pytest.fixture
def show(app: Flask, now: datetime) -> Iterator[int]:
    """A show of which neither surface nor visitors are known."""
    house = an_institution("Musée des Laves")
    team = a_person(house, Role.EXHIBITIONS, email=TEAM)
    yield an_exhibition(team, house, now, surface_m2=None)
    db.session.rollback()


def test_a_first_estimate_takes_25_inputs_and_ten_minutes_at_most(
    chromium: Browser, server: Server, show: int, pictures: Path
) -> None:
    eyes = Eyes(pictures, widths=(360, 1280))
    with a_person_at(chromium, server, width=360) as team:
        team.sign_in(TEAM)
        started = time.monotonic()
        inputs = _answered(team, show)
        took = time.monotonic() - started
        team.sees("Ce que l'exposition émet", "Sans les déplacements des visiteurs", "t CO2e")
        eyes.look(team.page, "c01-calcul-carbone")
    print(
        f"first estimate: {inputs} inputs, {took:.1f} s in the browser, {took + inputs * A_QUESTION:.0f} s by a person"
    )
    assert inputs <= MOST_QUESTIONS
    assert took + inputs * A_QUESTION <= TEN_MINUTES
    assert not eyes.faults, "\n".join(eyes.faults)


def _answered(team: Person, show: int) -> int:
    """Every question of the estimate, answered otherwise than proposed; how many inputs that took."""
    team.go(f"/expositions/{show}").follow("Calcul carbone").follow("Estimer en dix minutes")
    team.write("Surface de l'exposition", "400").write("Visiteurs attendus", "20 000").press("Proposer les réponses")
    asked: int = team.main.locator("form input:visible, form select:visible").count()
    assert asked == 2 + len(ASKS)
    for ask in ASKS:
        control = team.main.locator(f"[name={ask.id}]")
        if ask.choices:
            control.select_option(index=1)
        else:
            control.fill(str(int(control.input_value()) + 1))
    team.press("Calculer l'estimation")
    return asked

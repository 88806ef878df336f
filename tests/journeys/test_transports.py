"""One van for two loans, in a browser: proposed on a phone, accepted without JavaScript; days of road on the loan."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser

from app.accounts.models import User
from app.core.db import db
from tests.given.loans import two_museums
from tests.given.transports import two_far_loans
from tests.journeys.conftest import new_context
from tests.journeys.looking import keep, overflow, violations
from tests.journeys.people import Person
from tests.servers import Server

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
PHONE = 360


def look(person: Person, name: str, pictures: Path, axe: bool = True) -> None:
    for width in (PHONE, 1280):
        person.page.set_viewport_size({"width": width, "height": 900})
        if axe:
            assert overflow(person.page) <= 0, f"{name} at {width}"
        keep(person.page, pictures / f"transports_{name}_{width}.png", full_page=True)
    if axe:
        assert violations(person.page) == []
    person.page.set_viewport_size({"width": PHONE, "height": 900})


def test_two_loans_share_a_van(app: Flask, server: Server, chromium: Browser, pictures: Path) -> None:
    now = datetime.now(UTC)
    museums = two_museums(now=now)
    loans = two_far_loans(museums, now)
    emails = [db.session.get_one(User, actor.user_id).email for actor in (museums.technician, museums.team)]
    db.session.remove()
    keeper = Person(new_context(chromium, server, PHONE).new_page()).sign_in(emails[0])
    team = Person(new_context(chromium, server, PHONE, scripts=False).new_page()).sign_in(emails[1])

    keeper.go("/prets").follow("Transports")
    look(keeper, "possible", pictures)
    keeper.press("Proposer ce trajet").sees("Le trajet commun est proposé")
    look(keeper, "proposed", pictures)
    team.go("/prets/transports")
    look(team, "to_answer", pictures, axe=False)
    team.press("Accepter pour Musée emprunteur").sees("Tous sont d'accord")
    look(team, "agreed", pictures, axe=False)

    keeper.go(f"/prets/{loans[0]}").sees("Trajet commun convenu")
    keeper.page.get_by_text("Régler les jours de route").click()
    keeper.write("Jours de route avant le prêt", "1").write("Jours de route après le prêt", "2")
    look(keeper, "road_form", pictures)
    keeper.press("Enregistrer les jours de route").sees("Réglés par le prêteur.")
    look(keeper, "loan", pictures)
    keeper.go("/calendrier?vue=frise&mois=2027-08")
    look(keeper, "timeline", pictures, axe=False)

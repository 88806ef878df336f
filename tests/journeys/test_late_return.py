"""What does not come back in time: the next borrower is warned, waits less for news than for the object, is told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from app.core.actor import Role
from app.core.db import db
from app.core.mail import OutboxMail
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.queries.checks import CHECKS
from tests.conftest import Clock
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing
from tests.given.loans import LAST_DAY, Museums, a_loan, reports_to_return, two_museums
from tests.journeys.looking import Eyes
from tests.journeys.people import Person, a_person_at
from tests.servers import Server, serving

pytestmark = [pytest.mark.journey, pytest.mark.any_engine]
LENDER, LATE, NEXT, THIRD = (f"{name}@example.org" for name in ("regie", "retard", "suivant", "troisieme"))
NEXT_FIRST, NEXT_LAST = LAST_DAY + timedelta(days=12), LAST_DAY + timedelta(days=19)


@dataclass(frozen=True, slots=True)
class Story:
    """One projector: out with one house, promised to the next, and wanted by a third."""

    museums: Museums
    late_id: int
    next_id: int


def _house(museums: Museums, name: str, city: str, email: str, now: datetime) -> Museums:
    house = an_institution(name, city=city, now=now)
    team = a_person(house, Role.EXHIBITIONS, email=email, now=now)
    show = an_exhibition(team, house, now)
    return Museums(museums.lender_id, museums.technician, museums.listing_id, house, team, show)


@pytest.fixture
def story(app: Flask, clock: Clock) -> Story:
    museums = two_museums(quantity=1, now=clock.now, title="Vidéoprojecteur laser")
    a_person(museums.lender_id, Role.TECHNICIAN, email=LENDER, now=clock.now)
    a_person(museums.borrower_id, Role.EXHIBITIONS, email=LATE, now=clock.now)
    following = _house(museums, "Musée suivant", "Nantes", NEXT, clock.now)
    _house(museums, "Musée troisième", "Lyon", THIRD, clock.now)
    neighbour = an_institution("Musée voisin", city="Lyon", now=clock.now)
    voisin = a_person(neighbour, Role.TECHNICIAN, email="voisin@example.org", now=clock.now)
    a_listing(voisin, neighbour, title="Vidéoprojecteur du voisin", now=clock.now)
    late_id = a_loan(museums, State.OUT, asked_at=clock.now)
    next_id = a_loan(following, State.APPROVED, asked_at=clock.now, first_day=NEXT_FIRST, last_day=NEXT_LAST)
    db.session.rollback()
    return Story(museums, late_id, next_id)


@pytest.fixture
def told(story: Story, environment: dict[str, str], tmp_path: Path) -> Iterator[Server]:
    """The product served on the clock of the story."""
    with serving(environment, tmp_path / "server.log") as running:
        yield running


def _later(clock: Clock, days: int, hour: int = 10) -> datetime:
    """So many days after the loan should have been back; the scheduler passes."""
    now = clock.at(datetime.combine(LAST_DAY + timedelta(days=days), time(hour), ZoneInfo("Europe/Paris")))
    services.watch_late_returns(now)
    services.offer_places(now)
    db.session.rollback()
    return now


def test_late_return(chromium: Browser, told: Server, story: Story, pictures: Path, clock: Clock) -> None:
    eyes = Eyes(pictures, widths=(360, 1280), sees_crowding=True)
    with a_person_at(chromium, told, width=360) as third:
        _a_third_waits(third, story, eyes)
    _later(clock, 1)
    with a_person_at(chromium, told) as lender:
        lender.sign_in(LENDER).go("/prets?onglet=en-retard").sees("1 prêt suivant touché")
        eyes.look(lender.page, "l03-en-retard")
        lender.follow("Vidéoprojecteur laser").sees(
            "1 prêt suivant touché", "Musée suivant", "Ce que vous pouvez faire"
        )
        eyes.look(lender.page, "l04-pret-en-retard")
    with a_person_at(chromium, told, width=360) as following:
        following.sign_in(NEXT).go(f"/prets/{story.next_id}").sees("risque de ne pas être prêt", "personne ne sait")
        following.sees("Vidéoprojecteur du voisin")
        eyes.look(following.page, "l05-prochain-emprunteur")
    with a_person_at(chromium, told, width=360) as lender:
        lender.sign_in(LENDER).go(f"/prets/{story.late_id}")
        lender.write("Nouvelle date de retour", (LAST_DAY + timedelta(days=4)).isoformat()).press(
            "Enregistrer la date"
        )
        assert "prêt suivant touché" not in lender.main.inner_text()
    assert ["assuré" in one for one in _letters(NEXT)] == [False, True]
    now = _later(clock, 4)
    services.take_back(story.museums.technician, story.late_id, reports_to_return(story.late_id), now)
    services.cancel_loan(story.museums.technician, story.next_id, "Le projecteur part en révision.", now)
    _later(clock, 4, 11)
    with a_person_at(chromium, told) as third:
        third.sign_in(THIRD).go(f"/annonces/{story.museums.listing_id}").sees("C'est votre tour")
        eyes.look(third.page, "l06-votre-tour")
        third.follow("Faire la demande").sees("Libre")
        third.tick("Nous en passer").press("Envoyer la demande").sees("Votre demande est partie")
    db.session.rollback()
    assert {name: found for name, check in CHECKS.items() if (found := check(clock.now))} == {}
    assert not eyes.faults, "\n".join(eyes.faults)


def _a_third_waits(third: Person, story: Story, eyes: Eyes) -> None:
    days = f"du={NEXT_FIRST.isoformat()}&au={NEXT_LAST.isoformat()}&quantite=1"
    third.sign_in(THIRD).go(f"/annonces/{story.museums.listing_id}?{days}").sees("Pas possible")
    third.follow("Attendre").sees("Prendre place dans la file")
    eyes.look(third.page, "l01-file")
    third.press("Prendre place dans la file").sees("Ma place dans la file", "en tête de la file")
    eyes.look(third.page, "l02-ma-place")


def _letters(email: str) -> list[str]:
    db.session.rollback()
    rows = select(OutboxMail.subject).where(OutboxMail.to_address == email).order_by(OutboxMail.id)
    return [one for one in db.session.scalars(rows) if "risque" in one or "assuré" in one]

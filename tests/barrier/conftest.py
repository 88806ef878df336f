"""A network of museums that all want the same object at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.core import clock
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.wishes import NoticeKind, quietest
from app.loans import services
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence
from app.notifications.services.wishing import choose_wishes
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing


@dataclass
class Rivals:
    """A lender with as many technicians as there are rival borrowers."""

    lender_id: int
    technicians: list[Actor]
    emails: list[str]
    teams: list[Actor]
    team_emails: list[str]
    exhibition_ids: list[int]
    first_day: date
    last_day: date

    @property
    def longer_day(self) -> date:
        """A week after the last day."""
        return self.last_day + timedelta(days=7)

    def a_contested_listing(self, quantity: int = 1) -> tuple[int, list[int]]:
        """A new listing that every borrower has asked one unit of, on the same days: its id and the loans'."""
        listing_id = self.a_listing(quantity)
        return listing_id, [self.ask(number, listing_id) for number in range(len(self.teams))]

    def a_listing(self, quantity: int) -> int:
        """A new listing of the lender's."""
        return a_listing(self.technicians[0], self.lender_id, quantity=quantity, now=clock.now())

    def ask(self, number: int, *listing_ids: int, quantity: int = 1, **said: Any) -> int:
        """The request of one borrower for these, in this order, on the usual days."""
        usual: dict[str, Any] = {
            "lines": tuple(LineWanted(one, quantity) for one in listing_ids),
            "exhibition_id": self.exhibition_ids[number],
            "first_day": self.first_day,
            "last_day": self.last_day,
            "alternative": Alternative.NEW,
            "evidence": Evidence.E2,
        }
        return services.request_loan(self.teams[number], LoanRequest(**usual | said), "", clock.now())

    def form(self) -> dict[str, str]:
        """The same as a browser sends it, without the show."""
        return {
            "quantity": "1",
            "starts_on": self.first_day.isoformat(),
            "ends_on": self.last_day.isoformat(),
            "transport": "shared_freight",
            "alternative": "new",
            "evidence": "E2",
        }


def _a_monday(after: date) -> date:
    return after + timedelta(days=(7 - after.weekday()) % 7)


@pytest.fixture(scope="session")
def count(request: pytest.FixtureRequest) -> int:
    """How many rivals there are."""
    asked: int = request.config.getoption("--clients")
    return asked


@pytest.fixture(scope="session")
def turns(request: pytest.FixtureRequest) -> int:
    """How many rounds each verb is played."""
    asked: int = request.config.getoption("--turns")
    return asked


@pytest.fixture
def rivals(app: Flask, count: int) -> Rivals:
    """As many museums as clients, and one lender, on the real clock."""
    app.config["APP_CLOCK_FILE"] = ""
    now = clock.now()
    lender_id = an_institution("Musée convoité", now=now)
    emails = [f"regie{n}@exemple.fr" for n in range(count)]
    team_emails = [f"expositions{n}@exemple.fr" for n in range(count)]
    technicians = [a_person(lender_id, Role.TECHNICIAN, email=email, now=now) for email in emails]
    for technician in technicians[1:]:  # each would have a letter of each request, and nobody reads them here
        choose_wishes(technician, {NoticeKind.REQUESTS: quietest(NoticeKind.REQUESTS)}, now)
    borrowers = [an_institution(f"Musée rival {n}", city="Lille", now=now) for n in range(count)]
    teams = [
        a_person(borrower, Role.EXHIBITIONS, email=email, now=now)
        for borrower, email in zip(borrowers, team_emails, strict=True)
    ]
    exhibitions = [an_exhibition(team, b, now) for team, b in zip(teams, borrowers, strict=True)]
    first = _a_monday(now.date() + timedelta(days=60))
    days = first, first + timedelta(days=11)
    return Rivals(lender_id, technicians, emails, teams, team_emails, exhibitions, *days)


@pytest.fixture
def served_environment(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of the web workers: the test's database, the real clock."""
    yield {key: value for key, value in environment.items() if key != "APP_CLOCK_FILE"}
    db.session.rollback()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the server writes what went wrong."""
    return tmp_path / "server.log"


@pytest.fixture(scope="session")
def stops(request: pytest.FixtureRequest) -> int:
    """How often a scheduler is killed at each named point."""
    asked: int = request.config.getoption("--stops")
    return asked

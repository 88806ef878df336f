"""A network of museums that all want the same object at the same time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import Flask

from app.core import clock
from app.core.actor import Actor, Role
from app.core.db import db
from app.loans import services
from app.loans.domain.request import LineWanted, LoanRequest
from app.loans.domain.words import Alternative, Evidence
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing

CLIENTS = 8


@dataclass
class Rivals:
    """A lender with as many technicians as there are rival borrowers."""

    lender_id: int
    technicians: list[Actor]
    emails: list[str]
    teams: list[Actor]
    exhibition_ids: list[int]
    first_day: date
    last_day: date

    def a_contested_listing(self, quantity: int = 1) -> tuple[int, list[int]]:
        """A new listing that every borrower has asked one unit of, on the same days: its id and the loans'."""
        now = clock.now()
        listing_id = a_listing(self.technicians[0], self.lender_id, quantity=quantity, now=now)
        wanted = [LineWanted(listing_id, 1)]
        loan_ids = [
            services.request_loan(
                team,
                LoanRequest(
                    lines=tuple(wanted),
                    exhibition_id=exhibition_id,
                    first_day=self.first_day,
                    last_day=self.last_day,
                    alternative=Alternative.NEW,
                    evidence=Evidence.E2,
                ),
                "",
                now,
            )
            for team, exhibition_id in zip(self.teams, self.exhibition_ids, strict=True)
        ]
        return listing_id, loan_ids


def _a_monday(after: date) -> date:
    return after + timedelta(days=(7 - after.weekday()) % 7)


@pytest.fixture
def rivals(app: Flask) -> Rivals:
    """Eight museums and one lender, on the real clock."""
    app.config["APP_CLOCK_FILE"] = ""
    now = clock.now()
    lender_id = an_institution("Musée convoité", now=now)
    emails = [f"regie{n}@exemple.fr" for n in range(CLIENTS)]
    technicians = [a_person(lender_id, Role.TECHNICIAN, email=email, now=now) for email in emails]
    borrowers = [an_institution(f"Musée rival {n}", city="Lille", now=now) for n in range(CLIENTS)]
    teams = [a_person(borrower, Role.EXHIBITIONS, now=now) for borrower in borrowers]
    exhibitions = [an_exhibition(team, b, now) for team, b in zip(teams, borrowers, strict=True)]
    first = _a_monday(now.date() + timedelta(days=60))
    return Rivals(lender_id, technicians, emails, teams, exhibitions, first, first + timedelta(days=11))


@pytest.fixture
def served_environment(environment: dict[str, str]) -> Iterator[dict[str, str]]:
    """The environment of the web workers: the test's database, the real clock."""
    yield {key: value for key, value in environment.items() if key != "APP_CLOCK_FILE"}
    db.session.rollback()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the server writes what went wrong."""
    return tmp_path / "server.log"

"""Who asks for loans in ``benchmarks.requests``: people made by the verbs, requests that are free to be granted, and
two ways to send them over a kept connection, the form of the pages and the API of programs."""

import json
import random
import re
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from http.client import HTTPConnection, HTTPResponse
from itertools import islice
from typing import Protocol
from urllib.parse import urlencode

from sqlalchemy import select

from app.accounts.domain.states import TokenScope
from app.accounts.models import Institution
from app.accounts.services import create_person, create_token, grant_role
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db
from app.core.errors import Refusal
from app.listings.domain.availability import Period, require_units
from app.listings.domain.rules import require_rules
from app.listings.domain.states import ListingState, Offer, Visibility
from app.listings.models import Listing
from app.listings.queries.pools import ListingPool, pools
from tests.given.exhibitions import an_exhibition

PASSWORD = "tambour violet ondule seize grenades lentes hier"
CLIENTS = 4
DRAWS = 10
"""Requests drawn from one house before the next."""
WORKER = "/floor/worker"


@dataclass(frozen=True, slots=True)
class Borrower:
    """Somebody who prepares a show: signs in with *email*, or sends *token*."""

    email: str
    token: str
    exhibition_id: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """What one request asks for: one unit of each listing, days included, of one lender."""

    listings: tuple[int, ...]
    first: date
    last: date


def people(now: datetime) -> list[Borrower]:
    """A technician in each institution, and in the first few somebody with a show, a session to open and a key."""
    made = []
    for id in db.session.scalars(select(Institution.id).order_by(Institution.id)).all():
        technician = create_person(f"regie{id}@mesure.example.org", f"Régie {id}", None, now)
        grant_role(SYSTEM, id, technician, Role.TECHNICIAN, now)
        if id <= CLIENTS:
            made.append(_borrower(id, now))
    return made


def _borrower(house: int, now: datetime) -> Borrower:
    email = f"expo{house}@mesure.example.org"
    person = create_person(email, f"Exposition {house}", PASSWORD, now)
    grant_role(SYSTEM, house, person, Role.EXHIBITIONS, now)
    actor = Actor(person, f"Exposition {house}", False, frozenset({(house, Role.EXHIBITIONS)}))
    day = now.date()
    show = an_exhibition(actor, house, now, opens_on=day + timedelta(20), closes_on=day + timedelta(600))
    return Borrower(email, create_token(actor, "mesure", TokenScope.WRITE, 30, now), show)


def free_requests(seed: int, lines: int, now: datetime) -> Iterator[Wanted]:
    """Requests that the formula grants, drawn by *seed* from the whole catalogue, in the year where the holds are."""
    chance, today = random.Random(seed), now.date()
    theirs = _listings_by_house()
    while True:
        found = pools(theirs[chance.choice(list(theirs))], today, now=now)
        for _ in range(DRAWS):
            monday = today + timedelta(days=7 - today.weekday() + 7 * chance.randrange(4, 50))
            first, last = monday + timedelta(days=1), monday + timedelta(days=3 + 7 * chance.randrange(1, 4))
            asked = Period.of_days(first, last)
            free = (id for id in chance.sample(list(found), len(found)) if _is_free(found[id], asked, today))
            chosen = tuple(sorted(islice(free, lines)))
            if len(chosen) == lines:
                yield Wanted(chosen, first, last)


def _listings_by_house() -> dict[int, Sequence[int]]:
    found: dict[int, list[int]] = {}
    rows = select(Listing.id, Listing.institution_id).where(
        Listing.institution_id > CLIENTS,
        Listing.state == ListingState.PUBLISHED,
        Listing.visibility == Visibility.PUBLIC,
        Listing.offer != Offer.GIFT,
    )
    for id, house in db.session.execute(rows.order_by(Listing.id)):
        found.setdefault(house, []).append(id)
    return {house: ids for house, ids in found.items() if len(ids) >= 10}


def _is_free(found: ListingPool, period: Period[date], today: date) -> bool:
    try:
        require_rules(found.rules, period, today)
        require_units(found.pool, period, 1)
    except Refusal:
        return False
    return True


class Client(Protocol):
    """Sends requests over one kept connection."""

    def ask(self, wanted: Wanted) -> float:
        """Milliseconds from the request to the last byte of its answer."""


class Connection:
    """One kept connection, to the worker process *worker* where one is named."""

    def __init__(self, port: int, worker: int | None = None) -> None:
        self.http = HTTPConnection("127.0.0.1", port, timeout=120)
        for _ in range(200):
            if worker is None or int(self.send("GET", WORKER, "", {})[1]) == worker:
                return
            self.http.close()
        raise RuntimeError("a worker takes no connection")

    def send(self, method: str, path: str, body: str, headers: dict[str, str]) -> tuple[HTTPResponse, bytes]:
        """The answer and its body."""
        self.http.request(method, path, body or None, headers)
        answer = self.http.getresponse()
        return answer, answer.read()


class Program:
    """The JSON API, with a key and an ``Idempotency-Key`` for each request."""

    def __init__(self, connection: Connection, borrower: Borrower) -> None:
        self.connection, self.borrower = connection, borrower

    def ask(self, wanted: Wanted) -> float:
        """One request; 201 and nothing else is right."""
        said = {
            "exhibition_id": self.borrower.exhibition_id,
            "lines": [{"listing_id": id, "quantity": 1} for id in wanted.listings],
            "first_day": wanted.first.isoformat(),
            "last_day": wanted.last.isoformat(),
            "alternative": "new",
            "message": "Pour la dernière salle.",
        }
        headers = {
            "Authorization": f"Bearer {self.borrower.token}",
            "Content-Type": "application/json",
            "Idempotency-Key": secrets.token_hex(16),
        }
        body = json.dumps(said)
        started = time.perf_counter()
        answer, text = self.connection.send("POST", "/api/v1/loans", body, headers)
        took = (time.perf_counter() - started) * 1000
        assert answer.status == 201, (answer.status, text[:300])
        return took


class Person:
    """The form of the pages, signed in, with the token and the one-shot key that forms carry."""

    def __init__(self, connection: Connection, borrower: Borrower) -> None:
        self.connection, self.borrower = connection, borrower
        self.cookies: dict[str, str] = {}
        fields = {"email": borrower.email, "password": PASSWORD, "csrf_token": self._token("/connexion")}
        self._keep(self._post("/connexion", fields))
        self.token = self._token("/compte")

    def ask(self, wanted: Wanted) -> float:
        """One request; 303 and nothing else is right."""
        fields = {
            "csrf_token": self.token,
            "once": secrets.token_hex(16),
            "exhibition_id": str(self.borrower.exhibition_id),
            "starts_on": wanted.first.isoformat(),
            "ends_on": wanted.last.isoformat(),
            "quantity": "1",
            "transport": "dedicated_van",
            "alternative": "new",
            "evidence": "E2",
            "message": "Pour la dernière salle.",
        }
        started = time.perf_counter()
        self._post(f"/annonces/{wanted.listings[0]}/demander", fields)
        return (time.perf_counter() - started) * 1000

    def _token(self, path: str) -> str:
        """The form token of a page, with the cookie that goes with it."""
        answer, text = self.connection.send("GET", path, "", self._headers())
        self._keep(answer)
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', text.decode())
        assert found is not None, (path, answer.status)
        return found[1]

    def _post(self, path: str, fields: dict[str, str]) -> HTTPResponse:
        headers = {"Content-Type": "application/x-www-form-urlencoded", **self._headers()}
        answer, text = self.connection.send("POST", path, urlencode(fields), headers)
        assert answer.status == 303, (path, answer.status, text[:300])
        return answer

    def _keep(self, answer: HTTPResponse) -> None:
        for header in answer.headers.get_all("Set-Cookie") or []:
            name, value = header.split(";")[0].split("=", 1)
            self.cookies[name] = value

    def _headers(self) -> dict[str, str]:
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}

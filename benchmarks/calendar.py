"""How fast the days of a large lender are: ``python -m benchmarks.calendar --listings 5000 --loans 50000``.

Builds by a seed one institution with its listings and loans (nine in ten are over, the rest is asked, promised, out
or late), serves it with gunicorn, one worker, and asks the inbox, the desk of the day, the month and the timeline as
a technician of it would, in turns with three floors. Prints medians, p95, ratios to the floors, and how often each
page asks the database.
"""

import argparse
import json
import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import event

from app import create_app
from app.accounts.services import create_person, grant_role
from app.core.actor import SYSTEM, Role
from app.core.db import db
from benchmarks.filling import fill
from benchmarks.search import Browser, Times, database, environment_of, processor, show, weights
from tests.servers import Server, serving

TURNS, WARM_UP = 60, 5
BIG, OTHERS, SHOWS = 1, 60, 200
EMAIL, PASSWORD = "regie@mesure.example.org", "tambour violet ondule seize grenades lentes hier"
OVER = ("closed", "closed", "closed", "closed", "refused", "cancelled", "expired")
KINDS = ("screen", "video_projector", "plinth", "display_case", "speaker")
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Lender:
    """The rows of each table, in the order in which they refer to each other; the same for the same seed."""

    listings: int
    loans: int
    seed: int
    now: datetime

    @property
    def today(self) -> date:
        """The day it is built around."""
        return self.now.date()

    def tables(self) -> Iterator[tuple[str, tuple[str, ...], Iterator[Row]]]:
        """Table, columns, rows."""
        yield "institution", _INSTITUTION, self._institutions()
        yield "site", _SITE, self._sites()
        yield "site_closure", ("site_id", "first_day", "last_day", "reason"), self._closures()
        yield "listing", _LISTING, self._listings()
        yield "unit", ("id", "listing_id", "label"), self._units()
        yield "exhibition", _EXHIBITION, self._exhibitions()
        loans = list(self._loans())
        yield "loan", _LOAN, iter(loans)
        lines = list(self._lines(loans))
        yield "allocation", _ALLOCATION, self._allocations(lines)
        yield "loan_line", ("id", "loan_id", "listing_id", "quantity", "allocation_id"), self._loan_lines(lines)
        yield "loan_unit", _LOAN_UNIT, self._loan_units(lines)

    def _institutions(self) -> Iterator[Row]:
        for id in range(1, OTHERS + 2):
            name = f"Musée mesuré {id}"
            yield id, name, name.lower(), "museum", True, "verified", "Lyon", "84", "69", "Europe/Paris", self.now

    def _sites(self) -> Iterator[Row]:
        for id in range(1, OTHERS + 4):
            house = id if id <= OTHERS + 1 else BIG
            yield (
                id, house, f"Site {id}", "1 rue du Musée", "69001", "Lyon", "69381", "69", "84", 45.76, 4.83,
                "offline", json.dumps([1, 2, 3, 4, 5]), "",
            )  # fmt: skip

    def _closures(self) -> Iterator[Row]:
        for number in range(24):
            first = self.today + timedelta(days=15 * number - 180)
            yield BIG, first, first + timedelta(days=1), "Inventaire"

    def _listings(self) -> Iterator[Row]:
        for id in range(1, self.listings + 501):
            house = BIG if id <= self.listings else id % OTHERS + 2
            site = house if house != BIG else (BIG, OTHERS + 2, OTHERS + 3)[id % 3]
            yield (
                id, house, site, KINDS[id % len(KINDS)], f"Objet mesuré {id}", "{}", "good", "loan", "public",
                "published", False, id % 4, f"Réserve {id % 7}, étagère {id % 40}", self.now, self.now, self.now, 1,
            )  # fmt: skip

    def _units(self) -> Iterator[Row]:
        for id in range(1, self.listings + 501):
            yield 2 * id - 1, id, "1"
            yield 2 * id, id, "2"

    def _exhibitions(self) -> Iterator[Row]:
        for id in range(1, SHOWS + 1):
            first = self.today + timedelta(days=id - 100)
            yield (
                id, id % OTHERS + 2 if id % 10 else BIG, f"Exposition {id}", "Galerie", "Lyon", "69", "84", 45.76,
                4.83, first, first + timedelta(days=90), self.now,
            )  # fmt: skip

    def _loans(self) -> Iterator[Row]:
        """One in ten is borrowed by the house; one in ten is not over."""
        chance = random.Random(self.seed)
        for id in range(1, self.loans + 1):
            other = chance.randrange(2, OTHERS + 2)
            lender, borrower = (other, BIG) if id % 10 == 0 else (BIG, other)
            state, first, last = self._state(id, chance)
            asked = self.now - timedelta(days=max(1, (self.today - first).days + 20))
            yield (
                id, lender, borrower, chance.randrange(1, SHOWS + 1), state, first, last, "shared_freight", "new",
                "E2", asked, self.now + timedelta(days=5),
            )  # fmt: skip

    def _state(self, id: int, chance: random.Random) -> tuple[str, date, date]:
        length = timedelta(days=chance.randint(3, 60))
        if id % 100 >= 10:
            first = self.today - timedelta(days=chance.randrange(70, 1900))
            return (
                ("closed", "closed", "closed", "closed", "refused", "cancelled", "expired")[id % 7],
                first,
                first + length,
            )
        match id % 100:
            case 0 | 1 | 2 | 3:
                first = self.today + timedelta(days=chance.randrange(1, 200))
                return "approved", first, first + length
            case 4:
                first = self.today + timedelta(days=chance.randrange(3, 200))
                return "requested", first, first + length
            case 5 | 6 | 7:
                first = self.today - timedelta(days=chance.randrange(1, 30))
                return "out", first, self.today + timedelta(days=chance.randrange(60))
            case 8:
                last = self.today - timedelta(days=chance.randrange(1, 40))
                return ("out" if id % 300 == 8 else "closed"), last - length, last
        last = self.today - timedelta(days=chance.randrange(1, 10))
        return "returned", last - length, last

    def _lines(self, loans: Sequence[Row]) -> Iterator[tuple[int, int, Row]]:
        """(line, listing, loan): one or two listings of the lender in each."""
        chance, line = random.Random(self.seed + 1), 0
        for loan in loans:
            theirs = [self.listings + 1 + n for n in range(500) if (self.listings + 1 + n) % OTHERS + 2 == loan[1]]
            first = chance.randrange(1, self.listings) if loan[1] == BIG else chance.choice(theirs[:-1])
            second = first + 1 if loan[1] == BIG else theirs[theirs.index(first) + 1]
            for listing in (first, second)[: 1 + loan[0] % 2]:
                line += 1
                yield line, listing, loan

    def _allocations(self, lines: Sequence[tuple[int, int, Row]]) -> Iterator[Row]:
        states = {"approved": "reserved", "expired": "expired"}
        for line, listing, loan in lines:
            state = states.get(loan[4], loan[4])
            yield (
                line, listing, 1, loan[5], loan[6] + timedelta(days=1), "loan", state, loan[2], loan[3], "", self.now,
            )  # fmt: skip

    def _loan_lines(self, lines: Sequence[tuple[int, int, Row]]) -> Iterator[Row]:
        for line, listing, loan in lines:
            yield line, loan[0], listing, 1, None if loan[4] == "out" else line

    def _loan_units(self, lines: Sequence[tuple[int, int, Row]]) -> Iterator[Row]:
        for line, listing, loan in lines:
            if loan[4] == "out":
                yield line, line, 2 * listing, line, self.now


_INSTITUTION = (
    "id", "name", "folded_name", "kind", "is_public", "state", "city", "region", "department", "time_zone",
    "created_at",
)  # fmt: skip
_SITE = (
    "id", "institution_id", "name", "address", "postcode", "city", "insee", "department", "region", "latitude",
    "longitude", "geocoded_by", "open_weekdays", "access_notes",
)  # fmt: skip
_LISTING = (
    "id", "institution_id", "site_id", "category", "title", "specs", "condition", "offer", "visibility", "state",
    "collection_item", "turnaround_days", "storage_place", "created_at", "updated_at", "published_at", "version",
)  # fmt: skip
_EXHIBITION = (
    "id", "institution_id", "title", "venue", "city", "department", "region", "latitude", "longitude", "opens_on",
    "closes_on", "created_at",
)  # fmt: skip
_LOAN = (
    "id", "lender_id", "borrower_id", "exhibition_id", "state", "starts_on", "ends_on", "transport", "alternative",
    "evidence", "requested_at", "expires_at",
)  # fmt: skip
_ALLOCATION = (
    "id", "listing_id", "quantity", "start_on", "end_on", "kind", "state", "for_institution_id", "exhibition_id",
    "note", "created_at",
)  # fmt: skip
_LOAN_UNIT = ("id", "line_id", "unit_id", "allocation_id", "handed_over_at")


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, serve, measure, print."""
    asked = _arguments(arguments)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        Path(folder).chmod(0o755)
        with database(asked.engine, Path(folder)) as url:
            environment = environment_of(url, Path(folder))
            app = create_app(environment)
            with app.app_context():
                fill(url, Lender(asked.listings, asked.loans, asked.seed, now))
                person = create_person(EMAIL, "Mesure", PASSWORD, now)
                grant_role(SYSTEM, BIG, person, Role.TECHNICIAN, now)
            print(f"\n{asked.engine}: a lender of {asked.listings:,} listings and {asked.loans:,} loans", flush=True)
            pages = _pages(now.date())
            with serving(
                environment, Path(folder) / "log", workers=1, factory="benchmarks.serving:with_floors()"
            ) as server:
                waited, worked = _times(server, pages, asked.seed)
                show(waited, worked)
                weights(server)
            counts = _queries(app, pages)
    for name, count in counts.items():
        print(f"{name:34}{count:4} queries")


def _pages(today: date) -> dict[str, list[str]]:
    months = [(today.replace(day=1) + timedelta(days=31 * n)).strftime("%Y-%m") for n in range(-2, 4)]
    return {
        "inbox, first tab": ["/prets"],
        "inbox, out": ["/prets?onglet=dehors", "/prets?onglet=dehors&page=5"],
        "inbox, late": ["/prets?onglet=en-retard"],
        "inbox, mine": ["/prets?onglet=mes-demandes"],
        "inbox, over": ["/prets?onglet=termines", "/prets?onglet=termines&page=100"],
        "desk of the day": ["/prets/aujourdhui"],
        "month": [f"/calendrier?mois={month}" for month in months],
        "month, one category": [f"/calendrier?mois={month}&categorie=screen" for month in months],
        "timeline, one month": [f"/calendrier?vue=frise&mois={month}" for month in months],
        "timeline, three months": [f"/calendrier?vue=frise&duree=3&mois={month}" for month in months],
        "floor: bare route": ["/floor/route"],
        "floor: bare query": ["/floor/query"],
        "floor: page of 24 cards": ["/floor/cards"],
    }


def _times(server: Server, pages: dict[str, list[str]], seed: int) -> tuple[Times, Times]:
    """Milliseconds of each page as a browser waits for it, and of the worker's processor."""
    asking = Browser(server.port, _signed_in(server.port))
    turns = [(name, paths[n % len(paths)]) for name, paths in pages.items() for n in range(TURNS)]
    for paths in pages.values():
        for n in range(WARM_UP):
            asking.get(paths[n % len(paths)])
    random.Random(seed).shuffle(turns)
    waited: Times = {name: [] for name in pages}
    worked: Times = {name: [] for name in pages}
    pid = server.worker_pids()[0]
    for name, path in turns:
        before = processor(pid)
        waited[name].append(asking.get(path))
        worked[name].append(processor(pid) - before)
    return waited, worked


def _signed_in(port: int) -> str:
    """The cookies of the technician, by the form that people fill in."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/connexion")
    page = connection.getresponse()
    cookies = _cookies(page.headers.get_all("Set-Cookie") or [])
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    body = urlencode({"email": EMAIL, "password": PASSWORD, "csrf_token": token[1]})
    said = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookies}
    connection.request("POST", "/connexion", body, said)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    return _cookies([cookies, *(answer.headers.get_all("Set-Cookie") or [])])


def _cookies(headers: Sequence[str]) -> str:
    pairs = dict(
        one.split(";")[0].split("=", 1) for header in headers for one in header.split("; ")[:1] if "=" in one
    )
    return "; ".join(f"{name}={value}" for name, value in pairs.items())


def _queries(app: Flask, pages: dict[str, list[str]]) -> dict[str, int]:
    """How often the database is asked by each page, the reader's own session included."""
    asked: list[str] = []
    found = {}
    with app.app_context():

        @event.listens_for(db.engine, "before_cursor_execute")
        def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

    client = app.test_client()
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/connexion").text)
    assert token is not None
    client.post("/connexion", data={"email": EMAIL, "password": PASSWORD, "csrf_token": token[1]})
    for name, paths in pages.items():
        if not name.startswith("floor"):
            client.get(paths[-1])
            asked.clear()
            client.get(paths[-1])
            found[name] = len(asked)
    return found


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=5_000)
    parser.add_argument("--loans", type=int, default=50_000)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

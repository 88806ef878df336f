"""How fast the dashboards of a house with many credits are: ``python -m benchmarks.dashboards --credits 50000``.

Forty-eight loans go through the verbs from request to return; their records are then copied in bulk, eight to a loan,
over the months of one year, the worst case for a page that shows a year. What is measured is what the product does:
the sums are added up by ``sum_again``, and every page is asked in turns with two floors. Prints p50, p95,
the median of the processor's own time (which neighbours on the machine do not lengthen), the ratio to the bare route
and how often each page asks the database; exit status 1 when a dashboard's p95 is above
250 ms or asks more than fourteen times.
"""

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select, text

from app import create_app
from app.core.access import public
from app.core.actor import Role
from app.core.db import db, transaction
from app.impact.models import ImpactRecord
from app.impact.sums.keeping import sum_again
from app.loans.models import Loan
from tests.databases import migrate
from tests.given.accounts import PASSWORD, PLACES, a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.impact import given

TURNS, WARM_UP = 40, 4
CEILING_MS, MOST_QUERIES = 250, 14
YEAR = 2027
LENDERS, SHOWS, A_LOAN = 16, 40, 8
KINDS = ("screen", "display_case", "plinth")
EMAIL = "mesure@exemple.fr"
PAGE = """{% extends "base.html" %}{% block title %}1{% endblock %}{% block content %}<h1>1</h1>{% endblock %}"""


def main() -> None:
    """Build, measure turn by turn so that every page meets the same machine, print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--credits", type=int, default=50_000)
    credits = asked.parse_args().credits
    with tempfile.TemporaryDirectory() as folder:
        app = _an_app(Path(folder))
        with app.app_context():
            started = time.monotonic()
            borrower = _a_borrower(credits)
            print(f"{credits} credits built in {time.monotonic() - started:.0f} s", file=sys.stderr)
            started = time.monotonic()
            sum_again()
            print(f"summed again in {time.monotonic() - started:.1f} s", file=sys.stderr)
            db.session.remove()
        sys.exit(0 if _show(*_measured(app, _pages(borrower))) else 1)


def _a_borrower(credits: int) -> int:
    """An institution, its shows, what it borrowed by the verbs, and the copies."""
    now = datetime(YEAR, 1, 10, 9, tzinfo=UTC)
    world = given.a_world(now)
    person = a_person(world.borrower, Role.CSR, email=EMAIL, now=now)
    assert person.user_id
    shows = [
        an_exhibition(world.curator, world.borrower, now, title=f"Exposition {n}", address="59000 Lille",
                      opens_on=given.FIRST, closes_on=given.LAST)
        for n in range(SHOWS)
    ]  # fmt: skip
    loans = []
    for number in range(LENDERS):
        house = an_institution(f"Prêteur {number}", city=list(PLACES)[number % len(PLACES)], now=now)
        world.lender, world.technician = house, a_person(house, Role.TECHNICIAN, now=now)
        loans += [given.a_returned_loan(world, given.an_offer(world, kind)) for kind in KINDS]
    _copy(loans, shows, credits)
    return world.borrower


def _copy(loans: list[int], shows: list[int], credits: int) -> None:
    with transaction() as session:
        columns = {column.name for column in Loan.__table__.columns} - {"id"}
        names = ", ".join(f'"{name}"' for name in sorted(columns))
        first = 1_000_000
        copies = -(-credits // A_LOAN)
        for number in range(copies):
            session.execute(
                text(f"INSERT INTO loan (id, {names}) SELECT {first + number}, {names} FROM loan WHERE id = :of"),
                {"of": loans[number % len(loans)]},
            )
        models = session.execute(
            select(*ImpactRecord.__table__.columns).where(ImpactRecord.phase == "actual")
        ).mappings().all()  # fmt: skip
        of_loan = {row["loan_id"]: dict(row) for row in models}
        for chunk in _chunks(_records(of_loan, loans, shows, first, credits), 1000):
            session.execute(insert(ImpactRecord), chunk)


def _records(
    of_loan: dict[int, dict[str, Any]], loans: list[int], shows: list[int], first: int, credits: int
) -> Iterator[dict[str, Any]]:
    for number in range(credits):
        loan = number // A_LOAN
        ends = date(YEAR, 1, 1) + timedelta(days=(number * 7) % 365)
        yield {
            **of_loan[loans[loan % len(loans)]],
            "id": first + number,
            "key": f"copy:{number}",
            "loan_id": first + loan,
            "loan_unit_id": None,
            "supersedes_id": None,
            "exhibition_id": shows[loan % len(shows)],
            "starts_on": ends - timedelta(days=90),
            "ends_on": ends,
        }


def _chunks(rows: Iterator[dict[str, Any]], size: int) -> Iterator[list[dict[str, Any]]]:
    chunk: list[dict[str, Any]] = []
    for row in rows:
        chunk.append(row)
        if len(chunk) == size:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _pages(borrower: int) -> dict[str, str]:
    year = f"annee={YEAR}&etablissement={borrower}"
    return {
        "bare route": "/floor/route",
        "bare page": "/floor/page",
        "dashboard of the year": f"/bilan?{year}",
        "annual report": f"/bilan/rapport?{year}",
        "the network": "/reseau",
    }


def _measured(
    app: Flask, pages: dict[str, str]
) -> tuple[dict[str, list[float]], dict[str, list[float]], dict[str, int]]:
    client = app.test_client()
    sign_in(client)
    times: dict[str, list[float]] = {name: [] for name in pages}
    work: dict[str, list[float]] = {name: [] for name in pages}
    asked: dict[str, int] = {}
    statements = [0]
    with app.app_context():

        @event.listens_for(db.engine, "before_cursor_execute")
        def _count(*_said: Any) -> None:
            statements[0] += 1

    for turn in range(WARM_UP + TURNS):
        for name, path in pages.items():
            statements[0] = 0
            started, worked = time.perf_counter(), time.process_time()
            answer = client.get(path)
            spent = (time.process_time() - worked) * 1000
            took = (time.perf_counter() - started) * 1000
            assert answer.status_code == 200, (path, answer.status_code)
            asked[name] = statements[0]
            if turn >= WARM_UP:
                times[name].append(took)
                work[name].append(spent)
    return times, work, asked


def _show(times: dict[str, list[float]], work: dict[str, list[float]], asked: dict[str, int]) -> bool:
    floor = statistics.median(times["bare route"])
    print(f"{'':28} {'p50 ms':>8} {'p95 ms':>8} {'cpu ms':>8} {'x route':>8} {'statements':>11}")
    fine = True
    for name, took in times.items():
        p50, p95 = statistics.median(took), statistics.quantiles(took, n=20)[-1]
        cpu = statistics.median(work[name])
        print(f"{name:28} {p50:8.1f} {p95:8.1f} {cpu:8.1f} {p50 / floor:8.1f} {asked[name]:11}")
        fine = fine and p95 <= CEILING_MS and asked[name] <= MOST_QUERIES
    return fine


def sign_in(client: FlaskClient) -> None:
    """Sign the person of `EMAIL` in."""
    import re

    page = client.get("/connexion").get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    data = {"email": EMAIL, "password": PASSWORD, **({"csrf_token": found[1]} if found else {})}
    assert client.post("/connexion", data=data).status_code == 303


def _an_app(folder: Path) -> Flask:
    url = f"sqlite:///{folder / 'bench.db'}"
    migrate(url, folder)
    app = create_app(
        {
            "APP_ENV": "test",
            "DATABASE_URL": url,
            "UPLOAD_DIR": str(folder / "uploads"),
            "GEOCODER": "offline",
            "SECRET_KEY": "bench-key-0123456789-abcdefghijklmnop",
        }
    )

    @app.get("/floor/route")
    @public
    def floor_route() -> str:
        return "ok"

    @app.get("/floor/page")
    @public
    def floor_page() -> str:
        return render_template_string(PAGE)

    return app


if __name__ == "__main__":
    main()

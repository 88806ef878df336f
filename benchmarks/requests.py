"""How fast a loan is asked for: ``python -m benchmarks.requests --listings 10000 --allocations 1000000``.

Builds the catalogue by a seed on a PostgreSQL that puts each commit on the disk, serves it with two workers of
gunicorn, and asks for loans over HTTP: by the form (one listing) and by the API (one listing, and five of one
lender), with one client and with four. Each request checks conflicts, and writes loan, lines, holds, journal,
notices, outbox and the key that keeps it from being done twice; they are counted at the end. Prints p50, p95, p99 and
the rate, what of the processor one request takes (on a busy machine the clock tells of the machine), how often the
database is asked, and ratios to floors of the same run: a route that answers a word, and a bare insert guarded by an
exclusion constraint.
"""

import argparse
import logging
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from os import getloadavg
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
from flask import Flask
from sqlalchemy import event, text
from werkzeug.serving import make_server

from app import create_app
from app.core.db import db
from benchmarks.asking import (
    CLIENTS,
    Borrower,
    Client,
    Connection,
    Person,
    Program,
    Wanted,
    free_requests,
    people,
)
from benchmarks.catalogue import Catalogue, Size
from benchmarks.filling import fill
from benchmarks.search import database, environment_of, processor
from tests.servers import Server, serving

WARM_UP = 25
LIMITS = {"API_WRITES_A_MINUTE": "1000000", "API_READS_A_MINUTE": "1000000"}
TABLES = ("loan", "loan_line", "allocation", "journal_entry", "notice", "outbox_mail", "idempotency_key")
FLOOR = """CREATE TABLE floor_hold (id bigserial PRIMARY KEY, unit_id int NOT NULL, days daterange NOT NULL,
EXCLUDE USING gist (int4range(unit_id, unit_id, '[]') WITH &&, days WITH &&))"""
Act = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Found:
    """Milliseconds of each turn, how many a second, and of the processor's time for one: web workers, database."""

    took: Sequence[float]
    rate: float
    web: float
    database: float


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, serve, measure, print."""
    asked = _arguments(arguments)
    now = datetime.now(UTC)
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        with database("postgresql", folder, durable=True) as url:
            environment = environment_of(url, folder) | LIMITS
            app = create_app(environment)
            with app.app_context():
                fill(url, Catalogue(Size(asked.listings, asked.allocations, asked.seed), now))
                borrowers = people(now)
                wanted = _drawn(asked, now)
                db.session.remove()
                db.engine.dispose()
            print(f"\n{asked.listings:,} listings, {asked.allocations:,} allocations, PostgreSQL, two workers")
            before = _counted(url)
            with serving(environment, folder / "log", 2, "benchmarks.serving:with_floors()") as server:
                found, sent = _measured(server, url, folder, borrowers, wanted, asked.requests)
            _show(found)
            after = _counted(url)
            print(f"{sent:,} requests sent; rows written for one:", end=" ")
            print(", ".join(f"{name} {(after[name] - before[name]) / sent:.2f}" for name in TABLES))
            _print_statements(app, borrowers[0], wanted)


def _drawn(asked: argparse.Namespace, now: datetime) -> dict[str, list[Wanted]]:
    """For each way to ask, requests that are free, different ones for each turn."""
    turns = 2 * (asked.requests + CLIENTS * WARM_UP) + 10
    return {
        name: list(islice(free_requests(asked.seed + place, lines, now), turns))
        for place, (name, lines) in enumerate({"form": 1, "API": 1, "API, five listings": 5}.items())
    }


def _measured(
    server: Server, url: str, folder: Path, borrowers: Sequence[Borrower], wanted: dict[str, list[Wanted]], many: int
) -> tuple[dict[str, Found], int]:
    """Everything in one run, one client and four for each; how many requests were sent."""
    found, sent = {}, 0
    for number in (1, CLIENTS):
        said = "one client" if number == 1 else f"{number} clients"
        for way, some in wanted.items():
            clients = [_client(way, server, borrowers[place], place) for place in range(number)]
            acts = [_asking(client, some) for client in clients]
            found[f"{way}, {said}"] = _run(acts, many, server.worker_pids(), folder)
            sent += many + number * WARM_UP
        routes = [_asking_floor(Connection(server.port, _worker(server, place))) for place in range(number)]
        found[f"floor: bare route, {said}"] = _run(routes, 2 * many, server.worker_pids(), folder)
        found[f"floor: bare insert, {said}"] = _inserts(url, number, 2 * many, folder)
    return found, sent


def _worker(server: Server, place: int) -> int:
    """Clients are shared out between the workers, as a proxy would."""
    pids = server.worker_pids()
    return pids[place % len(pids)]


def _client(way: str, server: Server, borrower: Borrower, place: int) -> Client:
    connection = Connection(server.port, _worker(server, place))
    return Person(connection, borrower) if way == "form" else Program(connection, borrower)


def _asking(client: Client, wanted: list[Wanted]) -> Act:
    return lambda: client.ask(wanted.pop())


def _asking_floor(connection: Connection) -> Act:
    def act() -> float:
        started = time.perf_counter()
        answer, _ = connection.send("GET", "/floor/route", "", {})
        assert answer.status == 200, answer.status
        return (time.perf_counter() - started) * 1000

    return act


def _run(acts: Sequence[Act], many: int, web: Sequence[int], folder: Path) -> Found:
    """*many* turns, shared by those who act at once."""
    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(lambda act: [act() for _ in range(WARM_UP)], acts))
        bases = _database_pids(folder)
        before = [sum(processor(pid) for pid in pids) for pids in (web, bases)]
        started = time.perf_counter()
        took = list(pool.map(lambda act: [act() for _ in range(many // len(acts))], acts))
        seconds = time.perf_counter() - started
        after = [sum(processor(pid) for pid in pids) for pids in (web, bases)]
    flat = [one for some in took for one in some]
    worked = [(late - early) / len(flat) for early, late in zip(before, after, strict=True)]
    return Found(flat, len(flat) / seconds, worked[0], worked[1])


def _database_pids(folder: Path) -> list[int]:
    head = (folder / "cluster" / "data" / "postmaster.pid").read_text().split()[0]
    return [int(pid) for pid in Path(f"/proc/{head}/task/{head}/children").read_text().split()]


def _inserts(url: str, number: int, many: int, folder: Path) -> Found:
    """One row, one commit, on a connection that is kept: the least that a promise can cost."""
    address = url.replace("+psycopg", "")
    with closing(psycopg.connect(address, autocommit=True)) as first:
        first.execute("DROP TABLE IF EXISTS floor_hold")
        first.execute(FLOOR)
    connections = [psycopg.connect(address, autocommit=True) for _ in range(number)]
    try:
        return _run([_inserting(one, place) for place, one in enumerate(connections)], many, [], folder)
    finally:
        for one in connections:
            one.close()


def _inserting(connection: psycopg.Connection[Any], place: int) -> Act:
    day = datetime.now(UTC).date()
    turn = iter(range(1_000_000))

    def act() -> float:
        start = day + timedelta(days=3 * next(turn))
        said = (place, start, start + timedelta(days=3))
        started = time.perf_counter()
        connection.execute("INSERT INTO floor_hold (unit_id, days) VALUES (%s, daterange(%s, %s))", said)
        return (time.perf_counter() - started) * 1000

    return act


def _show(found: dict[str, Found]) -> None:
    print(f"load of the machine {getloadavg()[0]:.1f}")
    print(f"{'':32}{'p50 ms':>8}{'p95':>8}{'p99':>8}{'a second':>10}{'x route':>9}{'x insert':>9}", end="")
    print(f"{'web ms':>9}{'base ms':>9}")
    for name, one in found.items():
        cuts, who = statistics.quantiles(one.took, n=100), name.rpartition(", ")[2]
        floors = (found[f"floor: bare {kind}, {who}"] for kind in ("route", "insert"))
        ratios = "".join(f"{cuts[49] / statistics.median(floor.took):9.1f}" for floor in floors)
        print(f"{name:32}{cuts[49]:8.1f}{cuts[94]:8.1f}{cuts[98]:8.1f}{one.rate:10.0f}{ratios}", end="")
        print(f"{one.web:9.1f}{one.database:9.1f}")


def _counted(url: str) -> dict[str, int]:
    with closing(psycopg.connect(url.replace("+psycopg", ""))) as connection:
        return {name: _count(connection, name) for name in TABLES}


def _count(connection: psycopg.Connection[Any], table: str) -> int:
    row = connection.execute(f"SELECT count(*) FROM {table}").fetchone()
    assert row is not None
    return int(row[0])


def _print_statements(app: Flask, borrower: Borrower, wanted: dict[str, list[Wanted]]) -> None:
    """How often the database is asked for one request, the reader's own session or key included."""
    asked: list[str] = []
    with app.app_context():
        db.session.execute(text("SELECT 1"))

        @event.listens_for(db.engine, "before_cursor_execute")
        def _note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            asked.append(statement)

    with _served_here(app) as port:
        for way, some in wanted.items():
            client = (Person if way == "form" else Program)(Connection(port), borrower)
            client.ask(some.pop())
            asked.clear()
            client.ask(some.pop())
            print(f"{way}: {len(asked)} statements")


@contextmanager
def _served_here(app: Flask) -> Iterator[int]:
    """The application in a thread of this process, where its statements can be counted."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--allocations", type=int, default=1_000_000)
    parser.add_argument("--requests", type=int, default=400, help="turns of each measure")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

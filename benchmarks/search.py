"""How fast the search page is: ``python -m benchmarks.search --listings 10000 --allocations 1000000``.

Builds the catalogue by a seed, serves it with gunicorn as in production, asks one page after the other as a browser
would (kept connection, gzip), and prints medians, p95, p99 and ratios to three floors measured in the same run; then
what a worker weighs and how long its first answer took.
"""

import argparse
import http.client
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from app import create_app
from benchmarks.catalogue import Catalogue, Size, addresses
from benchmarks.filling import fill
from tests.databases import PostgresServer, migrate
from tests.servers import Server, serving

PAGES, WARM_UP, FLOOR_TURNS = 300, 40, 150
KEY = "bench-key-0123456789-abcdefghijklmnop"


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, serve, measure, print; with --history twice, the second time with ten times the past."""
    asked = _arguments(arguments)
    histories = (0.1, 1.0) if asked.history else (1.0,)
    for history in histories:
        size = Size(asked.listings, asked.allocations, asked.seed, history)
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            Path(folder).chmod(0o755)
            with database(asked.engine, Path(folder)) as url:
                measure(url, environment_of(url, Path(folder)), size, asked.engine, Path(folder))


def measure(url: str, environment: dict[str, str], size: Size, engine: str, folder: Path, build: bool = True) -> None:
    """One catalogue, one server, one table of figures."""
    now = datetime.now(UTC)
    started = time.monotonic()
    if build:
        app = create_app(environment)
        with app.app_context():
            fill(url, Catalogue(size, now))
    held = size.allocations + int((size.history - 1) * size.allocations * 0.9)
    print(f"\n{engine}: {size.listings:,} listings, {held:,} allocations, seed {size.seed}", flush=True)
    print(f"built in {time.monotonic() - started:.0f} s", file=sys.stderr, flush=True)
    with serving(environment, folder / "log", workers=1, factory="benchmarks.serving:with_floors()") as server:
        _first_answers(server)
        show(*_times(server, size.seed, now))
        weights(server)


def _first_answers(server: Server) -> None:
    """A worker reads the catalogue when it starts; a search that comes before waits for it, the next one does not."""
    asking = Browser(server.port)
    first, second = asking.get("/annonces"), asking.get("/annonces")
    print(f"search at the start of a worker {first:.0f} ms, second {second:.1f} ms; it weighs {_weight(server)}")


Times = dict[str, list[float]]


def _times(server: Server, seed: int, now: datetime) -> tuple[Times, Times]:
    """Milliseconds of each page as a browser waits for it, and of the worker's processor: on a busy machine the first
    tells of the machine, the second of the page."""
    today, chance = now.date(), random.Random(seed)
    mixes = {
        "search with dates and quantity": addresses(seed, today, PAGES, dates=True),
        "search without dates": addresses(seed + 1, today, PAGES, dates=False),
        "blank search, any page": [f"/annonces?page={chance.randrange(1, 20)}" for _ in range(PAGES // 2)],
        "nothing found": [
            f"{one}&min-width=1&q=zzzz{n}" for n, one in enumerate(addresses(seed, today, 60, dates=True))
        ],
        "a slip of the finger": [
            f"/annonces?q={word}" for word in ("vitirne", "projceteur", "ecrna", "cimaize") * 10
        ],
        "floor: bare route": ["/floor/route"] * FLOOR_TURNS,
        "floor: bare query": ["/floor/query"] * FLOOR_TURNS,
        "floor: page of 24 cards": ["/floor/cards"] * FLOOR_TURNS,
    }
    asking = Browser(server.port)
    for pages in mixes.values():
        for page in pages[:WARM_UP]:
            asking.get(page)
    turns = [(name, page) for name, pages in mixes.items() for page in pages]
    chance.shuffle(turns)  # every kind of page meets the same machine
    waited: Times = {name: [] for name in mixes}
    worked: Times = {name: [] for name in mixes}
    pid = server.worker_pids()[0]
    for name, page in turns:
        before = processor(pid)
        waited[name].append(asking.get(page))
        worked[name].append(processor(pid) - before)
    return waited, worked


def processor(pid: int) -> float:
    """Milliseconds that the threads of a process have run."""
    tasks = Path(f"/proc/{pid}/task").glob("*/schedstat")
    return sum(int(one.read_text().split()[0]) for one in tasks) / 1_000_000


class Browser:
    """One kept connection; *cookie* is that of who is signed in."""

    def __init__(self, port: int, cookie: str = "") -> None:
        self.headers = {"Accept-Encoding": "gzip", **({"Cookie": cookie} if cookie else {})}
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        self.connection.connect()

    def get(self, path: str) -> float:
        """Milliseconds from the request to the last byte."""
        started = time.perf_counter()
        try:
            self.connection.request("GET", path, headers=self.headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, BrokenPipeError):  # gunicorn closes what was idle
            self.connection.close()
            started = time.perf_counter()
            self.connection.request("GET", path, headers=self.headers)
            answer = self.connection.getresponse()
        answer.read()
        took = (time.perf_counter() - started) * 1000
        assert answer.status in (200, 303, 422), (path, answer.status)
        return took


def show(waited: Times, worked: Times) -> None:
    """Medians, p95, p99, the worker's own time, and how many times the floors."""
    floors = [statistics.median(took) for name, took in waited.items() if name.startswith("floor")]
    print(f"{'':34}{'median ms':>10}{'p95':>8}{'p99':>8}{'x route':>9}{'x query':>9}{'x 24 cards':>12}", end="")
    print(f"{'processor ms':>14}{'p95':>8}")
    for name, took in waited.items():
        cuts, median = statistics.quantiles(took, n=100), statistics.median(took)
        ratios = "".join(f"{median / floor:{width}.1f}" for floor, width in zip(floors, (9, 9, 12), strict=True))
        own = worked[name]
        print(f"{name:34}{median:10.1f}{cuts[94]:8.1f}{cuts[98]:8.1f}{ratios}", end="")
        print(f"{statistics.median(own):14.1f}{statistics.quantiles(own, n=100)[94]:8.1f}")
    sys.stdout.flush()


def weights(server: Server) -> None:
    """What a worker weighs, printed."""
    print(f"a worker weighs {_weight(server)}", flush=True)


def _weight(server: Server) -> str:
    found = []
    for pid in server.worker_pids():
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
        kib = {line.split(":")[0]: int(line.split()[1]) for line in rollup[1:]}
        found.append(f"{kib['Rss'] / 1024:.0f} MiB RSS ({kib['Pss'] / 1024:.0f} PSS)")
    return ", ".join(found)


@contextmanager
def database(engine: str, folder: Path, durable: bool = False) -> Iterator[str]:
    """An empty, migrated database of its own; a *durable* one puts each commit on the disk."""
    if engine == "sqlite":
        url = f"sqlite:///{folder / 'bench.db'}"
        migrate(url, folder)
        yield url
        return
    server = PostgresServer(folder, durable)
    try:
        server.execute("CREATE DATABASE bench")
        migrate(server.url("bench"), folder)
        yield server.url("bench")
    finally:
        server.stop()


def environment_of(url: str, folder: Path) -> dict[str, str]:
    """What the server is started with."""
    return {
        "APP_ENV": "test",
        "DATABASE_URL": url,
        "UPLOAD_DIR": str(folder / "uploads"),
        "GEOCODER": "offline",
        "SECRET_KEY": KEY,
    }


def _arguments(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listings", type=int, default=10_000)
    parser.add_argument("--allocations", type=int, default=1_000_000)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"], default="postgresql")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--history",
        action="store_true",
        help="twice: with a tenth of the past, then with all of it",
    )
    return parser.parse_args(arguments)


if __name__ == "__main__":
    main()

"""The house's test bench: a real migrated database of each engine, a clock one can set, pages that check themselves."""

import gc
import math
import os
import shutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser

import config
from app import create_app
from app.api.limits import Limiter
from app.core.db import db, is_sqlite
from app.impact.factors import accepted
from app.impact.factors.accepted import forget_accepted
from app.listings.queries import editions
from app.listings.queries.editions import forget_editions
from tests import forge
from tests.browsers import chromium_of_the_system
from tests.databases import Databases
from tests.pages import Browser as Visitor

settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")  # a slow machine is no fault of what is proved


NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)
"""The present of every test: a Monday morning."""

SHM = Path("/dev/shm")
IN_MEMORY = str(SHM) if SHM.is_dir() and shutil.disk_usage(SHM).free > 2**31 else None
"""Where databases of tests live: in memory where the system offers it, for the disk proves nothing here."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let one run be limited to an engine."""
    parser.addoption("--engine", default="both", choices=["sqlite", "postgresql", "both"])
    parser.addoption("--rounds", type=int, default=50, help="rounds of the double-booking barrier")
    parser.addoption("--clients", type=int, default=8, help="clients released together by the barriers")
    parser.addoption("--turns", type=int, default=6, help="rounds of each verb under the barrier")
    parser.addoption("--stops", type=int, default=1, help="times the scheduler is killed at each named point")
    parser.addoption("--kills", type=int, default=20, help="workers killed under load")
    parser.addoption("--model-seed", type=int, default=2027, help="which walks through the life of loans")
    parser.addoption("--model-steps", type=int, default=2000, help="how many steps of them on each engine")
    parser.addoption("--model-shrink", action="store_true", help="look for a short walk that fails (minutes)")


def pytest_configure() -> None:
    """Bytecode is kept, also where the machine says not to (images do): else each process reads all sources again."""
    if sys.dont_write_bytecode:
        sys.dont_write_bytecode, sys.pycache_prefix = False, str(config.ROOT / ".pytest_cache" / "bytecode")
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix


def pytest_sessionstart() -> None:
    """Servers are forked from a process that has read the product already."""
    forge.allow(True)


def pytest_sessionfinish() -> None:
    """Nothing of ours stays."""
    forge.allow(False)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both engines."""
    if "engine" in metafunc.fixturenames:
        asked = metafunc.config.getoption("--engine")
        engines = ["sqlite", "postgresql"] if asked == "both" else [asked]
        if metafunc.definition.get_closest_marker("any_engine"):
            engines = engines[:1]
        metafunc.parametrize("engine", engines, scope="session")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    """How many rounds the double-booking barrier plays."""
    asked: int = request.config.getoption("--rounds")
    return asked


@pytest.fixture(scope="session")
def few_rounds(rounds: int) -> int:
    """How many the barriers play that ask the same lock in another way."""
    return -(-rounds * 2 // 5)


@pytest.fixture(scope="session")
def kills(request: pytest.FixtureRequest) -> int:
    """How many workers are killed under load."""
    asked: int = request.config.getoption("--kills")
    return asked


@pytest.fixture(scope="session")
def databases() -> Iterator[Databases]:
    """Both engines, migrated once; a fresh copy for each test.

    In a folder of our own: pytest clears its older ones, and a server would lose its files under a second run.
    """
    with TemporaryDirectory(prefix="ressourcerie-tests-", dir=IN_MEMORY, ignore_cleanup_errors=True) as folder:
        made = Databases(Path(folder))
        yield made
        made.stop()


@pytest.fixture
def database_url(databases: Databases, engine: str) -> Iterator[str]:
    """A fresh, migrated, empty database of its own."""
    yield databases.renewed(engine)


@pytest.fixture
def clock(tmp_path: Path) -> "Clock":
    """The clock of the application under test; set it with ``clock.at(...)``."""
    return Clock(tmp_path / "clock")


class Clock:
    """A clock file that the application re-reads at each use."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.at(NOW)

    def at(self, instant: datetime) -> datetime:
        """Make it *instant* everywhere."""
        self.path.write_text(instant.isoformat())
        self.now = instant
        return instant


@pytest.fixture
def environment(database_url: str, tmp_path: Path, clock: Clock) -> dict[str, str]:
    """The environment variables that the application under test is started with."""
    return {
        "APP_ENV": "test",
        "DATABASE_URL": database_url,
        "UPLOAD_DIR": str(tmp_path / "uploads"),
        "APP_CLOCK_FILE": str(clock.path),
        "GEOCODER": "offline",
        "SECRET_KEY": "test-key-0123456789-abcdefghijklmnop",
    }


EASY = 25
"""So often what has stayed is taken for lasting, as ``gunicorn.conf.py`` does once, and is not looked through again.

The catalogue is read anew in every test that searches, and each time the product collects what it left: with all that
thousands of tests, their modules and their compiled statements leave in one process, that cost more than most tests.
"""
turns = count()


@pytest.fixture(scope="session")
def applications(databases: Databases) -> Iterator[dict[str, tuple[Flask, dict[str, Any]]]]:
    """One application per database address, with its settings as they were: making one costs more than a test."""
    made: dict[str, tuple[Flask, dict[str, Any]]] = {}
    yield made
    for application, _ in made.values():
        with application.app_context():
            db.engine.dispose()  # before the server of *databases* stops


@pytest.fixture
def app(
    environment: dict[str, str], applications: dict[str, tuple[Flask, dict[str, Any]]], tmp_path: Path
) -> Iterator[Flask]:
    """The application on the test's own database, within an application context."""
    url = environment["DATABASE_URL"]
    if url not in applications:
        made = create_app(environment)
        applications[url] = made, dict(made.config)
    if next(turns) % EASY == 0:
        gc.collect()
        gc.freeze()
    made, settings = applications[url]
    made.config.clear()
    made.config.update({**settings, **config.flask_config(config.load(environment))})
    forget_editions()
    forget_accepted()
    editions.FRESH_SECONDS = accepted.FRESH_SECONDS = math.inf  # what a page asks must not hang on a slow machine
    made.extensions["ressourcerie_api_limiter"] = Limiter()  # counts in memory: a new one, as the database is new
    Path(environment["UPLOAD_DIR"]).mkdir(parents=True, exist_ok=True)
    with made.app_context():
        yield made
        db.session.remove()
        if is_sqlite():
            db.engine.dispose()  # its file goes; connections to PostgreSQL stay, as the database does
    forget_editions()
    forget_accepted()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Chromium from the system, once for a run; a test without it fails, and says what to install."""
    with chromium_of_the_system() as browser:
        yield browser


@pytest.fixture
def now(clock: Clock) -> datetime:
    """The present instant of the test."""
    return clock.now


@pytest.fixture
def browser(app: Flask) -> Visitor:
    """A visitor without scripts: every page it fetches is checked."""
    return Visitor(app)

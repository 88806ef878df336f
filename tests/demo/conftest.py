"""The demo, loaded once per engine for every question asked of it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.core import clock
from app.core.canonical import canonical
from app.core.db import db
from app.demo.building import build
from app.demo.summary import described
from tests.databases import Databases

NOW = datetime(2027, 1, 12, 9, 30, tzinfo=UTC)
FEW = 6
"""Photos are most of the work, and tested elsewhere."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """An application with the demo in it, and what the command printed."""

    app: Flask
    told: dict[str, Any]
    lines: list[str]


def load(url: str, where: Path, seed: int = 1) -> Loaded:
    """The demo in the empty database at *url*."""
    where.mkdir(parents=True, exist_ok=True)
    (where / "clock").write_text(NOW.isoformat())
    app = create_app(
        {
            "APP_ENV": "test",
            "DATABASE_URL": url,
            "UPLOAD_DIR": str(where / "uploads"),
            "APP_CLOCK_FILE": str(where / "clock"),
            "SECRET_KEY": "test-key-0123456789-abcdefghijklmnop",
        }
    )
    with app.app_context():
        now = clock.now()
        told = described(build(seed, now, lambda step: None, pictured=FEW), seed, now)
        return Loaded(app, json.loads(json.dumps(told)), list(canonical()))


def close(loaded: Loaded) -> None:
    """Let the database go."""
    with loaded.app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def demo(databases: Databases, engine: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Loaded]:
    """Seed 1 on this engine."""
    with databases.fresh(engine) as url:
        loaded = load(url, tmp_path_factory.mktemp(f"demo-{engine}"))
        with loaded.app.app_context():
            yield loaded
        close(loaded)

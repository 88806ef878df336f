"""Applications on databases of their own, for tests that compare or cross engines."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app import create_app
from app.core.db import db
from tests.conftest import Clock
from tests.databases import Databases


@contextmanager
def running(url: str, folder: Path, clock: Clock) -> Iterator[Flask]:
    """An application on the database at *url*, its uploads in *folder*, within an application context."""
    app = create_app(
        {
            "APP_ENV": "test",
            "DATABASE_URL": url,
            "UPLOAD_DIR": str(folder),
            "APP_CLOCK_FILE": str(clock.path),
            "GEOCODER": "offline",
        }
    )
    with app.app_context():
        try:
            yield app
        finally:
            db.session.remove()
            db.engine.dispose()


@contextmanager
def running_on(engine: str, databases: Databases, folder: Path, clock: Clock) -> Iterator[Flask]:
    """An application on a fresh database of *engine*."""
    with databases.fresh(engine) as url, running(url, folder, clock) as app:
        yield app

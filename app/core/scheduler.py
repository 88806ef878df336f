"""The scheduler process. APScheduler is its clock; a lock says who leads; the database says what is done.

Several may be started: the leader works, the others wait and take over when it goes. Even two leaders would do
nothing twice, because each pass is claimed in the database (``core.jobs``).
"""

import fcntl
import tempfile
from pathlib import Path
from typing import IO

from apscheduler.schedulers.blocking import BlockingScheduler
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import db, is_sqlite
from app.core.jobs import prepare, registered, tick
from app.core.log import log

LEADER = 7_203_114
"""The number of our PostgreSQL advisory lock: any constant that nobody else uses."""


class Leader:
    """Leadership of one database: an advisory lock on PostgreSQL, a file lock beside a SQLite file."""

    def __init__(self) -> None:
        self._file: IO[str] | None = None
        # The lock belongs to the connection and not to a transaction: nothing is ever written on it.
        self._connection = (
            None if is_sqlite() else db.engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        )

    def holds(self) -> bool:
        """Whether this process leads now; tries to become leader when it does not."""
        if self._connection is not None:
            taken = self._connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": LEADER}).scalar()
            return bool(taken)
        if self._file is not None:
            return True
        candidate = self._lock_path().open("w")
        try:
            fcntl.flock(candidate, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            candidate.close()
            return False
        self._file = candidate
        return True

    def leave(self) -> None:
        """Let another lead; a process that dies leaves without being asked."""
        if self._connection is not None:
            self._connection.execute(text("SELECT pg_advisory_unlock_all()"))
            self._connection.close()
        if self._file is not None:
            self._file.close()
            self._file = None

    @staticmethod
    def _lock_path() -> Path:
        database = db.engine.url.database
        return Path(f"{database}.scheduler" if database else tempfile.gettempdir() + "/ressourcerie.scheduler")


def run(app: Flask) -> None:
    """Tick now and every fifteen seconds, until stopped."""
    leader = Leader()

    def pulse() -> None:
        with app.app_context():
            if leader.holds():
                prepare()
                ran = tick(registered(), clock.now())
                if ran:
                    log.info("tick", ran=ran)
            db.session.remove()

    scheduler = BlockingScheduler(timezone="UTC")
    scheduler.add_job(pulse, "interval", seconds=15, max_instances=1, coalesce=True)
    pulse()
    scheduler.start()

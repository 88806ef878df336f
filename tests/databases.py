"""Real databases for tests: SQLite files copied from a migrated one, PostgreSQL clones of a migrated template,
and one clone that is emptied between tests (``tests/emptying.py``).

The PostgreSQL server is started here, from the system's own binaries, and stopped at the end. If it can't
start, the tests fail: a skipped database proves nothing.
"""

import itertools
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app import create_app
from tests.emptying import Emptied

INSTALL = "PostgreSQL is missing: `apt-get install postgresql` (Debian) or `brew install postgresql@16` (macOS)"


def _server_binaries() -> Path:
    """Where initdb and postgres are: Debian hides them, Homebrew does not."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    found = shutil.which("initdb")
    if found:
        candidates.append(Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "postgres").exists():
            return folder
    raise RuntimeError(INSTALL)


class PostgresServer:
    """A private cluster on a free port; root hands it to the ``postgres`` user, who alone may run it.

    Tests need no disk; a *durable* one writes as in production, so that what a commit costs is measured too."""

    def __init__(self, folder: Path, durable: bool = False) -> None:
        self.durable = durable
        self.binaries = _server_binaries()
        self.folder = folder / "cluster"
        self.folder.mkdir(parents=True)
        self.as_user: list[str] = []
        if os.geteuid() == 0:
            owner = pwd.getpwnam("postgres")
            for path in (self.folder, *self.folder.parents):
                if path.stat().st_uid == 0 and path.name.startswith(("ressourcerie-", "pytest-")):
                    path.chmod(0o755)
            os.chown(self.folder, owner.pw_uid, owner.pw_gid)
            self.as_user = ["runuser", "-u", "postgres", "--"]
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self._start()

    def _run(self, *command: str) -> None:
        subprocess.run([*self.as_user, *command], check=True, capture_output=True, cwd="/")

    def _start(self) -> None:
        data = str(self.folder / "data")
        self._run(str(self.binaries / "initdb"), "-D", data, "-A", "trust", "-U", "tests", "-E", "UTF8", "--no-sync")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' "
            "-c max_connections=200 -c shared_buffers=128MB -c deadlock_timeout=200ms"
        )
        if not self.durable:
            options += " -c autovacuum=off -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        log = str(self.folder / "log")
        self._run(str(self.binaries / "pg_ctl"), "-D", data, "-l", log, "-o", options, "-w", "start")

    def url(self, name: str) -> str:
        """The address of one database of this server."""
        return f"postgresql+psycopg://tests@127.0.0.1:{self.port}/{name}"

    def connection(self, name: str) -> psycopg.Connection:
        """A connection of the superuser to one database; each statement stands by itself."""
        return psycopg.connect(f"postgresql://tests@127.0.0.1:{self.port}/{name}", autocommit=True)

    def clone(self, template: str, name: str) -> None:
        """A new database like *template*: its files are copied, which costs half of writing them to the log."""
        self.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")

    def execute(self, statement: str) -> None:
        """Run one administrative statement, patient with a template that is still being let go."""
        for attempt in range(50):
            try:
                with self.connection("postgres") as connection:
                    connection.execute(statement)
                return
            except psycopg.errors.ObjectInUse:
                if attempt == 49:
                    raise
                time.sleep(0.1)

    def stop(self) -> None:
        """Stop at once."""
        self._run(str(self.binaries / "pg_ctl"), "-D", str(self.folder / "data"), "-m", "immediate", "stop")


def migrate(url: str, folder: Path) -> None:
    """Bring an empty database to the head of the migrations."""
    from flask_migrate import upgrade

    from app.core.db import db

    app = create_app({"APP_ENV": "test", "DATABASE_URL": url, "UPLOAD_DIR": str(folder / "none")})
    with app.app_context():
        upgrade()
        db.session.remove()
        db.engine.dispose()


class Databases:
    """Fresh copies of migrated databases."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)
        self._sqlite: Path | None = None
        self._postgres: PostgresServer | None = None
        self._turn: Emptied | None = None

    @property
    def postgres(self) -> PostgresServer:
        """The server, started and migrated when first asked for."""
        if self._postgres is None:
            server = PostgresServer(self.folder)
            server.execute("CREATE DATABASE migrated")
            migrate(server.url("migrated"), self.folder)
            self._postgres = server
            self._turn = Emptied(server, "turn", template="migrated")
        return self._postgres

    @property
    def sqlite(self) -> Path:
        """The migrated file that others are copied from."""
        if self._sqlite is None:
            path = self.folder / "migrated.db"
            migrate(f"sqlite:///{path}", self.folder)
            self._sqlite = path
        return self._sqlite

    def renewed(self, engine: str) -> str:
        """The address of the one database that tests use in turn, as new again."""
        if engine == "sqlite":
            path = self.folder / "turn.db"
            for leftover in self.folder.glob("turn.db*"):
                leftover.unlink()
            shutil.copy(self.sqlite, path)
            return f"sqlite:///{path}"
        server = self.postgres
        assert self._turn
        self._turn.renew()
        return server.url("turn")

    @contextmanager
    def fresh(self, engine: str) -> Iterator[str]:
        """The address of a database nobody else has."""
        name = f"test_{next(self.numbers)}"
        if engine == "sqlite":
            path = self.folder / f"{name}.db"
            shutil.copy(self.sqlite, path)
            yield f"sqlite:///{path}"
            for leftover in self.folder.glob(f"{name}.db*"):
                leftover.unlink()
            return
        server = self.postgres
        server.clone("migrated", name)
        yield server.url(name)
        server.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Let everything go."""
        if self._turn is not None:
            self._turn.close()
        if self._postgres is not None:
            self._postgres.stop()

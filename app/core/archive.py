"""The whole database as text: for proofs, backups and moving from one engine to the other.

A dump is one JSON line per row, tables in order of dependence, rows by key, columns by name; the same data
gives the same bytes on SQLite and PostgreSQL. A backup is that dump with the uploaded files and a manifest of
SHA-256 sums, in one ``.tar.gz``; restoring needs an empty database at the same migration.
"""

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import Connection, Table, select, text

from app.core.db import Fixed, UtcDateTime, db, is_sqlite, transaction
from app.core.errors import Refusal

VOLATILE = {"sign_in_session", "sign_in_attempt", "password_reset", "idempotency_key", "job_run", "outbox_mail"}
"""Tables that say nothing of the institutions' business: left out of the canonical export, kept in backups."""


class NotEmpty(Refusal):
    """Restoring over data would mix two histories."""

    message = "La base n'est pas vide : une sauvegarde ne se restaure que dans une base neuve."


class BrokenBackup(Refusal):
    """What is in the archive is not what its manifest says."""

    message = "Cette sauvegarde est abîmée : %(name)s ne correspond pas à son empreinte."


def tables() -> list[Table]:
    """Every table, those that others point to first."""
    return list(db.metadata.sorted_tables)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, Enum) else value


def rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of *table* in the order of its key, as plain values."""
    result = connection.execution_options(yield_per=1000).execute(select(table).order_by(*table.primary_key))
    for row in result.mappings():
        yield {name: _plain(row[name]) for name in sorted(row.keys())}


def dump(connection: Connection, wanted: Iterable[Table]) -> Iterator[str]:
    """One JSON line per row: ``{"row": {...}, "table": "loan"}``."""
    for table in wanted:
        for row in rows(connection, table):
            yield json.dumps({"table": table.name, "row": row}, sort_keys=True, ensure_ascii=False)


def canonical() -> Iterator[str]:
    """The canonical export: the same bytes for the same business, whatever the engine."""
    with _snapshot() as connection:
        yield from dump(connection, [table for table in tables() if table.name not in VOLATILE])


def _snapshot() -> Connection:
    """A connection that sees one moment, whatever is being written meanwhile."""
    level = {} if is_sqlite() else {"isolation_level": "REPEATABLE READ"}
    return db.engine.connect().execution_options(**level)


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name].type, value) for name, value in row.items()}


def _value(kind: Any, value: Any) -> Any:
    if value is None:
        return None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Fixed):
        return Decimal(value)
    wanted = _python_type(kind)
    if wanted is date:
        return date.fromisoformat(value)
    return wanted(value) if issubclass(wanted, Enum) else value


def _python_type(kind: Any) -> type:
    try:
        return kind.enum_class or str if hasattr(kind, "enum_class") else kind.python_type
    except NotImplementedError:
        return object


def backup(target: Path) -> int:
    """Write everything to *target* (``.tar.gz``); answer the number of rows."""
    with _snapshot() as connection:
        lines = [line.encode() for line in dump(connection, tables())]
        at = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
    files = {"data.jsonl": b"\n".join(lines) + b"\n"}
    root = Path(current_app.config["UPLOAD_DIR"])
    files |= {
        f"uploads/{path.relative_to(root)}": path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and path.suffix != ".part"
    }
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    manifest = json.dumps({"migration": at, "rows": len(lines), "sha256": sums}, sort_keys=True, indent=1)
    with tarfile.open(target, "w:gz") as archive:
        for name, content in {"manifest.json": manifest.encode(), **files}.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return len(lines)


def restore(source: Path) -> int:
    """Fill an empty, migrated database and the upload folder from *source*; answer the number of rows.

    Raises :class:`BrokenBackup` before anything is written, :class:`NotEmpty` when there is data.
    """
    files = _verified(source)
    lines = [json.loads(line) for line in files.pop("data.jsonl").splitlines() if line]
    with transaction() as session:
        if any(session.execute(select(table).limit(1)).first() for table in tables()):
            raise NotEmpty()
        by_name = {table.name: table for table in tables()}
        for line in lines:
            table = by_name[line["table"]]
            session.execute(table.insert().values(**_typed(table, line["row"])))
        _advance_sequences()
    root = Path(current_app.config["UPLOAD_DIR"])
    for name, content in files.items():
        path = root / name.removeprefix("uploads/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return len(lines)


def _verified(source: Path) -> dict[str, bytes]:
    with tarfile.open(source) as archive:
        members = {m.name: archive.extractfile(m) for m in archive.getmembers() if m.isfile()}
        files = {name: stream.read() for name, stream in members.items() if stream}
    manifest = json.loads(files.pop("manifest.json"))
    for name in sorted({*manifest["sha256"], *files}):
        found = hashlib.sha256(files.get(name, b"")).hexdigest()
        if ".." in name or found != manifest["sha256"].get(name):
            raise BrokenBackup(name=name)
    return files


def _advance_sequences() -> None:
    """PostgreSQL counts ids apart from the rows: set each counter after the highest."""
    if is_sqlite():
        return
    for table in tables():
        if "id" in table.c:
            name = table.name
            db.session.execute(
                text(
                    f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), "  # noqa: S608 (our own table names)
                    f"COALESCE((SELECT max(id) FROM {name}), 0) + 1, false)"
                )
            )

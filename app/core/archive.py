"""Backups: the whole database as text, with the uploaded files and their SHA-256 sums, in one ``.tar.gz``.

The text is one JSON line per row, tables in order of dependence, rows by key, columns by name, so that a backup
of SQLite restores on PostgreSQL and the other way round. Restoring needs an empty database at the same migration;
everything is checked before anything is written. Files are streamed: memory does not grow with the uploads.
"""

import hashlib
import json
import os
import tarfile
import tempfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from itertools import groupby, islice
from pathlib import Path
from typing import IO, Any

from flask import current_app
from sqlalchemy import JSON, Column, Connection, Integer, Table, collate, func, null, select, text

from app.core.db import Fixed, UtcDateTime, db, is_sqlite, transaction
from app.core.errors import Refusal
from app.core.text import N_

DATA, MANIFEST, UPLOADS = "data.jsonl", "manifest.json", "uploads/"
BATCH = 500
BLOCK = 1024 * 1024


class NotEmpty(Refusal):
    """Restoring over data would mix two histories."""

    message = N_("La base n'est pas vide : une sauvegarde ne se restaure que dans une base neuve.")


class BrokenBackup(Refusal):
    """What is in the archive is not what its manifest says."""

    message = N_("Cette sauvegarde est abîmée : %(name)s ne correspond pas à son empreinte.")


class OtherVersion(Refusal):
    """The tables of the backup are not those of this database."""

    message = N_("Cette sauvegarde vient de la version %(backup)s des tables ; cette base est à la version %(here)s.")


def tables() -> list[Table]:
    """Every table, those that others point to first; what the database writes by itself (``info["derived"]``) is
    written anew when the others come back."""
    return [table for table in db.metadata.sorted_tables if not table.info.get("derived")]


def snapshot() -> Connection:
    """A connection that sees one moment, whatever is being written meanwhile."""
    level = {} if is_sqlite() else {"isolation_level": "REPEATABLE READ"}
    return db.engine.connect().execution_options(**level)


def _plain(value: Any) -> Any:
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    return value.value if isinstance(value, Enum) else value


def _order(column: Column[Any]) -> Any:
    """Words in the order of their bytes: what a server's locale thinks of accents is its own affair."""
    return column if isinstance(column.type, Integer) else collate(column, "BINARY" if is_sqlite() else "C")


def rows(connection: Connection, table: Table) -> Iterator[dict[str, Any]]:
    """The rows of *table* in the order of its key, as plain values."""
    statement = select(table).order_by(*[_order(column) for column in table.primary_key])
    result = connection.execution_options(yield_per=1000).execute(statement)
    for row in result.mappings():
        yield {name: _plain(row[name]) for name in sorted(row.keys())}


def line(table: Table, row: dict[str, Any]) -> str:
    """A row as JSON: ``{"row": {...}, "table": "loan"}``."""
    return json.dumps({"table": table.name, "row": row}, sort_keys=True, ensure_ascii=False)


def row_counts(names: Iterable[str]) -> dict[str, int]:
    """How many rows each of these tables holds now."""
    db.session.rollback()
    known = db.metadata.tables
    return {name: db.session.scalar(select(func.count()).select_from(known[name])) or 0 for name in names}


def version(connection: Connection) -> str:
    """The migration this database is at."""
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def backup(target: Path) -> int:
    """Write everything to *target*, readable by its owner alone; answer the number of rows."""
    sums: dict[str, str] = {}
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as archive:
        with tempfile.TemporaryFile() as data:
            count, at = _write_rows(data)
            sums[DATA] = _add(archive, DATA, data)
        for name, path in _uploads():
            try:
                with path.open("rb") as stream:
                    sums[name] = _add(archive, name, stream)
            except FileNotFoundError:  # forgotten since it was listed, as photos nobody kept are
                continue
        with tempfile.TemporaryFile() as manifest:
            manifest.write(json.dumps({"migration": at, "rows": count, "sha256": sums}, indent=1).encode())
            _add(archive, MANIFEST, manifest)
    return count


def _write_rows(out: IO[bytes]) -> tuple[int, str]:
    count = 0
    with snapshot() as connection:
        at = version(connection)
        for table in tables():
            for row in rows(connection, table):
                out.write(line(table, row).encode() + b"\n")
                count += 1
    return count, at


def _uploads() -> Iterator[tuple[str, Path]]:
    root = Path(current_app.config["UPLOAD_DIR"])
    for path in sorted(root.rglob("*")):
        if path.is_file() and path.suffix != ".part":
            yield UPLOADS + path.relative_to(root).as_posix(), path


def _add(archive: tarfile.TarFile, name: str, stream: IO[bytes]) -> str:
    """Put *stream* in the archive; the SHA-256 of what went in."""
    member = tarfile.TarInfo(name)
    member.size = stream.seek(0, os.SEEK_END)
    member.mode = 0o600
    stream.seek(0)
    archive.addfile(member, stream)
    stream.seek(0)
    return _sum(stream)


def _sum(stream: IO[bytes]) -> str:
    found = hashlib.sha256()
    while block := stream.read(BLOCK):
        found.update(block)
    return found.hexdigest()


def restore(source: Path) -> int:
    """Fill an empty, migrated database and the upload folder from *source*; answer the number of rows.

    Raises :class:`BrokenBackup` and :class:`OtherVersion` before anything is written, :class:`NotEmpty` when
    there is data. Files go first: a file that no row names is harmless, a row without its file is not.
    """
    manifest = _verified(source)
    _refuse_other_place(manifest["migration"])
    with tarfile.open(source) as archive:
        for member in archive:
            if member.name.startswith(UPLOADS):
                _write_file(archive, member)
    with tarfile.open(source) as archive, transaction():
        _refuse_other_place(manifest["migration"])
        data = archive.extractfile(DATA)
        assert data is not None
        _insert(json.loads(written) for written in data)
        _advance_sequences()
    return int(manifest["rows"])


def _verified(source: Path) -> dict[str, Any]:
    """The manifest, once every file is there and is what it says; nothing else is."""
    sums: dict[str, str] = {}
    manifest: Any = None
    try:
        with tarfile.open(source) as archive:
            for member in archive:
                stream = archive.extractfile(member)
                if stream is None or member.name in sums or not _is_ours(member.name):
                    raise BrokenBackup(name=member.name)
                if member.name == MANIFEST:
                    manifest = json.loads(stream.read())
                else:
                    sums[member.name] = _sum(stream)
    except (tarfile.TarError, EOFError, OSError, zlib.error, ValueError) as error:
        raise BrokenBackup(name=source.name) from error
    if not isinstance(manifest, dict) or not {"migration", "rows", "sha256"} <= manifest.keys() or DATA not in sums:
        raise BrokenBackup(name=MANIFEST)
    for name in sorted({*manifest["sha256"], *sums}):
        if sums.get(name) != manifest["sha256"].get(name):
            raise BrokenBackup(name=name)
    return manifest


def _is_ours(name: str) -> bool:
    parts = Path(name).parts
    return name in {DATA, MANIFEST} or (name.startswith(UPLOADS) and len(parts) > 1 and ".." not in parts)


def _refuse_other_place(migration: str) -> None:
    """Raise unless this database is empty and has the same tables."""
    here = version(db.session.connection())
    if here != migration:
        raise OtherVersion(backup=migration, here=here)
    if any(db.session.execute(select(table).limit(1)).first() for table in tables()):
        raise NotEmpty()


def _write_file(archive: tarfile.TarFile, member: tarfile.TarInfo) -> None:
    path = Path(current_app.config["UPLOAD_DIR"]) / member.name.removeprefix(UPLOADS)
    path.parent.mkdir(parents=True, exist_ok=True)
    stream = archive.extractfile(member)
    assert stream is not None
    with path.open("wb") as out:
        while block := stream.read(BLOCK):
            out.write(block)


def _insert(written: Iterable[dict[str, Any]]) -> None:
    by_name = {table.name: table for table in tables()}
    for name, group in groupby(written, key=lambda one: one["table"]):
        table = by_name[name]
        while batch := [_typed(table, one["row"]) for one in islice(group, BATCH)]:
            db.session.execute(table.insert(), batch)


def _typed(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    return {name: _value(table.c[name], value) for name, value in row.items()}


def _value(column: Column[Any], value: Any) -> Any:
    kind = column.type
    if value is None:
        return null() if isinstance(kind, JSON) and column.nullable else None
    if isinstance(kind, UtcDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Fixed):
        return Decimal(value)
    if isinstance(kind, JSON):
        return value
    wanted = kind.python_type
    if wanted is date:
        return date.fromisoformat(value)
    return wanted(value) if issubclass(wanted, Enum) else value


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

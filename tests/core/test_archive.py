"""The canonical export and backups: nothing is lost, nothing depends on the engine, nothing is mixed."""

import io
import json
import tarfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import inspect, select

from app.core import archive
from app.core.canonical import DRAWN, VOLATILE, canonical
from app.core.db import db, transaction
from app.core.mail import OutboxMail
from tests.conftest import Clock
from tests.core.engines import running_on
from tests.core.world import a_small_world
from tests.databases import Databases
from tests.given.accounts import an_institution

ENGINES = ("sqlite", "postgresql")
CROSSINGS = [(source, target) for source in ENGINES for target in ENGINES]


@pytest.fixture
def world(databases: Databases, tmp_path: Path, clock: Clock) -> Callable[[str], str]:
    """Builds the small world on an engine; its canonical export."""

    def build(engine: str) -> str:
        with running_on(engine, databases, tmp_path / engine, clock):
            a_small_world(clock.now)
            return "\n".join(canonical())

    return build


def test_the_same_history_is_the_same_text_on_both_engines(world: Callable[[str], str]) -> None:
    on_sqlite, on_postgresql = world("sqlite"), world("postgresql")
    assert on_sqlite.count("\n") > 30
    assert on_sqlite == on_postgresql
    assert world("sqlite") == on_sqlite


def test_the_canonical_export_tells_no_secret(app: Flask, now: datetime) -> None:
    a_small_world(now)
    told = [json.loads(line) for line in canonical()]
    assert {one["table"] for one in told}.isdisjoint(VOLATILE)
    assert all(DRAWN.isdisjoint(one["row"]) for one in told)
    assert "argon2" not in "\n".join(canonical())


def test_what_the_export_leaves_out_exists(app: Flask) -> None:
    names = {table.name for table in archive.tables()}
    columns = {column.name for table in archive.tables() for column in table.columns}
    assert names >= VOLATILE
    assert columns >= DRAWN


def test_every_table_of_the_database_is_in_a_backup(app: Flask) -> None:
    derived = {table.name for table in db.metadata.sorted_tables if table.info.get("derived")}
    assert derived == {"search_change"}, "written again by the database itself"
    kept = {table.name for table in archive.tables()}
    assert {*inspect(db.engine).get_table_names()} == {*kept, *derived, "alembic_version"}


def test_no_null_is_mistaken_for_the_word_null() -> None:
    """JSON columns refuse NULL: None would come back from a backup as JSON's own null."""
    loose = [
        f"{table.name}.{column.name}"
        for table in archive.tables()
        for column in table.columns
        if isinstance(column.type, archive.JSON) and column.nullable and not column.type.none_as_null
    ]
    assert not loose


@pytest.mark.parametrize(("source", "target"), CROSSINGS)
def test_a_backup_comes_back_whole_on_either_engine(
    source: str, target: str, databases: Databases, tmp_path: Path, clock: Clock
) -> None:
    kept = tmp_path / "backup.tar.gz"
    with running_on(source, databases, tmp_path / "before", clock):
        a_small_world(clock.now)
        with transaction():
            db.session.add(_a_mail(clock.now))
        before, dumped = list(canonical()), _everything()
        count = archive.backup(kept)
    assert kept.stat().st_mode & 0o077 == 0
    with running_on(target, databases, tmp_path / "after", clock):
        assert archive.restore(kept) == count == len(dumped)
        db.session.rollback()
        assert list(canonical()) == before
        assert _everything() == dumped
        assert _files(tmp_path / "after") == _files(tmp_path / "before") != {}
        an_institution("Après la restauration", now=clock.now)  # the counters of ids went on


def _a_mail(now: datetime) -> OutboxMail:
    return OutboxMail(
        message_id="<a@b>", to_address="a@exemple.fr", subject="s", body="é", next_attempt_at=now, created_at=now
    )


def _everything() -> list[str]:
    with archive.snapshot() as connection:
        return [archive.line(t, row) for t in archive.tables() for row in archive.rows(connection, t)]


def _files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


@pytest.fixture(scope="session")
def backed_up(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good backup of the small world, for whoever only reads it."""
    folder = tmp_path_factory.mktemp("backup")
    kept, clock = folder / "good.tar.gz", Clock(folder / "clock")
    with running_on("sqlite", databases, folder / "before", clock):
        a_small_world(clock.now)
        archive.backup(kept)
    return kept


def test_a_backup_is_not_restored_over_data(app: Flask, now: datetime, backed_up: Path, tmp_path: Path) -> None:
    an_institution(now=now)
    before = list(canonical())
    with pytest.raises(archive.NotEmpty):
        archive.restore(backed_up)
    db.session.rollback()
    assert list(canonical()) == before
    assert not _files(tmp_path / "uploads")


def _rewritten(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with tarfile.open(source) as old:
        files = {member.name: old.extractfile(member).read() for member in old}  # type: ignore[union-attr]
    change(files)
    with tarfile.open(target, "w:gz") as new:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            new.addfile(member, io.BytesIO(content))
    return target


def _touch_a_row(files: dict[str, bytes]) -> None:
    files["data.jsonl"] = files["data.jsonl"].replace(b"Zo\xc3\xa9", b"Zora")


def _touch_a_file(files: dict[str, bytes]) -> None:
    name = next(name for name in files if name.startswith("uploads/"))
    files[name] += b" "


def _lose_a_file(files: dict[str, bytes]) -> None:
    del files[next(name for name in files if name.startswith("uploads/"))]


def _add_a_file(files: dict[str, bytes]) -> None:
    files["uploads/more"] = b"unannounced"


def _climb_out(files: dict[str, bytes]) -> None:
    files["uploads/../../escaped"] = b"!"


def _lose_the_manifest(files: dict[str, bytes]) -> None:
    del files["manifest.json"]


def _say_nothing(files: dict[str, bytes]) -> None:
    files["manifest.json"] = b"[]"


BREAKS = [_touch_a_row, _touch_a_file, _lose_a_file, _add_a_file, _climb_out, _lose_the_manifest, _say_nothing]


@pytest.mark.parametrize("change", BREAKS)
def test_a_broken_backup_is_refused_before_anything_is_written(
    app: Flask, backed_up: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None]
) -> None:
    broken = _rewritten(backed_up, tmp_path / "broken.tar.gz", change)
    with pytest.raises(archive.BrokenBackup):
        archive.restore(broken)
    assert not db.session.execute(select(archive.tables()[0])).first()
    assert not _files(tmp_path / "uploads")
    assert not (tmp_path / "escaped").exists()


def test_what_is_no_archive_at_all_is_refused(app: Flask, backed_up: Path, tmp_path: Path) -> None:
    whole = backed_up.read_bytes()
    for number, content in enumerate((b"", b"not an archive", whole[: len(whole) // 2])):
        broken = tmp_path / f"broken-{number}.tar.gz"
        broken.write_bytes(content)
        with pytest.raises(archive.BrokenBackup):
            archive.restore(broken)


def test_a_backup_of_other_tables_is_refused(app: Flask, backed_up: Path, tmp_path: Path) -> None:
    def move(files: dict[str, bytes]) -> None:
        files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | {"migration": "0000"}).encode()

    with pytest.raises(archive.OtherVersion):
        archive.restore(_rewritten(backed_up, tmp_path / "old.tar.gz", move))


def test_commands_say_what_they_did_and_fail_aloud(app: Flask, now: datetime, tmp_path: Path) -> None:
    a_small_world(now)
    runner, kept = app.test_cli_runner(), str(tmp_path / "kept.tar.gz")
    done = runner.invoke(args=["backup", kept, "--json"])
    assert json.loads(done.output)["rows"] > 30
    refused = runner.invoke(args=["restore", kept])
    assert refused.exit_code == 1
    assert "n'est pas vide" in refused.output
    exported = runner.invoke(args=["export", "--canonical"])
    assert exported.output.splitlines() == list(canonical())


def test_a_file_written_during_a_backup_does_not_break_it(app: Flask, now: datetime, tmp_path: Path) -> None:
    a_small_world(now)
    (tmp_path / "uploads" / "half.webp.part").write_bytes(b"half")
    kept = tmp_path / "kept.tar.gz"
    archive.backup(kept)
    with tarfile.open(kept) as made:
        assert not [name for name in made.getnames() if name.endswith(".part")]

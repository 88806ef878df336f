"""Imports through the verbs: all or nothing, nothing twice, taken back."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import event, func, select

from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.listings import services
from app.listings.models import Listing, ListingTerm, Unit
from app.listings.queries.importing import import_page, import_report
from app.listings.services.importing.refusals import (
    AlreadyImported,
    PublishedSince,
    RowsRefused,
    TooLateToUndo,
)
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_site_of
from tests.listings.importing.files import ENERGY_STAR, a_csv, some_rows

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def actor(app: Flask) -> Actor:
    """The technician of a verified museum."""
    return a_person(an_institution("Musée des Tissages"))


def receive(actor: Actor, content: bytes, now: datetime, category: str = "screen") -> int:
    """Send a file and keep the guessed columns."""
    (institution_id,) = actor.institution_ids
    import_id = services.receive_import(
        actor, institution_id, "parc.csv", content, site_id=a_site_of(institution_id), category=category, now=now
    )
    page = import_page(actor, import_id, now)
    services.map_import(actor, import_id, page.columns, page.defaults, now=now)
    return import_id


def count(model: type) -> int:
    """How many rows."""
    return db.session.execute(select(func.count()).select_from(model)).scalar_one()


def test_200_official_rows_become_published_listings(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, ENERGY_STAR, now)
    done = services.confirm_import(actor, import_id, now=now)
    assert (done.made, done.changed, done.same, done.bad_lines) == (200, 0, 0, 0)
    assert (count(Listing), count(Unit)) == (200, 200)
    assert count(ListingTerm) > 4000
    (institution_id,) = actor.institution_ids
    assert services.publish_ready(actor, institution_id, import_id=import_id, now=now) == (200, {})


def test_the_same_file_twice_makes_nothing_twice(actor: Actor, now: datetime) -> None:
    services.confirm_import(actor, receive(actor, ENERGY_STAR, now), now=now)
    again = services.confirm_import(actor, receive(actor, ENERGY_STAR, now), now=now)
    assert (again.made, again.changed, again.same) == (0, 0, 200)
    assert count(Listing) == 200


def test_without_references_the_same_rows_make_nothing_twice(actor: Actor, now: datetime) -> None:
    twins = [["Écran", "55"], ["Écran", "55"], ["Moniteur", "24"]]
    headings = ["titre", "diagonale"]
    assert services.confirm_import(actor, receive(actor, a_csv(twins, headings=headings), now), now=now).made == 3
    more = a_csv([*twins, ["Écran", "55"]], headings=headings)
    again = services.confirm_import(actor, receive(actor, more, now), now=now)
    assert (again.made, again.same) == (1, 3)


def broken(rows: int, bad: int) -> bytes:
    """A file with *bad* rows spread over it."""
    good = some_rows(rows)
    for n in range(bad):
        good[n * (rows // bad)][2] = "grand"
    return a_csv(good, delimiter=";")


def test_37_bad_rows_of_1000_stop_everything_and_are_each_named(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, broken(1000, 37), now)
    with pytest.raises(RowsRefused) as refused:
        services.confirm_import(actor, import_id, now=now)
    assert refused.value.params == {"rows": 37}
    assert (count(Listing), count(Unit), count(ListingTerm)) == (0, 0, 0)
    found = import_report(import_page(actor, import_id, now))
    assert len({fault.line for fault in found.faults}) == found.bad == 37
    assert {fault.column for fault in found.faults} == {"diagonale"}


def test_the_good_rows_alone_are_taken_only_when_asked(actor: Actor, now: datetime) -> None:
    done = services.confirm_import(actor, receive(actor, broken(1000, 37), now), partial=True, now=now)
    assert (done.made, done.bad_lines) == (963, 37)
    assert count(Unit) == 963 * 2


def test_an_import_asks_the_database_little_whatever_its_length(actor: Actor, now: datetime) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        asked.append(statement)

    import_id = receive(actor, a_csv(some_rows(400)), now)
    event.listen(db.engine, "before_cursor_execute", note)
    services.confirm_import(actor, import_id, now=now)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) < 60


def test_an_import_is_confirmed_once(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(2)), now)
    services.confirm_import(actor, import_id, now=now)
    with pytest.raises(AlreadyImported):
        services.confirm_import(actor, import_id, now=now)


def test_an_import_is_taken_back_but_not_what_was_published(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(5)), now)
    services.confirm_import(actor, import_id, now=now)
    first = db.session.execute(select(func.min(Listing.id))).scalar_one()
    services.publish_listing(actor, first, now=now)
    undone = services.undo_import(actor, import_id, now=now + timedelta(hours=23))
    assert (undone.removed, undone.restored) == (4, 0)
    assert [(line, type(why)) for line, _title, why in undone.kept] == [(2, PublishedSince)]
    assert db.session.execute(select(Listing.id)).scalars().all() == [first]
    again = receive(actor, a_csv(some_rows(5)), now)
    assert services.confirm_import(actor, again, now=now).made == 4


def test_after_a_day_an_import_stays(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(2)), now)
    services.confirm_import(actor, import_id, now=now)
    with pytest.raises(TooLateToUndo):
        services.undo_import(actor, import_id, now=now + timedelta(hours=24, seconds=1))


def test_an_import_is_its_institutions_own(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(2)), now)
    stranger = a_person(an_institution())
    for verb in (services.confirm_import, services.undo_import):
        with pytest.raises(NotFound):
            verb(stranger, import_id, now=now)
    with pytest.raises(NotFound):
        import_page(stranger, import_id, now)


def test_a_reader_imports_nothing(actor: Actor, now: datetime) -> None:
    (institution_id,) = actor.institution_ids
    reader = a_person(institution_id, Role.READER)
    with pytest.raises(Forbidden):
        services.receive_import(reader, institution_id, "x.csv", ENERGY_STAR, site_id=1, category="screen", now=now)


def test_the_command_line_imports_dry_and_for_good(app: Flask, actor: Actor, tmp_path: object) -> None:
    def run(*args: str) -> tuple[int, str]:
        done = app.test_cli_runner().invoke(args=["import", *args])
        return done.exit_code, done.output

    path = _written(tmp_path, broken(100, 3))
    to: Sequence[str] = ("--institution", str(next(iter(actor.institution_ids))), "--category", "screen")
    code, printed = run(path, *to, "--dry-run")
    assert (code, count(Listing)) == (1, 0)
    assert printed.count("diagonale") == 3
    assert run(path, *to)[0] == 1
    assert run(path, *to, "--partial", "--json") == (
        1,
        '{"made": 97, "changed": 0, "left_out": 0, "bad_lines": 3}\n',
    )
    assert count(Listing) == 97


def _written(folder: object, content: bytes) -> str:
    path = folder / "parc.csv"  # type: ignore[operator]
    path.write_bytes(content)
    return str(path)

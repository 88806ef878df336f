"""The work on an import: by a job when it is big, taken over when it dies, taken back line by line, purged in time."""

import os
import signal
import time
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import storage
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.listings import services
from app.listings.domain.spreadsheets import RunProgress
from app.listings.models import ImportChange, ImportRun, Listing, ListingImport
from app.listings.queries.fields import fields_of
from app.listings.queries.importing import import_history, import_page, kept_mappings
from app.listings.services.holds import Wanted, block
from app.listings.services.importing.refusals import EditedSince, FilesGone, StillWorking, UsedSince
from tests import forge
from tests.given.accounts import a_person, an_institution
from tests.listings.importing.files import a_csv, some_rows
from tests.listings.importing.test_import import broken, count, receive

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture
def actor(app: Flask) -> Actor:
    """The technician of a verified museum."""
    return a_person(an_institution("Musée des Tissages"))


def run_of(import_id: int) -> ImportRun:
    """The work on an import, as it stands."""
    db.session.rollback()
    return db.session.get_one(ImportRun, import_id)


def test_a_big_import_waits_for_the_job_and_is_done_by_it(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, broken(1200, 37), now)
    assert services.ask_check(actor, import_id, now=now) is False
    assert import_page(actor, import_id, now).is_working
    services.run_waiting(now)
    page = import_page(actor, import_id, now)
    assert (page.progress, page.created, page.bad) == (RunProgress.DONE, 1163, 37)
    assert services.ask_write(actor, import_id, partial=True, now=now) is False
    with pytest.raises(StillWorking):
        services.ask_write(actor, import_id, partial=True, now=now)
    services.run_waiting(now)
    assert count(Listing) == 1163
    (line,) = import_history(actor, None, now).items
    assert (line.created, line.bad, line.file_name) == (1163, 37, "parc.csv")


def test_one_that_fell_silent_is_taken_over_and_does_nothing_twice(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(3)), now)
    services.check_import(actor, import_id, now=now)
    services.ask_write(actor, import_id, now=now)
    run = run_of(import_id)
    run.progress, run.beat_at, run.token = RunProgress.RUNNING, now, "dead"
    db.session.commit()
    services.run_waiting(now + timedelta(seconds=90))
    assert count(Listing) == 0
    services.run_waiting(now + timedelta(minutes=3))
    services.run_waiting(now + timedelta(minutes=6))
    assert count(Listing) == 3


@pytest.mark.any_engine
def test_killed_in_the_middle_of_writing_an_import_leaves_nothing_and_is_done_again(
    actor: Actor, now: datetime, environment: dict[str, str]
) -> None:
    import_id = receive(actor, a_csv(some_rows(3000)), now)
    services.check_import(actor, import_id, now=now)
    services.ask_write(actor, import_id, now=now)
    db.session.remove()
    worker = forge.start(
        "flask", "--app", "app", "imports", "run", str(import_id), environment={**os.environ, **environment}
    )
    while run_of(import_id).rows_done < 1000 and worker.poll() is None:
        time.sleep(0.02)
    time.sleep(0.6)
    os.kill(worker.pid, signal.SIGKILL)
    assert worker.wait() == -signal.SIGKILL
    assert run_of(import_id).progress is RunProgress.RUNNING
    assert (count(Listing), count(ImportChange)) == (0, 0)
    services.run_waiting(now + timedelta(minutes=3))
    assert count(Listing) == 3000


def _changed(rows: list[list[str]]) -> bytes:
    return a_csv([[row[0], f"{row[1]} bis", *row[2:]] for row in rows])


def test_an_undo_gives_former_values_back_and_keeps_what_others_touched(actor: Actor, now: datetime) -> None:
    rows = some_rows(4)
    services.confirm_import(actor, receive(actor, a_csv(rows[:2]), now), now=now)
    before = {row.id: fields_of(row) for row in db.session.execute(select(Listing)).scalars()}
    import_id = receive(actor, _changed(rows), now)
    done = services.confirm_import(actor, import_id, now=now)
    assert (done.made, done.changed) == (2, 2)
    ids = list(db.session.execute(select(Listing.id).order_by(Listing.id)).scalars())
    services.set_quantity(actor, ids[1], 5, now=now)
    with transaction():
        block(Wanted(ids[2], 1, now.date(), now.date() + timedelta(days=3)), now.date(), now)
    undone = services.undo_import(actor, import_id, now=now)
    assert (undone.removed, undone.restored) == (1, 1)
    assert [(line, type(why)) for line, _title, why in undone.kept] == [(3, EditedSince), (4, UsedSince)]
    db.session.rollback()
    first = db.session.get_one(Listing, ids[0])
    assert fields_of(first) == before[ids[0]]
    assert db.session.get_one(Listing, ids[1]).title.endswith("bis")
    assert [line for line, _title, _why in import_page(actor, import_id, now).kept_lines] == [3, 4]


def test_files_go_after_thirty_days_and_what_was_imported_stays(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(2)), now)
    services.confirm_import(actor, import_id, now=now)
    key = db.session.get_one(ListingImport, import_id).file_key
    services.purge_imports(now + timedelta(days=29))
    assert storage.read(key)
    services.purge_imports(now + timedelta(days=31))
    with pytest.raises(NotFound):
        storage.read(key)
    assert import_page(actor, import_id, now).is_purged
    assert count(Listing) == 2


def test_an_import_that_was_purged_is_not_confirmed(actor: Actor, now: datetime) -> None:
    import_id = receive(actor, a_csv(some_rows(2)), now)
    later = now + timedelta(days=31)
    services.purge_imports(later)
    with pytest.raises(FilesGone):
        services.confirm_import(actor, import_id, now=later)


def test_a_mapping_is_kept_and_proposed_again(actor: Actor, now: datetime) -> None:
    content = a_csv([["x", "9"]], headings=["machin", "truc"])
    import_id = receive(actor, content, now)
    page = import_page(actor, import_id, now)
    columns = {"title": "machin", "spec:diagonal": "truc"}
    services.map_import(actor, import_id, columns, page.defaults, save_as="Nos tableaux", now=now)
    (institution_id,) = actor.institution_ids
    site = page.defaults.site_id
    again = services.receive_import(actor, institution_id, "b.csv", content, site_id=site, category="", now=now)
    page = import_page(actor, again, now)
    assert (page.columns, page.category) == (columns, "screen")
    (kept,) = kept_mappings(institution_id)
    with pytest.raises(NotFound):
        services.delete_mapping(a_person(an_institution()), kept.id, now=now)
    services.delete_mapping(actor, kept.id, now=now)
    assert kept_mappings(institution_id) == []
    assert db.session.execute(select(func.count()).select_from(ListingImport)).scalar_one() == 2

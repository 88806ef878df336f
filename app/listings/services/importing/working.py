"""The work on an import, once somebody asked for it: in the request when it is small, else by a process of its own.

Two steps: the check reads every row and keeps what it found as a file; the write keeps everything in ONE
transaction. Killed in the check or before the commit, an import leaves nothing; its row says that it was at work,
and whoever finds it silent for two minutes does it again from the start.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from app.accounts.queries.people import actor_of
from app.core import storage
from app.core.actor import SYSTEM, Actor
from app.core.db import db, transaction
from app.core.errors import NotFound, Refusal
from app.core.log import log
from app.listings.domain.spreadsheets import ImportStep, RunProgress, Trial, try_rows
from app.listings.domain.states import ImportState
from app.listings.models import ImportRun, ListingImport
from app.listings.queries.import_report import refusal_kept, report_of, save_report
from app.listings.queries.importing import defaults_of
from app.listings.queries.inventory import inventory_mark, inventory_of
from app.listings.queries.sheets import read_sheet
from app.listings.services.importing.receiving import locked_import
from app.listings.services.importing.refusals import (
    AlreadyImported,
    Crashed,
    FilesGone,
    NotChecked,
    RowsRefused,
    StillWorking,
    TakenOver,
)
from app.listings.services.importing.writing import write_trial
from app.listings.services.rows import institution_day, require_writer

SILENT = timedelta(minutes=2)
GIVEN_UP = timedelta(hours=1)
SMALL = 1_000
"""Up to so many rows an import is done while the person waits: about two seconds."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: listings made, changed, left as they are, rows with a fault."""

    made: int
    changed: int
    same: int
    bad_lines: int


def check_import(actor: Actor, import_id: int, *, now: datetime) -> Trial:
    """Try every row now and keep what was found; nothing is written."""
    ask_check(actor, import_id, now=now)
    return _run(import_id, now, actor)[0]


def confirm_import(actor: Actor, import_id: int, *, partial: bool = False, now: datetime) -> Imported:
    """Write every row now, all in one transaction.

    One bad row refuses the whole (:class:`RowsRefused`) unless *partial* was asked for. What is there already is
    changed where the row differs, else left alone: the same file twice makes nothing twice.
    """
    ask_write(actor, import_id, partial=partial, now=now)
    _trial, done = _run(import_id, now, actor)
    assert done is not None
    return done


def ask_check(actor: Actor, import_id: int, *, now: datetime) -> bool:
    """Ask for the dry run; whether it is small enough to be done at once."""
    with transaction():
        row, run = locked_import(actor, import_id)
        if row.state is not ImportState.CHECKED:
            raise AlreadyImported() if row.state is not ImportState.UPLOADED else NotChecked()
        _ask(run, ImportStep.CHECK, now)
        return row.row_count <= SMALL


def ask_write(actor: Actor, import_id: int, *, partial: bool = False, now: datetime) -> bool:
    """Ask for the import; whether it is small enough to be done at once. Refuses what the check found wrong."""
    with transaction():
        row, run = locked_import(actor, import_id)
        if row.state is not ImportState.CHECKED:
            raise AlreadyImported()
        if run.step is ImportStep.CHECK and run.report_key and run.bad and not partial:
            raise RowsRefused(rows=run.bad)
        _ask(run, ImportStep.WRITE, now)
        run.is_partial = partial
        return row.row_count <= SMALL


def _ask(run: ImportRun, step: ImportStep, now: datetime) -> None:
    if run.purged_at is not None:
        raise FilesGone()
    if run.progress is RunProgress.RUNNING and run.beat_at and now - run.beat_at < SILENT:
        raise StillWorking()
    if step is ImportStep.WRITE and run.step is ImportStep.WRITE and run.progress is RunProgress.WAITING:
        raise StillWorking()
    run.step, run.progress, run.asked_at, run.beat_at = step, RunProgress.WAITING, now, None
    run.rows_done, run.refusal, run.token = 0, None, ""


def run_import(import_id: int, now: datetime) -> None:
    """Do what was asked of an import, if nobody does; what refuses it is kept for the person to read."""
    row = db.session.get(ListingImport, import_id)
    if row is None:
        return
    actor = actor_of(row.user_id) if row.user_id is not None else SYSTEM
    try:
        _run(import_id, now, actor or Actor())
    except Refusal as refusal:
        log.info("import refused", import_id=import_id, reason=refusal.code)


def run_waiting(now: datetime) -> None:
    """Do every import that waits, or whose worker fell silent. A job."""
    waiting = select(ImportRun.import_id).where(_is_free(now)).order_by(ImportRun.asked_at)
    for import_id in db.session.execute(waiting).scalars().all():
        run_import(import_id, now)


def _is_free(now: datetime) -> Any:
    silent = or_(ImportRun.beat_at.is_(None), ImportRun.beat_at < now - SILENT)
    return or_(ImportRun.progress == RunProgress.WAITING, and_(ImportRun.progress == RunProgress.RUNNING, silent))


def _run(import_id: int, now: datetime, actor: Actor) -> tuple[Trial, Imported | None]:
    """Claim it, do it, say what came of it. Raises what refused it, after keeping that."""
    work = _claim(import_id, now)
    try:
        return work.done_by(actor)
    except Refusal as refusal:
        db.session.rollback()
        work.fail(refusal)
        raise
    except Exception:
        db.session.rollback()
        work.fail(Crashed())
        raise


def _claim(import_id: int, now: datetime) -> "Work":
    token = secrets.token_hex(16)
    with transaction() as session:
        asked = session.execute(select(ImportRun.asked_at).where(ImportRun.import_id == import_id)).scalar()
        taken = update(ImportRun).where(ImportRun.import_id == import_id, _is_free(now))
        values = {"progress": RunProgress.RUNNING, "token": token, "beat_at": now, "rows_done": 0}
        claimed = session.execute(taken.values(**values).execution_options(synchronize_session=False))
        if not getattr(claimed, "rowcount", 0):
            raise StillWorking()
        work = Work(import_id, token, now)
    if asked is not None and now - asked > GIVEN_UP:
        work.fail(Crashed())
        raise Crashed()
    return work


@dataclass(slots=True)
class Work:
    """One claimed piece of work: shows that it lives, and keeps nothing once another has taken over."""

    import_id: int
    token: str
    now: datetime
    started: float = 0.0

    def done_by(self, actor: Actor) -> tuple[Trial, Imported | None]:
        """The check, or the write."""
        self.started = time.monotonic()
        row = db.session.get(ListingImport, self.import_id)
        run = db.session.get(ImportRun, self.import_id)
        if row is None or run is None:
            raise NotFound()
        require_writer(actor, row.institution_id)
        step, partial, institution_id = run.step, run.is_partial, row.institution_id
        mark = inventory_mark(institution_id)
        trial = self._trial(row, self._told)
        if step is ImportStep.CHECK:
            self._finish_check(trial)
            return trial, None
        return trial, self._write(actor, trial, partial, mark)

    def _trial(self, row: ListingImport, told: Callable[[int], None]) -> Trial:
        institution_id, columns, defaults = row.institution_id, dict(row.columns), defaults_of(row)
        try:
            sheet = read_sheet(storage.read(row.file_key))
        except NotFound as error:
            raise FilesGone() from error
        inventory = inventory_of(institution_id, institution_day(institution_id, self.now))
        return try_rows(sheet, columns, defaults, inventory, told)

    def _told(self, done: int) -> None:
        """Say how far it is, in a transaction of its own."""
        with transaction() as session:
            mine = update(ImportRun).where(ImportRun.import_id == self.import_id, ImportRun.token == self.token)
            session.execute(mine.values(rows_done=done, beat_at=self._instant()))

    def _instant(self) -> datetime:
        return self.now + timedelta(seconds=time.monotonic() - self.started)

    def _finish_check(self, trial: Trial) -> None:
        report = report_of(trial)
        key = save_report(report)
        with transaction() as session:
            run = self._mine()
            old, run.report_key = run.report_key, key
            run.created, run.changed, run.same = report.created, report.changed, report.same
            run.bad, run.noted, run.progress = report.bad, len(report.notes), RunProgress.DONE
            session.get_one(ListingImport, self.import_id).error_count = report.bad
        if old:
            storage.delete(old)

    def _write(self, actor: Actor, trial: Trial, partial: bool, mark: tuple[int, int, int]) -> Imported:
        try:
            with transaction():
                row, _ = locked_import(actor, self.import_id)
                run = self._mine()
                if row.state is not ImportState.CHECKED:
                    raise AlreadyImported()
                if inventory_mark(row.institution_id) != mark:  # somebody wrote meanwhile: look again, alone
                    trial = self._trial(row, lambda _done: None)
                trial = write_trial(actor, row, trial, partial=partial, now=self.now)
                run.created, run.changed, run.same = len(trial.drafts), len(trial.changes), len(trial.same)
                run.bad, run.progress, run.rows_done = trial.bad_lines, RunProgress.DONE, row.row_count
                row.error_count = trial.bad_lines
                report = report_of(trial)
                key, old = save_report(report), run.report_key
                run.report_key = key
        except RowsRefused as refusal:
            self._keep_faults(refusal)
            raise
        if old:
            storage.delete(old)
        return Imported(report.created, report.changed, report.same, report.bad)

    def _keep_faults(self, refusal: RowsRefused) -> None:
        """Rows may turn out wrong only when they are written: the report then says these."""
        trial = getattr(refusal, "trial", None)
        if trial is not None:
            db.session.rollback()
            self._finish_check(trial)

    def _mine(self) -> ImportRun:
        statement = select(ImportRun).where(ImportRun.import_id == self.import_id).with_for_update()
        run = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
        if run.token != self.token:
            raise TakenOver()
        return run

    def fail(self, refusal: Refusal) -> None:
        """Keep why it stopped, unless another has taken over."""
        with transaction() as session:
            mine = update(ImportRun).where(ImportRun.import_id == self.import_id, ImportRun.token == self.token)
            session.execute(mine.values(progress=RunProgress.FAILED, refusal=refusal_kept(refusal)))

"""The verbs of a file of factors: bring it, say what it is, confirm its dry run, decide as a second person."""

import hashlib
from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import select

from app.core import journal, storage
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import made_once, of_content
from app.core.text import one_line
from app.impact.diagnostic.importing.refusals import LicenceMissing
from app.impact.factors.files.domain import FileKind, FileState, FileTrial, FileVerdict, Said
from app.impact.factors.files.reading import check_whole, kind_of
from app.impact.factors.files.refusals import (
    AlreadyConfirmed,
    FileGone,
    NothingToPropose,
    NotTried,
    NotWaiting,
    ReleaseMissing,
    RowsRefused,
)
from app.impact.factors.files.report import load_trial
from app.impact.factors.files.working import said_of, work_on
from app.impact.factors.models import FactorFile, Origin
from app.impact.factors.permissions import may_propose_factors, may_review
from app.impact.factors.refusals import OwnProposal, ReasonMissing
from app.impact.factors.services import LETTERS_OF_REASON, Read, propose_all
from app.listings.domain.spreadsheets import ImportStep, RunProgress

FILES_KEPT = timedelta(days=30)
_UNDECIDED = (FileState.RECEIVED, FileState.TRIED)
_ORIGINS = {FileKind.BASE_CARBONE: Origin.BASE_CARBONE, FileKind.BOAVIZTA: Origin.BOAVIZTA}


def receive_file(
    actor: Actor, file_name: str, content: bytes, kind: FileKind | None, now: datetime, *, key: str = ""
) -> int:
    """Keep a file, told by what it holds when *kind* is None; its id. Nothing of the library is written.

    The same file sent again with the same *key* is the same one. Raises what is wrong with the whole file, Forbidden.
    """
    if not may_propose_factors(actor):
        raise Forbidden()
    known = kind or kind_of(content)
    check_whole(content, known)
    row = FactorFile(
        kind=known,
        file_name=one_line(file_name)[:200],
        sha256=hashlib.sha256(content).hexdigest(),
        byte_count=len(content),
        author_id=actor.user_id,
        author_name=actor.name or "Ressourcerie",
        at=now,
    )
    kept: list[str] = []

    def keep() -> int:
        row.file_key = storage.save(content, ".factors")
        kept.append(row.file_key)
        db.session.add(row)
        db.session.flush()
        journal.record(actor, now, "receive_factor_file", "factor_file", row.id, file=row.file_name)
        return row.id

    said = ["factor_file", known.value, row.sha256]
    try:
        with transaction():
            return made_once(actor, of_content(key, said), said, keep, now)
    except BaseException:
        for one in kept:
            storage.delete(one)
        raise


def describe_file(actor: Actor, id: int, said: Said, now: datetime) -> None:
    """Say what the file is and try its rows. Raises NotFound, AlreadyConfirmed, and what is missing at its field."""
    with transaction():
        row = _locked(actor, id)
        if row.state not in _UNDECIDED:
            raise AlreadyConfirmed()
        if row.purged_at is not None:
            raise FileGone()
        _require(row.kind, said)
        row.said = asdict(said) | {"also": list(said.also)}
        old, row.report_key, row.counts = row.report_key, "", {}  # what was found was of what was said before
        _ask(row, FileState.TRIED, ImportStep.CHECK)
    if old:
        storage.delete(old)
    work_on(row, now)


def confirm_file(actor: Actor, id: int, *, partial: bool, now: datetime) -> int:
    """Propose what the dry run showed, all of it or (*partial*) its valid rows; how many are proposed.

    Figures of the library become proposals; declarations wait, whole, for :func:`review_file`. Raises NotFound,
    NotTried, AlreadyConfirmed, RowsRefused, NothingToPropose, and what the library refuses (a version came between).
    """
    with transaction():
        row = _locked(actor, id)
        if row.state is not FileState.TRIED:
            raise AlreadyConfirmed() if row.state is not FileState.RECEIVED else NotTried()
        if row.progress is not RunProgress.DONE or not row.report_key:
            raise NotTried()
        trial = load_trial(row.report_key)
        wanted = trial.count(FileVerdict.NEW) + trial.count(FileVerdict.CHANGED)
        if trial.count(FileVerdict.BAD) and not partial:
            raise RowsRefused(rows=trial.count(FileVerdict.BAD))
        if not wanted:
            raise NothingToPropose()
        if row.kind in _ORIGINS:
            wanted = row.written = _propose(actor, row, trial, now)
        row.state = FileState.PROPOSED
        journal.record(actor, now, "confirm_factor_file", "factor_file", row.id, file=row.file_name)
    return wanted


def review_file(actor: Actor, id: int, *, accept: bool, reason: str, now: datetime) -> None:
    """Take a file of declarations in, or refuse it, as somebody else than its bringer.

    Raises NotFound, NotWaiting, OwnProposal, ReasonMissing.
    """
    with transaction():
        row = _locked(actor, id)
        if row.kind is not FileKind.DECLARATIONS or row.state is not FileState.PROPOSED:
            raise NotWaiting()
        if not may_review(actor, row.author_id):
            raise OwnProposal()
        if not reason.strip():
            raise ReasonMissing()
        row.reviewer_id, row.reviewer_name, row.reviewed_at = actor.user_id, actor.name or "Ressourcerie", now
        row.reason = reason.strip()[:LETTERS_OF_REASON]
        if accept:
            _ask(row, FileState.TAKEN, ImportStep.WRITE)
            journal.record(actor, now, "accept_factor_file", "factor_file", row.id, reason=row.reason)
        else:
            row.state = FileState.REFUSED
            journal.record(actor, now, "refuse_factor_file", "factor_file", row.id, reason=row.reason)
    if accept:
        work_on(row, now)


def purge_factor_files(now: datetime) -> None:
    """Delete files a month after they came, unless they still wait for somebody. What they said stays. A job."""
    waits = (FactorFile.kind == FileKind.DECLARATIONS) & (FactorFile.state == FileState.PROPOSED)
    old = select(FactorFile.id).where(
        FactorFile.purged_at.is_(None),
        FactorFile.at < now - FILES_KEPT,
        FactorFile.progress.in_((RunProgress.DONE, RunProgress.FAILED)),
        ~waits,
    )
    for id in db.session.scalars(old).all():
        with transaction() as session:
            row = session.get_one(FactorFile, id, with_for_update=True)
            keys, row.purged_at, row.report_key = (row.file_key, row.report_key), now, ""
        for key in filter(None, keys):
            storage.delete(key)


def _propose(actor: Actor, row: FactorFile, trial: FileTrial, now: datetime) -> int:
    read = Read(_ORIGINS[row.kind], row.file_name, row.sha256)
    rows = [(one.after, one.row) for one in trial.lines if one.row is not None]
    reason = f"{row.file_name} {said_of(row).release}"
    made = propose_all(actor, rows, file=read, reason=reason, now=now)
    if not made:
        raise NothingToPropose()
    return len(made)


def _ask(row: FactorFile, state: FileState, step: ImportStep) -> None:
    row.state, row.step, row.progress = state, step, RunProgress.WAITING
    row.refusal, row.token, row.beat_at = None, "", None


def _require(kind: FileKind, said: Said) -> None:
    if kind is FileKind.DECLARATIONS and not said.licence.strip():
        raise LicenceMissing(field="licence")
    if kind is not FileKind.DECLARATIONS and not said.release.strip():
        raise ReleaseMissing()


def _locked(actor: Actor, id: int) -> FactorFile:
    if not may_propose_factors(actor):
        raise NotFound()
    statement = select(FactorFile).where(FactorFile.id == id).with_for_update()
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if row is None:
        raise NotFound()
    return row

"""The work on a file of factors that may last: reading it, and taking declarations in.

In the request when the file is small, else by a process of its own; both steps leave nothing when they are killed,
and whoever finds one silent for two minutes does it again from the start.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, or_, select, update

from app.accounts.queries.people import actor_of
from app.core import storage
from app.core.actor import Actor
from app.core.background import start_command
from app.core.db import db, transaction
from app.core.errors import NotFound, Refusal
from app.core.log import log
from app.impact.diagnostic.services import Brought, take_declarations
from app.impact.factors.accepted import read_accepted
from app.impact.factors.files.domain import FileState, Said
from app.impact.factors.files.reading import declarations, tried_file
from app.impact.factors.files.refusals import FileGone
from app.impact.factors.files.report import save_trial
from app.impact.factors.models import FactorFile
from app.listings.domain.spreadsheets import ImportStep, RunProgress
from app.listings.queries.import_report import refusal_kept
from app.listings.services.importing.refusals import Crashed

SILENT = timedelta(minutes=2)
SMALL = 300_000
"""Up to so many bytes a file is read while the person waits: about a second. Measured: all of Base Carbone (17 MB)
takes two seconds, two thousand declarations of ÖKOBAUDAT (1.2 MB) four."""


def work_on(file: FactorFile, now: datetime) -> None:
    """Do what was asked of *file*: now when it is small, else by a process of its own."""
    if file.byte_count <= SMALL:
        run_file(file.id, now)
    else:
        start_command("factors", "run", str(file.id))


def run_waiting_files(now: datetime) -> None:
    """Do every file that waits, or whose worker fell silent. A job."""
    for id in db.session.scalars(select(FactorFile.id).where(_is_free(now)).order_by(FactorFile.id)).all():
        run_file(id, now)


def run_file(id: int, now: datetime) -> None:
    """Do what was asked, if nobody does; what refuses it is kept for the person to read."""
    token = _claim(id, now)
    if not token:
        return
    try:
        _do(id, token, now)
    except Refusal as refusal:
        db.session.rollback()
        log.info("factor file refused", file=id, reason=refusal.code)
        _fail(id, token, refusal)
    except Exception as error:
        db.session.rollback()
        log.error("factor file crashed", file=id, error=repr(error))
        _fail(id, token, Crashed())


def brought_by(file: FactorFile) -> Brought:
    """What the takers of declarations ask to know of it."""
    said = said_of(file)
    return Brought(said.institution_id, said.licence, said.source, file.file_name, file.sha256)


def said_of(file: FactorFile) -> Said:
    """What its bringer told."""
    return Said(**{**file.said, "also": tuple(file.said.get("also", ()))})


def _is_free(now: datetime) -> Any:
    silent = or_(FactorFile.beat_at.is_(None), FactorFile.beat_at < now - SILENT)
    return or_(FactorFile.progress == RunProgress.WAITING, and_(FactorFile.progress == RunProgress.RUNNING, silent))


def _claim(id: int, now: datetime) -> str:
    """The token of the only one who works on it; "" when somebody else does."""
    token = secrets.token_hex(16)
    with transaction() as session:
        taken = update(FactorFile).where(FactorFile.id == id, _is_free(now))
        values = {"progress": RunProgress.RUNNING, "token": token, "beat_at": now}
        claimed = session.execute(taken.values(**values).execution_options(synchronize_session=False))
    return token if getattr(claimed, "rowcount", 0) else ""


def _do(id: int, token: str, now: datetime) -> None:
    file = db.session.get_one(FactorFile, id)
    try:
        content = storage.read(file.file_key)
    except NotFound as error:
        raise FileGone() from error
    if file.step is ImportStep.CHECK:
        _check(file, content, token, now)
    else:
        _take(file, content, token, now)


def _check(file: FactorFile, content: bytes, token: str, now: datetime) -> None:
    read_accepted()
    trial = tried_file(content, file.kind, said_of(file), brought_by(file), now)
    key, id = save_trial(trial), file.id
    with transaction():
        mine = _mine(id, token)
        if mine is None:
            storage.delete(key)
            return
        old, mine.report_key = mine.report_key, key
        mine.counts, mine.progress, mine.refusal = trial.counts, RunProgress.DONE, None
    if old:
        storage.delete(old)


def _take(file: FactorFile, content: bytes, token: str, now: datetime) -> None:
    """Every declaration in one transaction, with the end of the work: all of them or none."""
    found, brought, id = declarations(content, said_of(file)), brought_by(file), file.id
    actor = (actor_of(file.reviewer_id) if file.reviewer_id else None) or Actor()
    with transaction():
        mine = _mine(id, token)
        if mine is None:
            return
        mine.written = len(take_declarations(actor, found, brought, now))
        mine.progress, mine.refusal = RunProgress.DONE, None


def _mine(id: int, token: str) -> FactorFile | None:
    """The row, locked, unless another has taken over."""
    statement = select(FactorFile).where(FactorFile.id == id).with_for_update()
    row = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one()
    return row if row.token == token else None


def _fail(id: int, token: str, refusal: Refusal) -> None:
    """Keep why it stopped; what could not be written waits for its decision again."""
    with transaction():
        row = _mine(id, token)
        if row is None:
            return
        row.progress, row.refusal = RunProgress.FAILED, refusal_kept(refusal)
        if row.step is ImportStep.WRITE:
            row.state = FileState.PROPOSED

"""Files of imports are personal data: they go 30 days after the last thing that happened to their import."""

from datetime import datetime

from sqlalchemy import select, update

from app.core import storage
from app.core.db import db, transaction
from app.listings.domain.spreadsheets import RunProgress
from app.listings.models import ImportChange, ImportRun, ListingImport
from app.listings.queries.importing import FILES_KEPT, last_event


def purge_imports(now: datetime) -> None:
    """Delete the files, and the former values that only an undo needed. What was imported stays. A job."""
    old = select(ListingImport, ImportRun).join(ImportRun, ImportRun.import_id == ListingImport.id)
    old = old.where(ImportRun.purged_at.is_(None), ListingImport.created_at < now - FILES_KEPT)
    for row, run in db.session.execute(old).all():
        if last_event(row, run) <= now - FILES_KEPT and run.progress is not RunProgress.RUNNING:
            _purge(row.id, [key for key in (row.file_key, run.report_key) if key], now)


def _purge(import_id: int, keys: list[str], now: datetime) -> None:
    with transaction() as session:
        run = session.get_one(ImportRun, import_id)
        run.purged_at, run.report_key = now, ""
        if run.progress is RunProgress.WAITING:
            run.progress = RunProgress.FAILED
        forget = update(ImportChange).where(ImportChange.import_id == import_id).values(before=None)
        session.execute(forget.execution_options(synchronize_session=False))
    for key in keys:
        storage.delete(key)

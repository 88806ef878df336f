"""Spreadsheets on their way in: the file, the work on it, what it did to each listing, mappings kept for the next."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.listings.domain.spreadsheets.fates import Fate, ImportStep, RunProgress
from app.listings.domain.states import ImportState


class ListingImport(Model):
    """A spreadsheet on its way in.

    *columns* maps our fields to the file's own column names, *defaults* says what holds for every row,
    *digest* tells the same file sent twice.
    """

    __tablename__ = "listing_import"

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    site_id: Mapped[int | None] = mapped_column(ForeignKey("site.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(80))
    category: Mapped[str] = mapped_column(String(40), default="")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    digest: Mapped[str] = mapped_column(String(64), default="")
    state: Mapped[ImportState] = mapped_column(word(ImportState), default=ImportState.UPLOADED)
    row_count: Mapped[int] = mapped_column(default=0)
    error_count: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    done_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportRun(Model):
    """The work on an import: what is being done (*step*), how far it is, what came of it.

    Whoever works on it writes its *token* and shows that it lives by *beat_at*; one that fell silent is taken over.
    *report_key* is the file of what the check found, *purged_at* when the files were deleted.
    """

    __tablename__ = "import_run"

    import_id: Mapped[int] = mapped_column(ForeignKey("listing_import.id", ondelete="CASCADE"), primary_key=True)
    step: Mapped[ImportStep] = mapped_column(word(ImportStep), default=ImportStep.CHECK)
    progress: Mapped[RunProgress] = mapped_column(word(RunProgress), default=RunProgress.WAITING, index=True)
    is_partial: Mapped[bool] = mapped_column(default=False)
    rows_done: Mapped[int] = mapped_column(default=0)
    created: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    same: Mapped[int] = mapped_column(default=0)
    bad: Mapped[int] = mapped_column(default=0)
    noted: Mapped[int] = mapped_column(default=0)
    report_key: Mapped[str] = mapped_column(String(80), default="")
    profile: Mapped[str] = mapped_column(String(40), default="")
    headings_digest: Mapped[str] = mapped_column(String(64), default="", index=True)
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    token: Mapped[str] = mapped_column(String(40), default="")
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undone_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    undo_report: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ImportChange(Model):
    """What an import did to one listing: made it, or changed it from *before* (until then) to *version*.

    *row_digest* recognises a row that carries no reference, asset tag or serial when it comes again.
    """

    __tablename__ = "import_change"

    id: Mapped[int] = mapped_column(primary_key=True)
    import_id: Mapped[int] = mapped_column(ForeignKey("listing_import.id", ondelete="CASCADE"), index=True)
    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id", ondelete="CASCADE"), index=True)
    line: Mapped[int]
    fate: Mapped[Fate] = mapped_column(word(Fate))
    row_digest: Mapped[str] = mapped_column(String(64), default="")
    version: Mapped[int]
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class ImportMapping(Model):
    """Which column means what, kept under a name and proposed when the same headings come again."""

    __tablename__ = "import_mapping"
    __table_args__ = (UniqueConstraint("institution_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"))
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    name: Mapped[str] = mapped_column(String(80))
    headings_digest: Mapped[str] = mapped_column(String(64))
    category: Mapped[str] = mapped_column(String(40), default="")
    columns: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    defaults: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""Versions of factors that the staff proposed, and what another one of them said. Rows are only ever added."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.impact.factors.files.domain import FileKind, FileState
from app.listings.domain.spreadsheets import ImportStep, RunProgress


class Origin(StrEnum):
    """Where a proposal comes from."""

    EDIT = "edit"
    BASE_CARBONE = "base_carbone"
    BOAVIZTA = "boavizta"


class FactorProposal(Model):
    """What somebody wants a factor to say: a whole row in the form of the files. *after* is the version that it
    replaces, 0 for a new factor. *file_sha256* names the official file that it was read from, if any."""

    __tablename__ = "factor_proposal"
    __table_args__ = (CheckConstraint("after >= 0", name="after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    factor_id: Mapped[str] = mapped_column(String(80), index=True)
    after: Mapped[int]
    row: Mapped[dict[str, Any]] = mapped_column(JSON)
    origin: Mapped[Origin] = mapped_column(word(Origin))
    file_name: Mapped[str] = mapped_column(String(200), default="")
    file_sha256: Mapped[str] = mapped_column(String(64), default="")
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)


class FactorReview(Model):
    """What another one of the staff decided. *version* is the number under which it stands from then on, None when it
    was refused."""

    __tablename__ = "factor_review"
    __table_args__ = (
        UniqueConstraint("proposal_id"),
        UniqueConstraint("factor_id", "version"),
        CheckConstraint("version IS NULL OR version > 0", name="version"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("factor_proposal.id"))
    factor_id: Mapped[str] = mapped_column(String(80))
    version: Mapped[int | None]
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewer_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)


class FactorFile(Model):
    """A file of factors that one of the staff brought by a page: kept until it is decided, and a month longer.

    *said* is what its bringer told of it (release, licence, ...), *counts* and the file under *report_key* what the
    dry run found. Whoever works on it writes a *token*; one silent since *beat_at* is taken over. Declarations wait
    for a second person here; figures of the library wait one by one as proposals.
    """

    __tablename__ = "factor_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[FileKind] = mapped_column(word(FileKind))
    file_name: Mapped[str] = mapped_column(String(200))
    file_key: Mapped[str] = mapped_column(String(80))
    sha256: Mapped[str] = mapped_column(String(64))
    byte_count: Mapped[int]
    said: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    state: Mapped[FileState] = mapped_column(word(FileState), default=FileState.RECEIVED)
    step: Mapped[ImportStep] = mapped_column(word(ImportStep), default=ImportStep.CHECK)
    progress: Mapped[RunProgress] = mapped_column(word(RunProgress), default=RunProgress.DONE, index=True)
    counts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    report_key: Mapped[str] = mapped_column(String(80), default="")
    refusal: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    written: Mapped[int] = mapped_column(default=0)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    token: Mapped[str] = mapped_column(String(40), default="")
    beat_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reviewer_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    reviewer_name: Mapped[str] = mapped_column(String(200), default="")
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text, default="")
    purged_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

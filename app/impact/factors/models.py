"""Versions of factors that the staff proposed, and what another one of them said. Rows are only ever added."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word


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

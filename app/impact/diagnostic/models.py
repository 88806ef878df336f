"""Tables of the diagnostic: imported factors, the frame of a study, and which factor stands for which line."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Fixed, Model, UtcDateTime


class ImportedFactor(Model):
    """One version of a declaration somebody brought. Rows are only added.

    *institution_id* None: everybody may use it; else only that house, because its licence does not let it go
    further. *figures* are [module, scenario, indicator, value as text].
    """

    __tablename__ = "imported_factor"
    __table_args__ = (UniqueConstraint("key", "version"), CheckConstraint("version > 0", name="version"))

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(120))
    version: Mapped[int]
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    label: Mapped[str] = mapped_column(String(200))
    unit: Mapped[str] = mapped_column(String(20))
    method: Mapped[str] = mapped_column(String(40))
    kg_per_unit: Mapped[Decimal | None] = mapped_column(Fixed(6))
    figures: Mapped[list[Any]] = mapped_column(JSON)
    source: Mapped[str] = mapped_column(String(300))
    licence: Mapped[str] = mapped_column(String(300))
    year: Mapped[int]
    valid_until: Mapped[date | None]
    file_name: Mapped[str] = mapped_column(String(200))
    file_sha256: Mapped[str] = mapped_column(String(64))
    imported_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    imported_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DiagnosticFrame(Model):
    """What the team says of its study, before any figure (ISO 14044, 4.2): empty fields take the usual sentences."""

    __tablename__ = "diagnostic_frame"

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), unique=True)
    purpose: Mapped[str] = mapped_column(Text, default="")
    functional_unit: Mapped[str] = mapped_column(Text, default="")
    boundary: Mapped[str] = mapped_column(Text, default="")
    left_out: Mapped[str] = mapped_column(Text, default="")
    limits: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    edited_at: Mapped[datetime] = mapped_column(UtcDateTime)


class DiagnosticChoice(Model):
    """Which multi-criteria factor stands for one line of the carbon calculation, "" for none, and who said so."""

    __tablename__ = "diagnostic_choice"
    __table_args__ = (UniqueConstraint("exhibition_id", "line_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    line_key: Mapped[str] = mapped_column(String(80))
    factor: Mapped[str] = mapped_column(String(140))
    chosen_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    chosen_at: Mapped[datetime] = mapped_column(UtcDateTime)

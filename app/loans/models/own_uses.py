"""Given objects in their new owner's own exhibitions."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.own_uses import OwnUseState
from app.loans.domain.words import Alternative, Evidence, TransportMode


class OwnUse(Model):
    """One object that came as a gift serves one exhibition of its owner from *starts_on* to *ends_on*, both included.

    *alternative* and *evidence* say what would have been done without it, *transport* how it came the first time.
    """

    __tablename__ = "own_use"
    __table_args__ = (CheckConstraint("ends_on >= starts_on", name="order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    institution_id: Mapped[int] = mapped_column(ForeignKey("institution.id"), index=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    exhibition_id: Mapped[int] = mapped_column(ForeignKey("exhibition.id"), index=True)
    allocation_id: Mapped[int] = mapped_column(ForeignKey("allocation.id"), unique=True)
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    transport: Mapped[TransportMode] = mapped_column(word(TransportMode))
    alternative: Mapped[Alternative] = mapped_column(word(Alternative))
    evidence: Mapped[Evidence] = mapped_column(word(Evidence))
    evidence_note: Mapped[str] = mapped_column(String(300), default="")
    state: Mapped[OwnUseState] = mapped_column(word(OwnUseState), default=OwnUseState.PLANNED)
    said_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    said_at: Mapped[datetime] = mapped_column(UtcDateTime)

"""What was done at a counter or in a storage room, with the time of the device that noted it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.loans.domain.words import Moment


class DeskStep(Model):
    """One hand-over or return as it was sent, once: *client_id* is given by the page, *done_at* by the device."""

    __tablename__ = "desk_step"
    __table_args__ = (UniqueConstraint("user_id", "client_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))
    client_id: Mapped[str] = mapped_column(String(80))
    loan_id: Mapped[int] = mapped_column(ForeignKey("loan.id"), index=True)
    moment: Mapped[Moment] = mapped_column(word(Moment))
    fingerprint: Mapped[str] = mapped_column(String(64))
    done_at: Mapped[datetime] = mapped_column(UtcDateTime)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)

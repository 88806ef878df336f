"""How objects looked when they left and when they came back, and what went with them."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, word
from app.listings.domain.states import Condition
from app.loans.domain.words import Moment


class ConditionReport(Model):
    """How an object looked when it left or came back."""

    __tablename__ = "condition_report"
    __table_args__ = (UniqueConstraint("loan_unit_id", "moment"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_unit_id: Mapped[int] = mapped_column(ForeignKey("loan_unit.id"), index=True)
    moment: Mapped[Moment] = mapped_column(word(Moment))
    condition: Mapped[Condition] = mapped_column(word(Condition))
    note: Mapped[str] = mapped_column(Text, default="")
    made_by: Mapped[int | None] = mapped_column(ForeignKey("user_account.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)


class ConditionPhoto(Model):
    """A photo of a condition report."""

    __tablename__ = "condition_photo"

    id: Mapped[int] = mapped_column(primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("condition_report.id"), index=True)
    photo_id: Mapped[int] = mapped_column(ForeignKey("photo.id"), unique=True)


class AccessoryCheck(Model):
    """What was to go with an object, as it was called then, and whether it was there when it left or came back."""

    __tablename__ = "accessory_check"
    __table_args__ = (UniqueConstraint("loan_unit_id", "moment", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    loan_unit_id: Mapped[int] = mapped_column(ForeignKey("loan_unit.id"))
    moment: Mapped[Moment] = mapped_column(word(Moment))
    name: Mapped[str] = mapped_column(String(120))
    quantity: Mapped[int]
    is_essential: Mapped[bool]
    is_there: Mapped[bool]

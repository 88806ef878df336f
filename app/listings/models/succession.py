"""A given object is the same object: what a unit was in its former owner's inventory."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class UnitSuccession(Model):
    """*unit_id* is the object that was *previous_id* until then, and *origin_id* when it first came here."""

    __tablename__ = "unit_succession"
    __table_args__ = (CheckConstraint("unit_id <> previous_id AND unit_id <> origin_id", name="another"),)

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    previous_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), unique=True)
    origin_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)

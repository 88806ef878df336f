"""What the platform's staff wrote of categories."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime


class CategoryEdition(Model):
    """A whole category as it stood from *at* on, in the form of the files. Written once: the database refuses to
    change it. Editions of one category are numbered from 1; the newest stands."""

    __tablename__ = "category_edition"
    __table_args__ = (UniqueConstraint("category_id", "number"), CheckConstraint("number > 0", name="number"))

    id: Mapped[int] = mapped_column(primary_key=True)
    category_id: Mapped[str] = mapped_column(String(40))
    number: Mapped[int]
    row: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_retired: Mapped[bool] = mapped_column(default=False)
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    author_name: Mapped[str] = mapped_column(String(200))
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    reason: Mapped[str] = mapped_column(Text)

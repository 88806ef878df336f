"""The journal: who did what, when, to what. Written in the transaction of the event itself, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, String, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.core.actor import Actor
from app.core.context import request_id
from app.core.db import Model, UtcDateTime, run


class JournalEntry(Model):
    """One line of the journal. *institution_id* is whose journal it belongs to."""

    __tablename__ = "journal_entry"
    __table_args__ = (Index("ix_journal_entry_object", "object_type", "object_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user_account.id"))
    actor_name: Mapped[str] = mapped_column(String(200))
    institution_id: Mapped[int | None] = mapped_column(ForeignKey("institution.id"), index=True)
    action: Mapped[str] = mapped_column(String(64))
    object_type: Mapped[str] = mapped_column(String(32))
    object_id: Mapped[int | None]
    details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    request_id: Mapped[str] = mapped_column(String(64), default="-")


_LINE = insert(JournalEntry)


def record(
    actor: Actor,
    now: datetime,
    action: str,
    object_type: str,
    object_id: int | None,
    institution_id: int | None = None,
    **details: Any,
) -> None:
    """Write one line; *action* is the verb's name, *details* hold no secret and no file."""
    line = {
        "at": now,
        "user_id": actor.user_id,
        "actor_name": actor.name or "Ressourcerie",
        "institution_id": institution_id,
        "action": action,
        "object_type": object_type,
        "object_id": object_id,
        "details": details,
        "request_id": request_id(),
    }
    run(_LINE, line)

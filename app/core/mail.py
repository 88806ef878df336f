"""Mail leaves through the outbox: a row written in the transaction of the event, sent later by a job.

Nothing is sent for something rolled back; a dead mail server delays and loses nothing. The ``Message-ID``
is fixed at writing, so that a duplicate (possible only between the server's 250 and our commit) is
recognised by whoever receives it.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import String, Text, delete, insert
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, db, run, transaction, word
from app.core.text import one_line

SENT_KEPT = timedelta(days=365)


class MailState(StrEnum):
    """Where a message is."""

    PENDING = "pending"
    SENT = "sent"
    DEAD = "dead"


class OutboxMail(Model):
    """One message to one address. *dedup_key* makes the same reminder impossible twice.

    *unsubscribe_url* is where one click stops its kind; *retried_at* when the staff had a dead one tried again.
    """

    __tablename__ = "outbox_mail"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[str] = mapped_column(String(200), unique=True)
    dedup_key: Mapped[str | None] = mapped_column(String(200), unique=True)
    to_address: Mapped[str] = mapped_column(String(320))
    subject: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[MailState] = mapped_column(word(MailState), default=MailState.PENDING, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    next_attempt_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_error: Mapped[str | None] = mapped_column(Text)
    unsubscribe_url: Mapped[str | None] = mapped_column(String(500))
    retried_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


_LETTER = insert(OutboxMail)


def enqueue_mail(
    to_address: str,
    subject: str,
    body: str,
    now: datetime,
    *,
    dedup_key: str | None = None,
    unsubscribe_url: str | None = None,
) -> bool:
    """Put a message in the outbox; False when *dedup_key* is already there."""
    if dedup_key and db.session.query(OutboxMail.id).filter_by(dedup_key=dedup_key).first():
        return False
    letter = {
        "message_id": f"<{secrets.token_hex(16)}@ressourcerie>",
        "dedup_key": dedup_key,
        "to_address": one_line(to_address),
        "subject": one_line(subject)[:300],
        "body": body,
        "unsubscribe_url": unsubscribe_url,
        "next_attempt_at": now,
        "created_at": now,
    }
    run(_LETTER, letter)
    return True


def forget_sent(now: datetime) -> None:
    """Delete letters that left more than a year ago: until then their row keeps a reminder from leaving twice."""
    with transaction() as session:
        session.execute(
            delete(OutboxMail).where(OutboxMail.state == MailState.SENT, OutboxMail.sent_at < now - SENT_KEPT)
        )

"""Emptying the outbox: nothing lost, nothing twice outside the moment between the server's 250 and our commit."""

import random
import smtplib
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Select, select

from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail
from app.notifications import smtp

BUDGET = timedelta(hours=72)
"""How long a message is tried before it is declared dead, where the staff see it."""
LEASE = timedelta(minutes=5)
"""A message taken by a sender that died is taken again after this."""


def back_off(attempts: int, jitter: float) -> timedelta:
    """1, 2, 4 ... minutes, at most an hour, and up to half as much again so that retries do not march in step."""
    return timedelta(minutes=min(60, 2 ** max(0, attempts - 1)) * (1 + jitter / 2))


def send_outbox(now: datetime, limit: int = 200) -> int:
    """Send what is due; answer how many left. Without a mail server everything waits, which is no error."""
    url = current_app.config["SMTP_URL"]
    if not url:
        return 0
    due = list(db.session.execute(_due(now).limit(limit)).scalars())
    if not due:
        return 0
    sent = 0
    try:
        with smtp.connected(smtp.server(url)) as session:
            for row_id in due:
                sent += _send_one(session, row_id, now)
    except (OSError, smtplib.SMTPException) as error:
        _server_is_down(due, now, error)
    return sent


def _due(now: datetime) -> Select[int]:
    return (
        select(OutboxMail.id)
        .where(OutboxMail.state == MailState.PENDING, OutboxMail.next_attempt_at <= now)
        .order_by(OutboxMail.id)
    )


def _claim(row_id: int, now: datetime) -> OutboxMail | None:
    """Take a message: whoever else looks at it before the lease ends finds it taken."""
    with transaction() as session:
        row = session.execute(
            select(OutboxMail).where(OutboxMail.id == row_id, OutboxMail.id.in_(_due(now))).with_for_update()
        ).scalar_one_or_none()
        if row is None:
            return None
        row.attempts += 1
        row.next_attempt_at = now + LEASE
    return row


def _send_one(session: smtplib.SMTP, row_id: int, now: datetime) -> int:
    row = _claim(row_id, now)
    if row is None:
        return 0
    try:
        session.send_message(smtp.message(row, current_app.config["MAIL_FROM"]))
    except smtplib.SMTPRecipientsRefused as error:
        _failed(row_id, now, error, final=all(500 <= code < 600 for code, _ in error.recipients.values()))
        return 0
    except smtplib.SMTPResponseException as error:
        _failed(row_id, now, error, final=500 <= error.smtp_code < 600)
        return 0
    with transaction() as write:
        sent = write.get_one(OutboxMail, row_id)
        sent.state, sent.sent_at, sent.last_error = MailState.SENT, now, None
    return 1


def _failed(row_id: int, now: datetime, error: Exception, final: bool) -> None:
    with transaction() as session:
        row = session.get_one(OutboxMail, row_id)
        row.last_error = f"{type(error).__name__}: {error}"[:500]
        if final or now - row.created_at > BUDGET:
            row.state = MailState.DEAD
        else:
            row.next_attempt_at = now + back_off(row.attempts, random.random())  # noqa: S311 (no secret)


def _server_is_down(row_ids: list[int], now: datetime, error: Exception) -> None:
    """Put off every message that is still due, without counting it as the message's own fault."""
    with transaction() as session:
        rows = session.execute(select(OutboxMail).where(OutboxMail.id.in_(row_ids)).with_for_update()).scalars()
        for row in rows:
            if row.state is not MailState.PENDING:
                continue
            row.attempts += 1
            row.last_error = f"{type(error).__name__}: {error}"[:500]
            row.next_attempt_at = now + back_off(row.attempts, random.random())  # noqa: S311 (no secret)
            if now - row.created_at > BUDGET:
                row.state = MailState.DEAD

"""Emptying the outbox: nothing lost, nothing twice outside the moment between the server's 250 and our commit.

Letters leave in the order in which they were written. When the server is away nothing moves: the first letter knocks
once a pass, the others stay behind it, and when the server is back they leave in their order. A letter that the
server puts off for a reason of its own (4xx) steps aside and lets the others pass.
"""

import random
import smtplib
from datetime import datetime, timedelta

from flask import current_app
from sqlalchemy import Select, func, select, update

from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Forbidden, NotFound, Refusal
from app.core.mail import MailState, OutboxMail
from app.core.points import reach
from app.core.text import N_
from app.notifications import smtp

BUDGET = timedelta(hours=96)
"""How long a message is tried before it is declared dead: three days without a server, and a day to catch up."""
LEASE = timedelta(minutes=5)
"""A message taken by a sender that died is taken again after this."""
PATIENCE = 3
"""A message on which the server hung up that often steps aside: it may be what makes it hang up."""
CLOSING = 421
"""The server says that it is going away: not the message's fault (RFC 5321, 4.2.2)."""


class NotDead(Refusal):
    """Only what was given up is tried again."""

    message = N_("Ce courriel n'est pas en échec : il est déjà parti, ou il attend son tour.")


class ServerAway(Exception):
    """The mail server cannot be talked to now."""


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
    except (OSError, smtplib.SMTPException, ServerAway) as error:
        _server_is_away(due[0], now, error)
    return sent


def retry_mail(actor: Actor, mail_id: int, now: datetime) -> None:
    """Have a dead letter tried again, as if it were new; its place is the one it was written at.

    Raises Forbidden (staff only), NotFound, :class:`NotDead`.
    """
    if not actor.is_staff:
        raise Forbidden()
    with transaction() as session:
        row = session.get(OutboxMail, mail_id, with_for_update=True, populate_existing=True)
        if row is None:
            raise NotFound()
        if row.state is not MailState.DEAD:
            raise NotDead()
        row.state, row.attempts, row.next_attempt_at, row.retried_at = MailState.PENDING, 0, now, now
        journal.record(actor, now, "retry_mail", "outbox_mail", row.id)


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
    reach("outbox.before_claim")
    row = _claim(row_id, now)
    if row is None:
        return 0
    reach("outbox.claimed")
    try:
        session.send_message(smtp.message(row, current_app.config["MAIL_FROM"]))
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        _refused(row_id, now, error, codes)
        return 0
    except smtplib.SMTPResponseException as error:
        _refused(row_id, now, error, [error.smtp_code])
        return 0
    except (OSError, smtplib.SMTPException) as error:
        _hung_up(row_id, now, error)
        raise ServerAway(str(error)) from error
    reach("outbox.accepted")
    with transaction() as write:
        sent = write.get_one(OutboxMail, row_id)
        sent.state, sent.sent_at, sent.last_error = MailState.SENT, now, None
    reach("outbox.marked")
    return 1


def _refused(row_id: int, now: datetime, error: Exception, codes: list[int]) -> None:
    if CLOSING in codes:
        _hung_up(row_id, now, error)
        raise ServerAway(str(error))
    final = all(500 <= code < 600 for code in codes)
    with transaction() as session:
        row = session.get_one(OutboxMail, row_id)
        row.last_error = _words(error)
        if final or now - (row.retried_at or row.created_at) > BUDGET:
            row.state = MailState.DEAD
        else:
            row.next_attempt_at = now + back_off(row.attempts, random.random())  # noqa: S311 (no secret)


def _hung_up(row_id: int, now: datetime, error: Exception) -> None:
    """Give the message back its place; one on which the server hangs up again and again steps aside."""
    with transaction() as session:
        row = session.get_one(OutboxMail, row_id)
        row.last_error = _words(error)
        row.next_attempt_at = now
        if row.attempts >= PATIENCE:
            row.next_attempt_at = now + back_off(row.attempts, random.random())  # noqa: S311 (no secret)


def _server_is_away(first_id: int, now: datetime, error: Exception) -> None:
    """Note it on the first that waits, and give up those that waited longer than anybody is served by."""
    began = func.coalesce(OutboxMail.retried_at, OutboxMail.created_at)
    tried_out = update(OutboxMail).where(OutboxMail.state == MailState.PENDING, began < now - BUDGET)
    first = update(OutboxMail).where(OutboxMail.id == first_id, OutboxMail.state == MailState.PENDING)
    with transaction() as session:
        session.execute(first.values(last_error=_words(error)))
        session.execute(tried_out.values(state=MailState.DEAD, last_error=_words(error)))


def _words(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]

"""Handing one message to a mail server."""

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import default
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from app.core.mail import OutboxMail

WIDE = default.clone(max_line_length=990)
"""A long address stays whole, in headers and in texts; RFC 5322 allows 998 signs on a line."""


@dataclass(frozen=True, slots=True)
class Server:
    """A mail server, read from ``SMTP_URL``."""

    host: str
    port: int
    user: str | None
    password: str | None
    tls: bool


def server(url: str) -> Server:
    """``smtp://user:password@host:25`` or ``smtps://...`` in parts."""
    parts = urlsplit(url)
    tls = parts.scheme == "smtps"
    return Server(
        parts.hostname or "localhost",
        parts.port or (465 if tls else 25),
        unquote(parts.username) if parts.username else None,
        unquote(parts.password) if parts.password else None,
        tls,
    )


@contextmanager
def connected(to: Server, timeout: float = 10.0) -> Iterator[smtplib.SMTP]:
    """An open session with the server; encrypted when it offers to."""
    kind = smtplib.SMTP_SSL if to.tls else smtplib.SMTP
    with kind(to.host, to.port, timeout=timeout) as session:
        session.ehlo()
        if not to.tls and session.has_extn("starttls"):
            session.starttls()
            session.ehlo()
        if to.user:
            session.login(to.user, to.password or "")
        yield session


def message(row: OutboxMail, sender: str) -> EmailMessage:
    """The message as it travels; its ``Message-ID`` never changes between two tries."""
    mail = EmailMessage(policy=WIDE)
    mail["From"], mail["To"], mail["Subject"] = sender, row.to_address, row.subject
    mail["Message-ID"], mail["Date"] = row.message_id, format_datetime(row.created_at)
    mail["Auto-Submitted"] = "auto-generated"
    if row.unsubscribe_url:  # one click in the mail program, without opening a page: RFC 8058, 3.1
        mail["List-Unsubscribe"] = f"<{row.unsubscribe_url}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(row.body)
    return mail

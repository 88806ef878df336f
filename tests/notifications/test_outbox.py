"""The outbox: nothing lost, nothing twice, whatever the mail server does."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail, enqueue_mail
from app.notifications.services import back_off, retry_mail, send_outbox
from app.notifications.services.outbox import BUDGET


class Postman:
    """A real mail server that remembers, and refuses when told to."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.answer = "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        if self.answer.startswith("250"):
            self.received.append(envelope)
        return self.answer


@pytest.fixture
def postman(app: Flask) -> Iterator[Postman]:
    """A mail server on a free port, known to the application."""
    handler = Postman()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(handler, hostname="127.0.0.1", port=port)
    controller.start()
    app.config["SMTP_URL"] = f"smtp://127.0.0.1:{port}"
    yield handler
    controller.stop()


def _queue(now: datetime, count: int = 1) -> None:
    with transaction():
        for n in range(count):
            enqueue_mail(f"p{n}@example.org", "Bonjour", "Texte", now)


def _states() -> list[MailState]:
    db.session.rollback()
    return [row.state for row in db.session.query(OutboxMail).order_by(OutboxMail.id)]


def test_what_is_queued_leaves_once(app: Flask, postman: Postman, now: datetime) -> None:
    _queue(now, 3)
    assert send_outbox(now) == 3
    assert send_outbox(now + timedelta(hours=1)) == 0
    assert len(postman.received) == 3
    assert _states() == [MailState.SENT] * 3


def test_nothing_is_lost_while_the_server_is_down(app: Flask, now: datetime) -> None:
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    _queue(now)
    for hour in range(72):
        assert send_outbox(now + timedelta(hours=hour)) == 0
        assert _states() == [MailState.PENDING]


def test_after_four_days_it_is_dead_where_staff_see_it(app: Flask, now: datetime) -> None:
    app.config["SMTP_URL"] = "smtp://127.0.0.1:1"
    _queue(now)
    send_outbox(now + BUDGET + timedelta(minutes=1))
    assert _states() == [MailState.DEAD]


def test_a_passing_refusal_is_tried_again(app: Flask, postman: Postman, now: datetime) -> None:
    _queue(now)
    postman.answer = "451 later"
    assert send_outbox(now) == 0
    postman.answer = "250 OK"
    assert send_outbox(now) == 0
    assert send_outbox(now + timedelta(minutes=3)) == 1


def test_a_final_refusal_is_not(app: Flask, postman: Postman, now: datetime) -> None:
    _queue(now)
    postman.answer = "550 nobody"
    send_outbox(now)
    assert _states() == [MailState.DEAD]


def test_retries_slow_down_to_an_hour() -> None:
    waits = [back_off(n, 0.0) for n in range(1, 10)]
    assert waits == sorted(waits)
    assert waits[0] == timedelta(minutes=1)
    assert waits[-1] == timedelta(hours=1)


def test_a_line_break_cannot_add_a_header(app: Flask, postman: Postman, now: datetime) -> None:
    with transaction():
        enqueue_mail("a@example.org", "Bonjour\r\nBcc: b@example.org", "Texte", now)
    send_outbox(now)
    assert b"\nBcc:" not in postman.received[0].content


def test_the_message_id_stays_the_same_between_tries(app: Flask, postman: Postman, now: datetime) -> None:
    _queue(now)
    before = db.session.query(OutboxMail).one().message_id
    postman.answer = "451 later"
    send_outbox(now)
    postman.answer = "250 OK"
    send_outbox(now + timedelta(minutes=5))
    assert before.encode() in postman.received[0].content

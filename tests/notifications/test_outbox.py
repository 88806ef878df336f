"""The outbox: nothing lost, nothing twice, whatever the mail server does."""

import socket
from collections.abc import Iterator
from datetime import datetime, timedelta
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from flask import Flask

from app.core.actor import Role
from app.core.db import db, transaction
from app.core.errors import Forbidden
from app.core.mail import MailState, OutboxMail, enqueue_mail
from app.notifications.services import back_off, retry_mail, send_outbox
from app.notifications.services.outbox import BUDGET
from tests.given.accounts import a_person, a_staff_member, an_institution
from tests.pages import Browser


class Postman:
    """A real mail server that remembers, and refuses when told to."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.answer = "250 OK"
        self.hangs_up_on = self.puts_off = ""

    async def handle_DATA(self, server: Any, _session: Any, envelope: Any) -> str:
        if self.hangs_up_on in envelope.rcpt_tos:
            server.transport.close()
            return "250 never heard"
        if self.puts_off in envelope.rcpt_tos:
            return "451 later"
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


def test_72_hours_without_a_server_then_every_letter_leaves_once_in_the_order_of_writing(
    app: Flask, postman: Postman, now: datetime
) -> None:
    there, app.config["SMTP_URL"] = app.config["SMTP_URL"], "smtp://127.0.0.1:1"
    written: list[str] = []
    for minute in range(0, 72 * 60, 10):  # the job passes all along, and people go on working
        at = now + timedelta(minutes=minute)
        if minute % 120 == 0:
            written.append(f"Lettre {len(written)}")
            with transaction():
                enqueue_mail("p@example.org", written[-1], "Texte", at)
        assert send_outbox(at) == 0
    assert set(_states()) == {MailState.PENDING}
    app.config["SMTP_URL"] = there
    back = now + timedelta(hours=72)
    for minute in range(30):
        send_outbox(back + timedelta(minutes=minute), limit=7)
    received = [BytesParser(policy=default).parsebytes(one.content)["Subject"] for one in postman.received]
    assert received == written
    assert set(_states()) == {MailState.SENT}


def test_a_server_that_hangs_up_in_the_middle_keeps_the_order(app: Flask, postman: Postman, now: datetime) -> None:
    _queue(now, 3)
    postman.answer = "421 closing"
    assert send_outbox(now) == 0
    postman.answer = "250 OK"
    assert send_outbox(now + timedelta(minutes=1)) == 3
    assert [one.rcpt_tos[0] for one in postman.received] == ["p0@example.org", "p1@example.org", "p2@example.org"]


def test_a_letter_on_which_the_server_always_hangs_up_lets_the_others_pass(
    app: Flask, postman: Postman, now: datetime
) -> None:
    _queue(now, 2)
    postman.hangs_up_on = "p0@example.org"
    for minute in range(6):
        send_outbox(now + timedelta(minutes=minute))
    assert [one.rcpt_tos[0] for one in postman.received] == ["p1@example.org"]


def test_a_letter_put_off_for_itself_lets_the_others_pass(app: Flask, postman: Postman, now: datetime) -> None:
    _queue(now, 2)
    postman.puts_off = "p0@example.org"
    assert send_outbox(now) == 1
    assert _states() == [MailState.PENDING, MailState.SENT]


def test_one_click_stops_the_letters_that_may_be_stopped(app: Flask, postman: Postman, now: datetime) -> None:
    url = "https://ressourcerie.example/desabonnement/" + "x" * 120
    with transaction():
        enqueue_mail("a@example.org", "Avis", "Texte", now, unsubscribe_url=url)
        enqueue_mail("b@example.org", "Mot de passe", "Texte", now)
    send_outbox(now)
    notice, security = (BytesParser(policy=default).parsebytes(one.content) for one in postman.received)
    assert notice["List-Unsubscribe"] == f"<{url}>"
    assert notice["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert f"<{url}>".encode() in postman.received[0].content
    assert security["List-Unsubscribe"] is None


def test_the_staff_have_a_dead_letter_tried_again(
    app: Flask, postman: Postman, now: datetime, browser: Browser
) -> None:
    a_staff_member(email="equipe@exemple.fr")
    _queue(now)
    postman.answer = "550 nobody"
    send_outbox(now)
    row = db.session.query(OutboxMail).one()
    browser.sign_in("equipe@exemple.fr")
    assert "1 courriel n'a pas pu partir" in browser.get("/plateforme").text
    page = browser.get("/plateforme/courriels").text
    assert "p0@example.org" in page
    assert "nobody" in page
    browser.post(f"/plateforme/courriels/{row.id}/reessayer")
    browser.post(f"/plateforme/courriels/{row.id}/reessayer", status=409)
    postman.answer = "250 OK"
    assert send_outbox(now + timedelta(days=9)) == 1
    assert "Aucun courriel en échec" in browser.get("/plateforme/courriels").text


def test_only_the_staff_see_and_retry_mail(app: Flask, now: datetime, browser: Browser) -> None:
    chief = a_person(an_institution(), Role.ADMIN, email="chef@exemple.fr")
    with pytest.raises(Forbidden):
        retry_mail(chief, 1, now)
    browser.sign_in("chef@exemple.fr")
    browser.get("/plateforme/courriels", 403)
    browser.post("/plateforme/courriels/1/reessayer", status=403)

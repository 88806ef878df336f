"""A key and a request: one effect, the same answer; another request with the same key is refused."""

import threading
from datetime import datetime, timedelta

import pytest
from flask import Flask

from app.core import idempotency, mail
from app.core.db import db, transaction
from app.core.idempotency import Answer, Claim, KeyReused, answered_once, claim
from app.core.mail import OutboxMail
from tests.given.accounts import a_person


def _effects() -> int:
    db.session.rollback()
    return db.session.query(OutboxMail).count()


def _post(now: datetime, payload: object = "p", user: int = 1, key: str = "k") -> Answer:
    def act() -> str:
        mail.enqueue_mail("a@exemple.fr", "s", "b", now)
        db.session.flush()
        return f"made {_rows()}"

    return answered_once(user, key, payload, act, now)


def _rows() -> int:
    return db.session.query(OutboxMail).count()


def test_a_repeated_request_has_one_effect_and_the_same_answer(app: Flask, now: datetime) -> None:
    assert _post(now) == Answer("made 1", is_replay=False)
    assert _post(now) == Answer("made 1", is_replay=True)
    assert _effects() == 1


def test_the_order_of_members_does_not_make_another_request(app: Flask, now: datetime) -> None:
    _post(now, {"a": 1, "b": [2]})
    assert _post(now, {"b": [2], "a": 1}).is_replay


def test_a_key_does_not_serve_two_requests(app: Flask, now: datetime) -> None:
    _post(now, "one")
    with pytest.raises(KeyReused):
        _post(now, "two")
    assert _effects() == 1


def test_two_people_may_choose_the_same_key(app: Flask, now: datetime) -> None:
    assert not _post(now, user=1).is_replay
    assert not _post(now, user=2).is_replay


def test_a_refusal_leaves_the_key_free(app: Flask, now: datetime) -> None:
    def refuse() -> str:
        raise RuntimeError

    with pytest.raises(RuntimeError):
        answered_once(1, "k", "p", refuse, now)
    assert not _post(now).is_replay


def test_a_form_and_a_program_may_use_the_same_word(app: Flask, now: datetime) -> None:
    with transaction():
        row = claim(1, "k", "p", now)
        assert isinstance(row, Claim)
        row.made(7)
    assert not _post(now).is_replay
    with transaction():
        assert claim(1, "k", "p", now) == 7


def test_fifty_at_once_have_one_effect(app: Flask, now: datetime) -> None:
    answers: list[Answer] = []
    gate = threading.Barrier(10)

    def send() -> None:
        with app.app_context():
            gate.wait()
            for _ in range(5):
                answers.append(_post(now))
            db.session.remove()

    threads = [threading.Thread(target=send) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(answers) == 50
    assert {one.text for one in answers} == {"made 1"}
    assert sum(not one.is_replay for one in answers) == 1
    assert _effects() == 1


def test_keys_are_forgotten_after_a_day(app: Flask, now: datetime) -> None:
    a_person(now=now)
    _post(now)
    idempotency.forget(now + timedelta(hours=24))
    assert _post(now).is_replay
    idempotency.forget(now + timedelta(hours=25))
    assert not _post(now).is_replay

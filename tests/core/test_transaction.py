"""transaction(): the one place that commits."""

from datetime import UTC, datetime
from unittest.mock import patch

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import mail
from app.core.db import StrayChanges, db, transaction
from app.core.jobs import JobRun
from app.core.mail import OutboxMail
from tests.databases import Databases

NOW = datetime(2027, 1, 11, 9, 0, tzinfo=UTC)


def _count() -> int:
    return db.session.query(OutboxMail).count()


def test_what_a_transaction_wrote_is_there_afterwards(app: Flask) -> None:
    with transaction():
        mail.enqueue_mail("a@example.org", "s", "b", NOW)
    db.session.rollback()
    assert _count() == 1


def test_a_refusal_undoes_everything(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        mail.enqueue_mail("a@example.org", "s", "b", NOW)
        raise RuntimeError
    assert _count() == 0


def test_a_verb_called_by_a_verb_joins(app: Flask) -> None:
    with pytest.raises(RuntimeError), transaction():
        with transaction():
            mail.enqueue_mail("a@example.org", "s", "b", NOW)
        raise RuntimeError
    assert _count() == 0


def test_stray_changes_are_refused(app: Flask) -> None:
    db.session.add(JobRun(job="stray", slot=NOW, started_at=NOW))
    with pytest.raises(StrayChanges), transaction():
        pass


def test_a_stray_write_is_refused_at_once(app: Flask) -> None:
    with pytest.raises(StrayChanges):
        mail.enqueue_mail("a@example.org", "s", "b", NOW)
    assert _count() == 0


def test_an_instant_comes_back_in_utc(app: Flask) -> None:
    with transaction():
        mail.enqueue_mail("a@example.org", "s", "b", NOW)
    assert db.session.query(OutboxMail).one().created_at == NOW


def test_a_deduplicated_mail_is_queued_once(app: Flask) -> None:
    with transaction():
        assert mail.enqueue_mail("a@example.org", "s", "b", NOW, dedup_key="k")
        assert not mail.enqueue_mail("a@example.org", "s", "b", NOW, dedup_key="k")
    assert _count() == 1


def test_a_connection_that_its_server_closed_is_replaced_before_it_is_used(
    app: Flask, databases: Databases, engine: str
) -> None:
    if engine == "sqlite":
        return  # a file has no server
    mine = db.session.scalar(text("SELECT pg_backend_pid()"))
    db.session.remove()
    databases.postgres.execute(f"SELECT pg_terminate_backend({mine}, 10000)")
    assert db.session.scalar(text("SELECT pg_backend_pid()")) not in (None, mine)


def test_a_connection_in_use_is_not_asked_again(app: Flask, engine: str) -> None:
    db.session.scalar(text("SELECT 1"))
    db.session.remove()
    with patch.object(db.engine.dialect, "do_ping") as ping:
        db.session.scalar(text("SELECT 2"))
    assert not ping.called

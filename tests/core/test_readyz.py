"""/healthz and /readyz: what a machine asks, answered without ever crashing."""

from datetime import datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_migrate import downgrade

from app import create_app
from app.core import jobs, mail, schema
from app.core.db import db, transaction
from app.core.jobs import Job


def test_a_new_installation_is_ready(app: Flask) -> None:
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 200
    assert answer.mimetype == "application/json"
    assert answer.json == {
        "status": "ok",
        "database": db.engine.dialect.name,
        "migrations": {"at": schema.wanted_version(), "head": schema.wanted_version()},
        "scheduler_last_tick": None,
        "outbox": {"pending": 0, "dead": 0},
    }


def test_it_tells_what_waits_and_when_the_scheduler_worked(app: Flask, now: datetime) -> None:
    with transaction():
        mail.enqueue_mail("a@exemple.fr", "s", "b", now)
        mail.enqueue_mail("b@exemple.fr", "s", "b", now)
        db.session.flush()
        db.session.query(mail.OutboxMail).filter_by(to_address="b@exemple.fr").one().state = mail.MailState.DEAD
    jobs.tick([Job("nothing", lambda _now: None)], now)
    jobs.tick([Job("nothing", lambda _now: None)], now + timedelta(minutes=1))
    told = app.test_client().get("/readyz").json
    assert told["outbox"] == {"pending": 1, "dead": 1}
    assert told["scheduler_last_tick"] == (now + timedelta(minutes=1)).isoformat()


def test_tables_of_another_version_are_not_ready(app: Flask) -> None:
    db.session.remove()
    downgrade()
    answer = app.test_client().get("/readyz")
    assert answer.status_code == 503
    assert answer.json["status"] == "not ready"
    assert answer.json["migrations"]["at"] != answer.json["migrations"]["head"]
    assert app.test_client().get("/healthz").status_code == 200


def test_a_database_nobody_migrated_is_not_ready(tmp_path: Path) -> None:
    app = create_app(
        {"APP_ENV": "test", "DATABASE_URL": f"sqlite:///{tmp_path}/new.db", "UPLOAD_DIR": str(tmp_path / "up")}
    )
    with app.app_context():
        answer = app.test_client().get("/readyz")
        assert (answer.status_code, answer.json["migrations"]["at"]) == (503, None)
        db.session.remove()
        db.engine.dispose()


def test_a_database_out_of_reach_is_said_not_thrown(tmp_path: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:9/nothing?connect_timeout=1"
    app = create_app({"APP_ENV": "test", "DATABASE_URL": url, "UPLOAD_DIR": str(tmp_path / "up")})
    with app.app_context():
        client = app.test_client()
        answer = client.get("/readyz")
        assert answer.status_code == 503
        assert answer.json == {"status": "not ready", "database": "unreachable"}
        assert client.get("/healthz").status_code == 200

"""Retention: what has had its time goes, nothing else does."""

import json
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import text

from app import wiring
from app.accounts import services
from app.accounts.models import SignInAttempt
from app.admin.retention import RULES, run_retention
from app.core import jobs, mail
from app.core.actor import Role
from app.core.canonical import canonical
from app.core.db import db, transaction
from app.core.idempotency import answered_once
from app.core.jobs import Job
from tests.core.world import a_small_world
from tests.given.accounts import a_person, an_institution
from tests.given.media import a_photo


def _passing_things(now: datetime) -> None:
    institution = an_institution(now=now)
    admin = a_person(institution, Role.ADMIN, email="admin@exemple.fr", now=now)
    services.invite(admin, institution, "nouvelle@exemple.fr", Role.READER, now)
    services.ask_reset("admin@exemple.fr", services.Visitor("192.0.2.1", "test"), now)
    a_photo(admin, institution, now, attached=False)
    a_photo(admin, institution, now, attached=True)
    answered_once(1, "k", "p", lambda: "done", now)
    jobs.tick([Job("nothing", lambda _now: None)], now)
    with transaction() as session:
        session.add(SignInAttempt(at=now, account="a", network="n", succeeded=False))
        mail.enqueue_mail("a@exemple.fr", "s", "b", now)
        session.flush()
        session.execute(text("UPDATE outbox_mail SET state = 'sent', sent_at = created_at"))


LIVES = {
    "password_reset": timedelta(minutes=30),
    "photo": timedelta(hours=24),
    "idempotency_key": timedelta(hours=24),
    "sign_in_attempt": timedelta(days=30),
    "job_run": timedelta(days=30),
    "invitation": timedelta(days=37),
    "outbox_mail": timedelta(days=365),
}


@pytest.mark.parametrize("table", LIVES)
def test_each_thing_is_forgotten_when_it_has_had_its_time_and_not_before(
    app: Flask, now: datetime, table: str
) -> None:
    _passing_things(now)
    instant = timedelta(minutes=1)
    assert run_retention(now + LIVES[table] - instant)[table] == 0
    assert run_retention(now + LIVES[table] + instant)[table] > 0
    assert run_retention(now + LIVES[table] + instant)[table] == 0


def test_the_business_of_institutions_is_never_forgotten(app: Flask, now: datetime) -> None:
    a_small_world(now)
    before = list(canonical())
    run_retention(now + timedelta(days=5000))
    db.session.rollback()
    assert list(canonical()) == before


def test_every_rule_names_tables_that_exist() -> None:
    assert {name for rule in RULES for name in rule.tables} <= db.metadata.tables.keys()


def test_it_runs_once_a_day_and_by_hand(app: Flask, now: datetime) -> None:
    assert [job.every_minutes for job in wiring.jobs() if job.name == "retention"] == [24 * 60]
    answered_once(1, "k", "p", lambda: "done", now)
    runner = app.test_cli_runner()
    later = (now + timedelta(days=2)).isoformat()
    done = runner.invoke(args=["retention", "run", "--now", later, "--json"])
    assert json.loads(done.output)["deleted"]["idempotency_key"] == 1
    assert runner.invoke(args=["retention", "run", "--now", "2027-01-01"]).exit_code == 2
    assert "24 hours" in runner.invoke(args=["retention", "list"]).output

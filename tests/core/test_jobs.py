"""Jobs: three schedulers at once do nothing twice."""

import threading
from datetime import datetime, timedelta

from flask import Flask

from app.core.db import db
from app.core.jobs import Job, JobRun, tick


def test_a_slot_is_run_once(app: Flask, now: datetime) -> None:
    seen: list[datetime] = []
    job = Job("count", seen.append, every_minutes=5)
    assert tick([job], now) == ["count"]
    assert tick([job], now + timedelta(minutes=1)) == []
    assert tick([job], now + timedelta(minutes=5)) == ["count"]
    assert len(seen) == 2


def test_three_schedulers_at_once_run_it_once(app: Flask, now: datetime) -> None:
    seen: list[datetime] = []
    job = Job("count", seen.append)
    gate = threading.Barrier(3)

    def scheduler() -> None:
        with app.app_context():
            for minute in range(10):
                gate.wait()
                tick([job], now + timedelta(minutes=minute))
            db.session.remove()

    threads = [threading.Thread(target=scheduler) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 10


def test_a_job_that_fails_is_noted_and_stops_nobody(app: Flask, now: datetime) -> None:
    def fail(_now: datetime) -> None:
        raise RuntimeError("no")

    seen: list[datetime] = []
    tick([Job("fails", fail), Job("works", seen.append)], now)
    assert len(seen) == 1
    assert "no" in (db.session.query(JobRun).filter_by(job="fails").one().error or "")

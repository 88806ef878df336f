"""A process without threads that forks schedulers to be killed: ``python -m tests.barrier.scheduler_process``.

It reads one pass a line, ``{"now": instant, "stops": [[point, count], ...]}``: one scheduler for each stop, released
together, each of which dies (``kill -9``) when it reaches its point for the count-th time; an empty point lets it
finish. It answers how many died. Forking is what makes hundreds of killed schedulers affordable.
"""

import json
import os
import secrets
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from flask import Flask

from app import create_app
from app.core import jobs, points
from app.core.db import db, insert_once, transaction
from app.core.jobs import prepare, registered, tick
from app.core.mail import MailState, OutboxMail
from app.loans.services import reminding
from app.notifications.services import outbox

Stop = tuple[str, int]
LONG_AGO = datetime(2026, 12, 1, 9, tzinfo=UTC)


class _Counting:
    """Stands for ``os`` in ``points``: the count-th kill is real."""

    def __init__(self, name: str, count: int) -> None:
        self.environ, self.left, self.getpid = {"STOP_AT": name}, count, os.getpid

    def kill(self, pid: int, how: int) -> None:
        """Die, when it is time."""
        self.left -= 1
        if self.left == 0:
            os.kill(pid, how)


def _scheduler(app: Flask, now: datetime, stop: Stop, gate: int) -> None:
    os.read(gate, 1)
    setattr(points, "os", _Counting(*stop))  # noqa: B010 (a module that nobody else sees)
    with app.app_context():
        prepare()
        tick(registered(), now)


def one_pass(app: Flask, now: datetime, stops: Sequence[Stop]) -> int:
    """As many schedulers as *stops*, at once; how many were killed."""
    gate, release = os.pipe()
    children = []
    for stop in stops:
        child = os.fork()
        if child == 0:
            os.close(release)
            status = 1
            try:
                _scheduler(app, now, stop, gate)
                status = 0
            finally:
                os._exit(status)
        children.append(child)
    os.close(gate)
    os.close(release)
    ended = [os.waitpid(child, 0)[1] for child in children]
    assert all(os.WIFSIGNALED(one) or os.WEXITSTATUS(one) == 0 for one in ended), ended
    return sum(os.WIFSIGNALED(one) and os.WTERMSIG(one) == signal.SIGKILL for one in ended)


def _marks_before_sending() -> None:
    """A mutant: letters are noted as sent, then sent."""
    honest = outbox._claim

    def claim(row_id: int, now: datetime) -> Any:
        row = honest(row_id, now)
        if row is not None:
            with transaction() as session:
                session.get_one(OutboxMail, row_id).state = MailState.SENT
        return row

    outbox._claim = claim


def _claims_nothing() -> None:
    """A mutant: passes and letters are nobody's, each scheduler does them all."""

    def claim(row_id: int, now: datetime) -> Any:
        row = db.session.get(OutboxMail, row_id, populate_existing=True)
        time.sleep(0.05)  # on a busy machine the others would not be looking at the same moment
        return row if row is not None and row.state is MailState.PENDING else None

    def claim_pass(job: jobs.Job, now: datetime) -> int | None:
        with transaction():
            mine = secrets.randbits(30)
            return insert_once(jobs.JobRun, ["job", "slot"], job=job.name, slot=mine, started_at=now)

    jobs.claim = claim_pass
    outbox._claim = claim


def _forgets_what_it_told() -> None:
    """A mutant: a reminder is written whenever it is due, whatever was written before."""
    modules: Any = reminding
    honest = modules.send

    def send(*args: Any, **facts: Any) -> None:
        honest(*args, **{**facts, "key": None})

    modules.send = send
    modules._unwritten = lambda _reminder, readers: list(readers)


MUTANTS = {
    "": lambda: None,
    "marks before sending": _marks_before_sending,
    "claims nothing": _claims_nothing,
    "forgets what it told": _forgets_what_it_told,
}


def _learn(app: Flask) -> None:
    """One pass long before, while there is nothing to do: what it compiles, no scheduler forked later has to."""
    with app.app_context():
        prepare()
        tick(registered(), LONG_AGO)
        db.session.remove()
        db.engine.dispose()


def main() -> None:
    """Answer passes until the input ends."""
    MUTANTS[os.environ.get("MUTANT", "")]()
    app = create_app()
    _learn(app)
    print("ready", flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        stops = [(name, count) for name, count in asked["stops"]]
        print(one_pass(app, datetime.fromisoformat(asked["now"]), stops), flush=True)
    os._exit(0)


if __name__ == "__main__":
    main()

"""Work done by the clock. APScheduler only ticks; what is due and what was done stand in the database.

A job is a function of ``now`` that finds its own work and does each piece in a transaction of its own, so
that it can be stopped anywhere and run again. A pass is claimed by inserting (job, slot): of three schedulers
at once, one inserts and the others find it taken.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Flask, current_app
from sqlalchemy import String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, db, insert_once, transaction
from app.core.log import log
from app.core.points import reach

RUNS_KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Job:
    """A named piece of work and how often it looks for something to do."""

    name: str
    run: Callable[[datetime], None]
    every_minutes: int = 1


class JobRun(Model):
    """One claimed pass of one job."""

    __tablename__ = "job_run"
    __table_args__ = (UniqueConstraint("job", "slot"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(String(64))
    slot: Mapped[int]
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    error: Mapped[str | None] = mapped_column(String(500))


_KEY, _PREPARE = "ressourcerie_jobs", "ressourcerie_jobs_prepare"


def register(app: Flask, jobs: Callable[[], Sequence[Job]], prepare: Callable[[], None] = lambda: None) -> None:
    """Tell the application what its scheduler looks after, and what must be known before each pass."""
    app.extensions[_KEY], app.extensions[_PREPARE] = jobs, prepare


def registered() -> Sequence[Job]:
    """What this application's scheduler looks after."""
    found: Sequence[Job] = current_app.extensions[_KEY]()
    return found


def prepare() -> None:
    """What a process does before a pass: others may have written what it remembers."""
    current_app.extensions[_PREPARE]()


def slot_of(job: Job, now: datetime) -> int:
    """The number of the interval *now* falls in."""
    return int(now.timestamp()) // (60 * job.every_minutes)


def claim(job: Job, now: datetime) -> int | None:
    """Take the present pass of *job*: its row's id, or None when somebody has it."""
    with transaction():
        return insert_once(JobRun, ["job", "slot"], job=job.name, slot=slot_of(job, now), started_at=now)


def tick(jobs: Sequence[Job], now: datetime) -> list[str]:
    """One scheduler pass: run every job whose slot nobody took; answer the names that ran.

    A job that fails is noted on its row and does not stop the others.
    """
    ran = []
    for job in jobs:
        run_id = claim(job, now)
        if run_id is None:
            continue
        reach("jobs.claimed")
        error = None
        try:
            job.run(now)
        except Exception as problem:
            db.session.rollback()
            error = f"{type(problem).__name__}: {problem}"[:500]
            log.error("job failed", job=job.name, error=error)
        reach("jobs.done")
        _finish(run_id, now, error)
        ran.append(job.name)
    return ran


def _finish(run_id: int, now: datetime, error: str | None) -> None:
    with transaction() as session:
        row = session.get_one(JobRun, run_id)
        row.finished_at, row.error = now, error


def last_tick() -> datetime | None:
    """When the scheduler last finished something (``/readyz``)."""
    found: datetime | None = db.session.execute(
        select(JobRun.finished_at).where(JobRun.finished_at.is_not(None)).order_by(JobRun.id.desc()).limit(1)
    ).scalar()
    return found


def forget_runs(now: datetime) -> None:
    """Delete what tells of passes older than thirty days: none of them can be claimed again."""
    with transaction() as session:
        session.execute(delete(JobRun).where(JobRun.started_at < now - RUNS_KEPT))

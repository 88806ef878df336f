"""``kill -9`` of schedulers at each named point: nothing lost, nothing twice outside the moment of the mail server.

Each day somebody has a hand-over tomorrow (two reminders), a daily letter and a letter of its own. The scheduler is
killed in the middle of its pass, alone or three at once; then three at once take over.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from email.parser import BytesParser
from email.policy import default

import pytest
from flask import Flask
from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.mail import MailState, OutboxMail, enqueue_mail
from app.core.notices import Notice
from app.core.points import POINTS
from app.core.public_holidays import public_holidays
from app.core.wishes import NoticeKind
from app.loans.domain.lifecycle import State
from tests import forge
from tests.given.loans import Museums, a_loan, two_museums
from tests.notifications.given import somebody, tell
from tests.notifications.test_outbox import Postman, postman

__all__ = ["postman"]

WINDOW = "outbox.accepted"
"""Between the server's 250 and our commit: the one place where a letter may leave twice, under one Message-ID."""
MONDAY = date(2027, 2, 1)
LAST_DAY = date(2028, 12, 15)
EACH_DAY = [1, 1, 2, 2]
"""Letters by person: one alone, a daily one, a request and a reminder to the lender, an answer and a reminder back."""
TOGETHER = 3
MUTANT_ROUNDS = 12
"""A wrong scheduler is caught by chance as well as by rule: it is given that many, and leaves at the first catch."""
PAUSE = timedelta(minutes=10)
A_DAY = timedelta(days=1)
HOLIDAYS = public_holidays("69", 2027, 2028)
REST: Sequence[tuple[str, int]] = [("", 1)] * TOGETHER


class Scheduler:
    """The process that forks schedulers."""

    def __init__(self, environment: dict[str, str], smtp: str, mutant: str) -> None:
        theirs, told = os.pipe()
        asked, ours = os.pipe()
        self.told, self.asked = os.fdopen(told, "w"), os.fdopen(asked)
        self.process = forge.start(
            "tests.barrier.scheduler_process",
            environment={**os.environ, **environment, "SMTP_URL": smtp, "MUTANT": mutant},
            files=[theirs, ours, 2],
        )
        os.close(theirs)
        os.close(ours)
        assert self._answer() == "ready"

    def _answer(self) -> str:
        return self.asked.readline().strip()

    def passes(self, now: datetime, stops: Sequence[tuple[str, int]]) -> int:
        """One pass at *now*, a scheduler for each stop; how many were killed."""
        self.told.write(json.dumps({"now": now.isoformat(), "stops": list(stops)}) + "\n")
        self.told.flush()
        return int(self._answer())

    def leave(self) -> None:
        """Let it go."""
        self.told.close()
        self.process.wait(60)
        self.asked.close()


@contextmanager
def _schedulers(app: Flask, environment: dict[str, str], mutant: str = "") -> Iterator[Scheduler]:
    db.session.rollback()
    made = Scheduler(environment, app.config["SMTP_URL"], mutant)
    try:
        yield made
    finally:
        made.leave()


class World:
    """A lender, a borrower, and a reader of daily letters; a day at a time."""

    def __init__(self, days: int) -> None:
        self.museums: Museums = two_museums(quantity=days)
        self.reader: Actor = somebody()
        self.day = MONDAY

    def begins(self, pause: timedelta) -> datetime:
        """What is to be told on the next day, and its nine o'clock in winter."""
        day = self.day + timedelta(days=1)
        while not _is_open(hand_over := day + pause // A_DAY * A_DAY + A_DAY):
            day += A_DAY
        self.day = day
        asked_at = datetime(2027, 1, 11, 9, tzinfo=UTC)
        a_loan(self.museums, State.APPROVED, first_day=hand_over, last_day=LAST_DAY, asked_at=asked_at)
        nine = datetime(day.year, day.month, day.day, 8, tzinfo=UTC)
        tell(self.reader, nine - timedelta(hours=4), who=f"Avis du {day}")
        with transaction():
            enqueue_mail("seul@exemple.fr", f"Lettre du {day}", "Texte", nine)
        db.session.rollback()
        return nine


def _received(postman: Postman) -> tuple[Counter[str], int]:
    """How many letters each address has by now, each Message-ID once, and how many were repeats."""
    letters = [BytesParser(policy=default).parsebytes(one.content) for one in postman.received]
    unique = {str(one["Message-ID"]): str(one["To"]) for one in letters}
    return Counter(unique.values()), len(letters) - len(unique)


def _is_open(day: date) -> bool:
    return day.weekday() < 5 and day not in HOLIDAYS


def _wrong(postman: Postman, before: Counter[str]) -> list[str]:
    """What was not told exactly once since *before*."""
    found, _ = _received(postman)
    new = found - before
    problems = [] if sorted(new.values()) == EACH_DAY else [f"letters: {dict(new)}"]
    db.session.rollback()
    left = db.session.scalars(select(OutboxMail.id).where(OutboxMail.state != MailState.SENT)).all()
    told = select(Notice.user_id, Notice.object_id).where(Notice.kind == NoticeKind.DEADLINES)
    twice = [one for one, count in Counter(map(tuple, db.session.execute(told))).items() if count > 1]
    return [*problems, *(f"letter {one} never left" for one in left), *(f"told twice: {one}" for one in twice)]


def _play(
    world: World, schedulers: Scheduler, postman: Postman, point: str, stops: int, pause: timedelta = PAUSE
) -> tuple[int, int, list[str]]:
    """How many schedulers were killed at *point*, how many letters came twice, and what went wrong."""
    killed, problems, repeats = 0, [], _received(postman)[1]
    for number in range(stops):
        nine, before = world.begins(pause), _received(postman)[0]
        many = TOGETHER if number % 2 else 1
        killed += schedulers.passes(nine, [(point, 1 + number // 2 % 3)] * many)
        for n in range(3):
            schedulers.passes(nine + pause + n * PAUSE, REST)
        problems += [f"{nine.date()}: {one}" for one in _wrong(postman, before)]
    return killed, _received(postman)[1] - repeats, problems


@pytest.mark.barrier
@pytest.mark.any_engine
def test_a_scheduler_killed_at_any_point_loses_nothing_and_tells_nothing_twice(
    app: Flask, environment: dict[str, str], postman: Postman, stops: int
) -> None:
    with _schedulers(app, environment) as schedulers:
        world = World(len(POINTS) * stops)
        for point in POINTS:
            killed, twice, wrong = _play(world, schedulers, postman, point, stops)
            print(
                f"\n{db.engine.dialect.name}: {point}: killed {killed} times, {twice} letters twice, wrong: {wrong}"
            )
            assert killed >= stops / 2
            assert not wrong
            assert twice <= (killed if point == WINDOW else 0)


@pytest.mark.barrier
@pytest.mark.any_engine
def test_after_a_kill_and_72_hours_three_schedulers_at_once_tell_everything_once(
    app: Flask, environment: dict[str, str], postman: Postman
) -> None:
    with _schedulers(app, environment) as schedulers:
        killed, twice, wrong = _play(World(1), schedulers, postman, "outbox.claimed", 1, 3 * A_DAY)
    assert (killed, twice, wrong) == (1, 0, [])


@pytest.mark.barrier
@pytest.mark.any_engine
@pytest.mark.parametrize(
    ("mutant", "point"),
    [
        ("marks before sending", "outbox.claimed"),
        ("claims nothing", ""),
        ("forgets what it told", "reminder.committed"),
    ],
)
def test_a_scheduler_that_is_wrong_is_caught(
    app: Flask, environment: dict[str, str], postman: Postman, mutant: str, point: str
) -> None:
    with _schedulers(app, environment, mutant) as schedulers:
        world = World(2 * MUTANT_ROUNDS)
        for number in range(MUTANT_ROUNDS):
            _, twice, wrong = _play(world, schedulers, postman, point, 2)
            print(f"\n{mutant}: round {number + 1}: {twice} letters twice, {wrong}")
            if twice or wrong:
                return
    pytest.fail(f"{mutant}: not caught in {MUTANT_ROUNDS} rounds")

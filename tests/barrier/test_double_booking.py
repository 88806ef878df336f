"""No double booking: rivals released together, through HTTP, against four workers (trust.md R1)."""

from collections import Counter
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock
from app.core.db import db
from tests.barrier.clients import Client, released_together, signed_in
from tests.barrier.conftest import Rivals
from tests.barrier.oracle import deadlocks, recount
from tests.given.accounts import PASSWORD
from tests.servers import serving

WORKERS = 4
ACCEPTED = 303
REFUSED = 409
OVERLAPS = """
    SELECT count(*) FROM allocation a JOIN allocation b ON a.listing_id = b.listing_id AND a.id < b.id
     AND a.start_on < b.end_on AND b.start_on < a.end_on
    WHERE a.state IN ('reserved', 'out') AND b.state IN ('reserved', 'out')
      AND (SELECT count(*) FROM unit u WHERE u.listing_id = a.listing_id) < 2
"""
PROMISED = """
    SELECT l.id FROM listing l JOIN allocation a ON a.listing_id = l.id AND a.state IN ('reserved', 'out')
    GROUP BY l.id HAVING sum(a.quantity) > (SELECT count(*) FROM unit u WHERE u.listing_id = l.id)
"""


def _hammer(clients: list[Client], rivals: Rivals, rounds: int, quantity: int = 1) -> list[Counter[int]]:
    """Each round: every client accepts another rival's request for the same objects, at the same instant."""
    answers = []
    for _ in range(rounds):
        _, loan_ids = rivals.a_contested_listing(quantity)
        db.session.rollback()
        actions = [
            lambda client=client, loan_id=loan_id: client.post(f"/prets/{loan_id}/accepter")
            for client, loan_id in zip(clients, loan_ids, strict=True)
        ]
        answers.append(Counter(released_together(actions)))
    return answers


def _recount() -> tuple[int, int]:
    db.session.rollback()
    return db.session.execute(text(OVERLAPS)).scalar_one(), len(db.session.execute(text(PROMISED)).all())


@pytest.mark.barrier
@pytest.mark.parametrize("quantity", [1, 2], ids=["the-last-unit", "the-last-two-of-a-pool"])
def test_exactly_as_many_win_as_there_are_units(
    app: Flask,
    rivals: Rivals,
    served_environment: dict[str, str],
    log: Path,
    rounds: int,
    few_rounds: int,
    quantity: int,
) -> None:
    with (
        serving(served_environment, log, WORKERS) as server,
        signed_in(server.url, rivals.emails, PASSWORD) as clients,
    ):
        answers = _hammer(clients, rivals, rounds if quantity == 1 else few_rounds, quantity)
    assert set(map(frozenset, (a.items() for a in answers))) == {
        frozenset({(ACCEPTED, quantity), (REFUSED, len(rivals.emails) - quantity)})
    }, answers
    assert _recount() == (0, 0)
    assert (deadlocks(), recount(clock.now())) == (0, [])
    said = f"{db.engine.dialect.name}: {len(answers)} rounds x {len(rivals.emails)} clients"
    print(f"\n{said}, {quantity} winner(s) in each")


@pytest.mark.barrier
def test_the_barrier_catches_a_promise_without_its_lock(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path
) -> None:
    """The positive control: a check that has never failed proves nothing."""
    with (
        serving(served_environment, log, WORKERS, "tests.barrier.mutants:without_lock()") as server,
        signed_in(server.url, rivals.emails, PASSWORD) as clients,
    ):
        answers = _hammer(clients, rivals, rounds=10)
    honest = Counter({ACCEPTED: 1, REFUSED: len(rivals.emails) - 1})
    caught = sum(answer != honest for answer in answers)
    print(f"\n{db.engine.dialect.name}: the mutant is caught in {caught} of {len(answers)} rounds")
    assert caught > 0
    assert _recount()[1] > 0 or any(answer[500] or answer[0] for answer in answers)


@pytest.mark.barrier
def test_one_request_sent_fifty_times_makes_one_loan(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path
) -> None:
    listing_id, _ = rivals.a_contested_listing(quantity=5)
    before = db.session.execute(text("SELECT count(*) FROM loan")).scalar_one()
    db.session.rollback()
    asked = {**rivals.form(), "exhibition_id": str(rivals.exhibition_ids[0]), "once": "f" * 32}
    with (
        serving(served_environment, log, WORKERS) as server,
        signed_in(server.url, rivals.team_emails[:1], PASSWORD) as [client],
    ):
        path = f"/annonces/{listing_id}/demander"
        answers = released_together([lambda: client.post(path, **asked)] * 50)
    db.session.rollback()
    assert set(answers) == {303}, Counter(answers)
    assert db.session.execute(text("SELECT count(*) FROM loan")).scalar_one() == before + 1

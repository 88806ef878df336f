"""``kill -9`` of web workers under load: nothing acknowledged is lost, nothing is half-written."""

import threading
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from app.core import clock, verification
from app.core.db import db
from tests.barrier.clients import Client, signed_in
from tests.barrier.conftest import Rivals
from tests.given.accounts import PASSWORD
from tests.servers import serving


def _wait_for_more(acknowledged: list[int], seconds: float = 5) -> None:
    """Until the load is really running: a worker killed while idle proves nothing."""
    before, until = len(acknowledged), time.monotonic() + seconds
    while len(acknowledged) < before + 2 and time.monotonic() < until:
        time.sleep(0.01)


@pytest.mark.barrier
def test_a_killed_worker_loses_nothing(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path, kills: int
) -> None:
    waiting = [loan for _ in range(kills * 2) for loan in rivals.a_contested_listing(quantity=len(rivals.teams))[1]]
    db.session.rollback()
    acknowledged: list[int] = []
    longest = 0.0
    with (
        serving(served_environment, log, 4) as server,
        signed_in(server.url, rivals.emails[:4], PASSWORD) as clients,
    ):
        stop = threading.Event()

        def work(client: Client) -> None:
            while waiting and not stop.is_set():
                try:
                    loan_id = waiting.pop()
                except IndexError:
                    return
                if client.post(f"/prets/{loan_id}/accepter") == 303:
                    acknowledged.append(loan_id)

        threads = [threading.Thread(target=work, args=(client,)) for client in clients]
        for thread in threads:
            thread.start()
        for number in range(kills):
            _wait_for_more(acknowledged)
            server.kill_a_worker(number)
            longest = max(longest, server.wait_until_ready())
        stop.set()
        for thread in threads:
            thread.join()
    db.session.rollback()
    kept = {row.id for row in db.session.execute(text("SELECT id FROM loan WHERE state = 'approved'"))}
    db.session.rollback()
    broken = {name: found for name, found in verification.run_all(clock.now()).items() if found}
    print(
        f"\n{db.engine.dialect.name}: {kills} kills, {len(acknowledged)} acknowledged, "
        f"{len(set(acknowledged) - kept)} lost, ready again in at most {longest:.2f} s"
    )
    assert len(acknowledged) > kills
    assert set(acknowledged) <= kept
    assert not broken
    assert longest <= 3

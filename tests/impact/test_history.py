"""Time passes and several people write at once: history stays what it was, in one chain."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from threading import Barrier, Thread

import pytest
from flask import Flask

from app.core.db import db
from app.impact import services, verification
from app.impact.factors import table
from app.impact.footprint.domain.lines import Phase
from tests.impact.given import a_returned_loan, a_world, an_agreed_loan, an_offer, entries, records


def test_a_new_factor_version_leaves_old_records_as_they_are(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """P12: the next loan uses the new version, the old record computes again to the same bytes."""
    world = a_world(now)
    a_returned_loan(world)
    (before,) = [(one.id, one.factor, one.inputs, one.results) for one in records(phase=Phase.ACTUAL)]
    old = table.loaded()
    newer = replace(old.factor("television_48in_ademe"), version="2", value=Decimal(400))
    newest = replace(old, factors={**old.factors, newer.reference: newer, newer.id: newer})
    monkeypatch.setattr("app.impact.factors.domain.loaded", lambda: newest)
    a_returned_loan(world)
    first, second = records(phase=Phase.ACTUAL)
    assert (first.id, first.factor, first.inputs, first.results) == before
    assert second.factor == "television_48in_ademe@2"
    assert second.making_kg > first.making_kg
    assert all(same for _, same in verification.recomputed())


def test_several_writers_make_one_chain(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loans = [an_agreed_loan(world, {an_offer(world): 1}, heard=False) for _ in range(6)]
    barrier, problems = Barrier(len(loans)), []

    def accept(loan: int) -> None:
        with app.app_context():
            try:
                barrier.wait()
                services.plan_loan(loan, now, None)
            except Exception as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [Thread(target=accept, args=(loan,)) for loan in loans]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(entries()) == len(records()) == 6
    assert verification.chain_is_unbroken(now) == []


def test_the_same_loan_planned_by_several_at_once_is_planned_once(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan = an_agreed_loan(world, {an_offer(world): 1}, heard=False)
    barrier, problems = Barrier(4), []

    def accept() -> None:
        with app.app_context():
            try:
                barrier.wait()
                services.plan_loan(loan, now, None)
            except Exception as problem:
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [Thread(target=accept) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    assert len(records()) == len(entries()) == 1

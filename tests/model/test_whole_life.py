"""The whole life of loans against a count by hand: what is refused had to be, and every day shows what was counted."""

from collections.abc import Callable

import pytest
from flask import Flask
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from app.core.db import DoubleBooking, db
from app.listings.queries.editions import forget_editions
from tests.databases import Databases
from tests.model.mutants import MUTANTS
from tests.model.runner import run

VERBS = (
    "request", "accept", "refuse", "cancel", "counter", "accept_offer", "ask_again", "withdraw_offer", "expire",
    "sign", "hand_over", "take_back", "close", "swap", "expect", "no_show", "record_no_shows", "propose_dates",
    "accept_dates", "decline_dates", "withdraw_dates", "expire_dates", "queue", "leave_queue", "offer_places",
    "block", "unblock", "set_units", "inspect", "watch_late",
    "ask_gift", "approve_gift", "cancel_gift", "hand_over_gift", "expire_gifts",
)  # fmt: skip
"""What two thousand steps have done at least once, or they prove less than they say."""


SEEDS = range(2027, 2035)
"""Some mistakes show on some walks only: a mutant is given several, and leaves at the first that notices it."""


@pytest.fixture
def renew(app: Flask, databases: Databases, engine: str) -> Callable[[], None]:
    """Empties the database under the application."""

    def renewed() -> None:
        db.session.remove()
        db.engine.dispose()
        databases.renewed(engine)
        forget_editions()

    return renewed


def test_every_walk_agrees_with_the_count_by_hand(
    renew: Callable[[], None], engine: str, model_seed: int, model_steps: int, model_shrinks: bool
) -> None:
    diary = run(engine, model_seed, model_steps, renew, shrink=model_shrinks)
    if model_steps >= 2000:
        never = sorted(verb for verb in VERBS if not diary.done[verb])
        assert not never, f"never done: {never}"
    print(f"\nmodel on {engine}: seed {model_seed}, {diary.steps} verbs\n{diary}")


@pytest.mark.any_engine
@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_the_model_notices_a_mistake(
    mutant: Callable[[pytest.MonkeyPatch], None],
    renew: Callable[[], None],
    engine: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mutant(monkeypatch)
    for number in SEEDS:
        try:
            run(engine, number, 400, renew)
        except (AssertionError, DoubleBooking) as noticed:
            assert f"SEED={number} STEPS=400 ENGINE={engine}" in "\n".join(noticed.__notes__)
            return
    pytest.fail("not noticed on any walk")


@pytest.mark.any_engine
def test_one_seed_is_one_walk_whatever_else_is_imported(
    renew: Callable[[], None], engine: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = run(engine, 7, 60, renew)
    monkeypatch.setattr(providers, "_get_local_constants", lambda: Constants(integers={1, 2, 3}))
    providers.CONSTANTS_CACHE.cache.clear()
    assert first.walk == run(engine, 7, 60, renew).walk
    assert first.walk != run(engine, 8, 60, renew).walk
    providers.CONSTANTS_CACHE.cache.clear()

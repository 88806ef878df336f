"""Create, hand-over, extend, and orders in opposite order: rivals released together, through HTTP, on four workers.

Approve has its own proof (``test_double_booking``). Each proof here must fail on its mutant (``mutants``).
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core import clock
from app.core.db import db, is_sqlite
from app.core.journal import JournalEntry
from app.loans import services
from app.loans.models import Loan
from tests.barrier.clients import Client, released_together, signed_in
from tests.barrier.conftest import Rivals
from tests.barrier.mutants import allow_double_booking
from tests.barrier.oracle import deadlocks, recount
from tests.barrier.scenes import DONE, Create, Extend, HandOver, OppositeOrders, Scene
from tests.given.accounts import PASSWORD
from tests.given.listings import unit_ids
from tests.servers import serving

WORKERS = 4
HONEST = "app:create_app()"
MUTANT_ROUNDS = 16
"""A lock that is missing shows by chance: a mutant is given that many rounds, and leaves at the first that shows it."""
Cast = tuple[Rivals, list[Client], list[Client]]
SCENES: dict[str, Callable[[Cast], Scene]] = {
    "create": lambda cast: Create(*cast),
    "hand-over": lambda cast: HandOver(*cast[:2]),
    "extend": lambda cast: Extend(*cast[:2]),
    "opposite": lambda cast: OppositeOrders(*cast[:2]),
}


def _play(scene: Scene, rounds: int) -> list[str]:
    """What went wrong in each round that did not go as it should."""
    found = []
    for _ in range(rounds):
        actions = scene.actions()
        db.session.rollback()
        answers = released_together(actions)
        db.session.rollback()
        if wrong := scene.judge(answers):
            found.append(wrong)
    return found


def _caught(scene: Scene, is_shown: Callable[[list[str]], bool]) -> list[str]:
    """What went wrong until the mistake showed."""
    found: list[str] = []
    for _ in range(MUTANT_ROUNDS):
        found += _play(scene, 1)
        if is_shown(found):
            break
    return found


@contextmanager
def _served(
    rivals: Rivals, environment: dict[str, str], log: Path, factory: str = HONEST
) -> Iterator[tuple[list[Client], list[Client]]]:
    db.session.rollback()
    with (
        serving(environment, log, WORKERS, factory) as server,
        signed_in(server.url, rivals.emails, PASSWORD) as technicians,
        signed_in(server.url, rivals.team_emails, PASSWORD) as teams,
    ):
        yield technicians, teams


@pytest.mark.barrier
def test_of_all_who_create_hand_over_or_extend_at_once_one_wins_and_nothing_is_promised_twice(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path, turns: int
) -> None:
    with _served(rivals, served_environment, log) as clients:
        for name, made in SCENES.items():
            wrong = _play(made((rivals, *clients)), turns)
            said = f"{db.engine.dialect.name}: {name}: {turns} rounds x {len(rivals.emails)} clients"
            print(f"\n{said}, {len(wrong)} wrong", end="")
            assert not wrong, f"{name}: {wrong}"
    knots, twice = deadlocks(), recount(clock.now())
    print(f"\n{db.engine.dialect.name}: {knots} deadlocks, {len(twice)} double promises in the recount")
    assert (knots, twice) == (0, [])


MUTANTS = {
    "create": "tests.barrier.mutants:promises_when_asked()",
    "hand-over": "tests.barrier.mutants:hands_over_after_a_look()",
    "extend": "tests.barrier.mutants:extends_after_a_look()",
}


@pytest.mark.barrier
@pytest.mark.parametrize("verb", MUTANTS)
def test_each_verb_without_its_lock_is_caught(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path, verb: str
) -> None:
    allow_double_booking()
    with _served(rivals, served_environment, log, MUTANTS[verb]) as clients:
        wrong = _caught(SCENES[verb]((rivals, *clients)), lambda _: bool(recount(clock.now())))
    twice = recount(clock.now())
    print(f"\n{db.engine.dialect.name}: {verb}: {len(wrong)} rounds wrong, {len(twice)} recounted")
    assert wrong and twice


@pytest.mark.barrier
def test_locks_taken_in_the_order_of_the_order_are_caught_where_there_is_more_than_one_writer(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path
) -> None:
    with _served(rivals, served_environment, log, "tests.barrier.mutants:locks_as_asked()") as clients:
        wrong = _caught(OppositeOrders(rivals, clients[0]), lambda found: bool(deadlocks() or len(found) > 3))
    knots = deadlocks()
    print(f"\n{db.engine.dialect.name}: {knots} deadlocks, {len(wrong)} rounds wrong")
    assert (knots > 0) is not is_sqlite()


def _same_key(rivals: Rivals, clients: list[Client], count: int) -> dict[str, tuple[set[int], int]]:
    """Each verb sent *count* times at once with one key: the answers, and how many effects it had."""
    [technician], [team] = [clients[:1], clients[1:]]
    found, listing_id = {}, rivals.a_listing(4)
    asked = {**rivals.form(), "exhibition_id": str(rivals.exhibition_ids[0]), "once": "c" * 32}
    before = set(db.session.scalars(select(Loan.id)))

    def send(client: Client, path: str, verb: str, **said: str) -> None:
        db.session.rollback()
        answers = released_together([lambda: client.post(path, **said)] * count)
        db.session.rollback()
        effects = select(func.count(JournalEntry.id)).where(
            JournalEntry.action == verb, JournalEntry.object_type == "loan", JournalEntry.object_id.not_in(before)
        )
        found[verb] = set(answers), db.session.scalar(effects) or 0

    send(team, f"/annonces/{listing_id}/demander", "request_loan", **asked)
    loan_id = max(db.session.scalars(select(Loan.id)))
    send(technician, f"/prets/{loan_id}/accepter", "accept_loan", once="a" * 32)
    services.propose_dates(rivals.technicians[1], loan_id, rivals.first_day, rivals.longer_day, "", clock.now())
    send(team, f"/prets/{loan_id}/dates/{_open(loan_id)}/accepter", "change_dates", once="d" * 32)
    unit = unit_ids(listing_id)[0]
    said = {f"u{unit}-chosen": "y", f"u{unit}-condition": "good", "once": "h" * 32}
    send(technician, f"/prets/{loan_id}/remise", "hand_over", **said)
    send(technician, f"/prets/{loan_id}/retour", "take_back", **{**said, "once": "r" * 32})
    return found


def _open(loan_id: int) -> int:
    from app.loans.services.dates import open_proposal

    proposal = open_proposal(loan_id)
    assert proposal is not None
    return proposal.id


@pytest.mark.barrier
@pytest.mark.parametrize("factory", [HONEST, "tests.barrier.mutants:without_memory()"], ids=["honest", "mutant"])
def test_what_is_sent_many_times_with_one_key_is_done_once(
    app: Flask, rivals: Rivals, served_environment: dict[str, str], log: Path, factory: str
) -> None:
    pair = [rivals.emails[0], rivals.team_emails[0]]
    db.session.rollback()
    with (
        serving(served_environment, log, WORKERS, factory) as server,
        signed_in(server.url, pair, PASSWORD) as clients,
    ):
        found = _same_key(rivals, clients, 3 * len(rivals.emails))
    is_honest = {verb: said == ({DONE}, 1) for verb, said in found.items()}
    print(f"\n{db.engine.dialect.name}: {factory}: {found}")
    if factory == HONEST:
        assert all(is_honest.values()), found
        assert (deadlocks(), recount(clock.now())) == (0, [])
    else:
        assert not any(is_honest.values()), found

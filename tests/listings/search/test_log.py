"""The index follows the database: whatever is written, by whomever, in whichever order it is committed."""

import random
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import OperationalError

from app.accounts.domain.states import InstitutionState
from app.core.actor import ANONYMOUS
from app.core.clock import local_day
from app.core.db import db, transaction
from app.listings.models import KitMember, SearchChange
from app.listings.queries.search import Criteria
from app.listings.queries.search.index import log
from app.listings.queries.search.index.checking import TRIGGERS, differing, faults_of_search, missing_triggers
from app.listings.queries.search.index.keeper import keeper
from app.listings.queries.search.index.load import whole
from app.listings.queries.search.page import FINDER
from app.listings.services import withdraw_listing
from app.listings.services.searching import prune_search_log, rebuild_search
from tests.listings.reading.museums import a_museum, taken

WRITES = (
    "UPDATE listing SET available_from = '2027-02-03' WHERE id = :id",
    "UPDATE listing SET category = 'plinth', specs = '{}' WHERE id = :id",
    "UPDATE listing SET state = 'draft' WHERE id = :id",
    "UPDATE listing SET state = 'published', title = 'Autre titre' WHERE id = :id",
    "UPDATE listing SET visibility = 'network', turnaround_days = 3 WHERE id = :id",
    "UPDATE unit SET out_of_service_from = '2027-03-04' WHERE listing_id = :id",
    "UPDATE allocation SET end_on = end_on, state = 'out' WHERE listing_id = :id",
    "UPDATE allocation SET state = 'returned' WHERE listing_id = :id",
    "DELETE FROM listing_term WHERE listing_id = :id AND term = 'samsung'",
    "INSERT INTO listing_term (listing_id, term) VALUES (:id, 'nouveau') ON CONFLICT DO NOTHING",
    "INSERT INTO site_closure (site_id, first_day, last_day, reason) SELECT site_id, '2027-03-01', '2027-03-09', '' "
    "FROM listing WHERE id = :id",
    "UPDATE site SET region = '32' WHERE id = (SELECT site_id FROM listing WHERE id = :id)",
    "UPDATE institution SET state = 'suspended' WHERE id = (SELECT institution_id FROM listing WHERE id = :id)",
    "DELETE FROM kit_member WHERE kit_id = :id",
)


def total(now: datetime, **asked: object) -> int:
    return FINDER.find(ANONYMOUS, Criteria(**asked), now).total  # type: ignore[arg-type]


def is_as_fresh(now: datetime) -> bool:
    """Whether the index that was kept up to date is the one that would be made now."""
    today = local_day(now)
    followed = keeper().snapshot(today)
    with db.engine.connect() as connection:
        return differing(followed, whole(connection, today)) == []


def test_whatever_is_written_the_index_is_as_if_made_afresh(app: Flask, now: datetime) -> None:
    chance = random.Random(4)
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    made = [museum.offers(quantity=3, turnaround_days=1) for museum in (lyon, lille) for _ in range(4)]
    for listing_id in made:
        taken(listing_id, 1, date(2027, 2, 1), date(2027, 2, 5), lille.id, now)
    assert is_as_fresh(now)
    for turn in range(60):
        with transaction() as session:
            for _ in range(chance.randint(1, 3)):
                session.execute(text(chance.choice(WRITES)), {"id": chance.choice(made)})
            if turn % 7 == 0:
                kit, member = chance.sample(made, 2)
                session.merge(KitMember(kit_id=kit, member_id=member, quantity=2))
        if turn % 9 == 0:
            with transaction() as session:
                session.execute(text("UPDATE institution SET state = 'verified'"))
            made.append(lyon.offers(title=f"Écran {turn}"))
        assert is_as_fresh(now), turn
    assert faults_of_search(local_day(now)) == []


def test_what_is_written_is_found_at_once_and_what_is_undone_never_was(app: Flask, now: datetime) -> None:
    lyon = a_museum()
    assert total(now) == 0
    listing_id = lyon.offers()
    assert total(now) == 1

    class Undone(Exception):
        pass

    with pytest.raises(Undone), transaction() as session:
        session.execute(text("UPDATE listing SET state = 'withdrawn'"))
        assert total(now) == 0
        raise Undone
    assert total(now) == 1
    withdraw_listing(lyon.people, listing_id, now=now)
    assert total(now) == 0


def test_a_suspension_hides_at_once(app: Flask, now: datetime) -> None:
    lyon = a_museum()
    lyon.offers()
    assert total(now) == 1
    with transaction() as session:
        session.execute(text("UPDATE institution SET state = :state"), {"state": InstitutionState.SUSPENDED.value})
    assert total(now) == 0


def test_two_writers_that_commit_the_other_way_round_are_both_heard(app: Flask, engine: str, now: datetime) -> None:
    """The later number is committed first; the earlier one must not be skipped. SQLite lets one write at a time."""
    lyon = a_museum()
    first_id, second_id = lyon.offers(title="Écran un"), lyon.offers(title="Écran deux")
    assert total(now) == 2
    waits_little = {"timeout": 0.05} if engine == "sqlite" else {}
    others = create_engine(app.config["SQLALCHEMY_DATABASE_URI"], connect_args=waits_little)
    try:
        slow, quick = others.connect(), others.connect()
        withdraw = text("UPDATE listing SET state = 'withdrawn' WHERE id = :id")
        slow.execute(withdraw, {"id": first_id})
        if engine == "sqlite":
            with pytest.raises(OperationalError, match="locked"):
                quick.execute(withdraw, {"id": second_id})
            slow.commit()
            assert total(now) == 1
            slow.close()
            quick.close()
            return
        quick.execute(withdraw, {"id": second_id})
        quick.commit()
        assert total(now) == 1  # the open one holds nobody up
        lyon.offers(title="Écran trois")
        assert total(now) == 2
        slow.commit()
        assert total(now) == 1
        assert is_as_fresh(now)
        slow.close()
        quick.close()
    finally:
        others.dispose()


def test_a_log_that_was_pruned_or_replaced_is_noticed(
    app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    lyon = a_museum()
    lyon.offers()
    assert total(now) == 1
    with transaction() as session:
        session.execute(text("UPDATE listing SET visibility = 'institution'"))
        session.execute(text("DELETE FROM search_change"))
    assert total(now) == 0
    with transaction() as session:
        session.execute(text("UPDATE listing SET visibility = 'public'"))
        session.execute(text("UPDATE search_change SET mark = mark + 1"))
    assert total(now) == 1
    monkeypatch.setattr("app.listings.services.searching.KEPT", 0)
    prune_search_log(now)
    assert db.session.query(SearchChange).count() == 1
    assert total(now) == 1


def test_too_much_at_once_is_read_anew(app: Flask, now: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    lyon = a_museum()
    assert total(now) == 0
    monkeypatch.setattr(log, "MOST_READ", 4)
    for n in range(3):
        lyon.offers(title=f"Écran {n}")
    assert total(now) == 3


def test_a_day_passes_and_a_clock_goes_back(app: Flask, now: datetime) -> None:
    lyon, lille = a_museum("Lyon"), a_museum("Lille")
    listing_id = lyon.offers(quantity=1)
    taken(listing_id, 1, date(2027, 1, 18), date(2027, 1, 20), lille.id, now)
    asked = {"first_day": date(2027, 1, 18), "last_day": date(2027, 1, 19)}
    assert total(now, **asked) == 0
    assert total(now + timedelta(days=14), first_day=date(2027, 1, 26), last_day=date(2027, 1, 27)) == 1
    assert total(now, **asked) == 0


def test_the_commands_say_what_they_find_and_repair(app: Flask, engine: str, now: datetime) -> None:
    a_museum().offers()
    runner = app.test_cli_runner()
    assert runner.invoke(args=["search", "check"]).output == "ok\n"
    assert total(now) == 1
    on = "" if engine == "sqlite" else " ON listing"
    with transaction() as session:
        session.execute(text(f"DROP TRIGGER listing_noted_update{on}"))
        session.execute(text("UPDATE listing SET state = 'draft'"))
    found = runner.invoke(args=["search", "check"])
    assert found.exit_code == 1 and "trigger listing_noted_update is missing" in found.output
    assert "listing 1 is not in the index" in found.output
    assert total(now) == 1
    assert runner.invoke(args=["search", "rebuild"]).exit_code == 0
    assert total(now) == 0


def test_every_trigger_is_there(app: Flask) -> None:
    with db.engine.connect() as connection:
        assert len(TRIGGERS) == 22 and missing_triggers(connection) == set()


def test_rebuilding_is_heard_by_every_process(app: Flask, now: datetime) -> None:
    a_museum().offers()
    before = keeper().snapshot(local_day(now))
    rebuild_search()
    assert keeper().snapshot(local_day(now)) is not before

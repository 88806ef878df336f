"""The sums that dashboards read are those of the records, whatever happens to them."""

from datetime import datetime
from decimal import Decimal

from flask import Flask

from app.core.db import transaction
from app.impact.models import ImpactRecord
from app.impact.queries.rows import counted, standing_records
from app.impact.queries.sums import avoided, inventory
from app.impact.sums.domain import INTERNAL, PLANNED, PUBLIC
from app.impact.sums.keeping import sum_again, sum_missing
from app.impact.sums.reading import AVOIDED, INVENTORY, VERIFIED, interval, shelf, total
from app.impact.sums.verifying import sums_match_the_records
from app.loans.domain.words import Alternative, Evidence
from tests.impact import given


def test_a_year_reads_the_same_from_sums_and_from_records(app: Flask, now: datetime) -> None:
    world = given.a_world(now)
    given.a_returned_loan(world, quantity=2)
    given.a_returned_loan(world, given.an_offer(world, "display_case"), evidence=Evidence.E3)
    rows = counted(standing_records(ImpactRecord.borrower_id == world.borrower), with_internal=False)
    by_hand, sums = avoided(rows), shelf("borrower", world.borrower, 2027).of("all")
    assert by_hand is not None
    central = total(sums, "net")
    assert central == by_hand.central
    assert interval(sums, AVOIDED, central) == (by_hand.low, by_hand.high)
    stock = inventory(rows)
    assert stock is not None
    assert interval(sums, INVENTORY, stock.total) == (stock.low, stock.high)
    assert shelf("borrower", world.borrower, 2027).count("all", "loans") == 2
    assert sums_match_the_records(now) == []


def test_a_plan_leaves_the_sums_when_the_objects_are_back(app: Flask, now: datetime) -> None:
    world = given.a_world(now)
    loan = given.an_agreed_loan(world, {given.an_offer(world): 2})
    assert shelf("borrower", world.borrower).count("all", "objects", PLANNED) == 2
    given.hand_over(world, loan, given.FIRST)
    given.take_back(world, loan, given.LAST)
    now_there = shelf("borrower", world.borrower)
    assert now_there.of("all", PLANNED) == ()
    assert now_there.count("all", "objects", PUBLIC) == 2
    assert sums_match_the_records(now) == []


def test_what_lacks_evidence_is_summed_apart_and_never_in_the_network(app: Flask, now: datetime) -> None:
    world = given.a_world(now)
    given.a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    assert shelf("borrower", world.borrower).count("all", "records", INTERNAL) == 1
    assert shelf("borrower", world.borrower).count("all", "records", *VERIFIED) == 1
    assert shelf("network", 0).sums == ()


def test_adding_up_again_gives_the_same_sums(app: Flask, now: datetime) -> None:
    world = given.a_world(now)
    given.a_returned_loan(world, quantity=2)
    before = shelf("borrower", world.borrower)
    sum_again()
    assert set(map(repr, shelf("borrower", world.borrower).sums)) == set(map(repr, before.sums))
    assert sums_match_the_records(now) == []


def test_the_job_sums_what_an_upgrade_found(app: Flask, now: datetime) -> None:
    from sqlalchemy import delete

    from app.impact.sums.models import ImpactSum, ImpactSumDoubt, ImpactSummed

    world = given.a_world(now)
    given.a_returned_loan(world)
    with transaction() as session:
        for table in (ImpactSum, ImpactSumDoubt, ImpactSummed):
            session.execute(delete(table))
    assert sums_match_the_records(now) != []
    sum_missing(now)
    sum_missing(now)
    assert sums_match_the_records(now) == []
    assert shelf("borrower", world.borrower).of("all")[0].kilograms("net") != Decimal(0)

"""From a loan's events to records and ledger entries."""

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask

from app.core import events
from app.core.db import db, transaction
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry
from app.impact.records.domain.canonical import read, written
from app.impact.records.domain.chain import EntryKind
from app.impact.records.domain.inputs import Inputs, result_of
from app.loans.domain.events import LoanAccepted, LoanReturned
from app.loans.domain.words import Alternative, Evidence, TransportMode
from app.loans.models import Loan
from tests.impact.given import (
    FIRST,
    LAST,
    a_returned_loan,
    a_world,
    an_agreed_loan,
    an_offer,
    cancel,
    change_listing,
    close,
    entries,
    hand_over,
    records,
    take_back,
    told,
)


def test_an_agreed_loan_is_planned_and_nothing_is_posted(app: Flask, now: datetime) -> None:
    world = a_world(now)
    an_agreed_loan(world, {an_offer(world): 2})
    (planned,) = records()
    assert (planned.phase, planned.quantity, planned.verified) == (Phase.PLANNED, 2, False)
    assert (planned.starts_on, planned.ends_on) == (FIRST, LAST)
    (entry,) = entries()
    assert entry.kind is EntryKind.PENDING
    assert all(leg.account.startswith("pending:") for leg in entry.postings)
    assert sum(leg.amount_kg for leg in entry.postings) == 0


def test_each_object_that_comes_back_has_a_record_of_its_own(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, quantity=2)
    actual = records(phase=Phase.ACTUAL)
    assert len(actual) == 2
    assert all(one.verified and one.quantity == 1 for one in actual)
    assert len({one.unit_id for one in actual}) == 2
    kinds = [entry.kind for entry in entries()]
    assert kinds == [
        EntryKind.PENDING, EntryKind.CAP, EntryKind.POST, EntryKind.CAP, EntryKind.POST, EntryKind.VOID,
    ]  # fmt: skip


def test_the_figures_are_those_of_the_method_by_hand(app: Flask, now: datetime) -> None:
    """A 55-inch screen: E 325 kg over 8 years, 120 days, declared (0.65), public buyer of IT in 2027 (m 0.25)."""
    world = a_world(now)
    a_returned_loan(world)
    (record,) = records(phase=Phase.ACTUAL)
    share = Decimal(120) / (365 * 8)
    assert record.draw_kg == (Decimal("0.65") * Decimal("0.75") * 325 * share).quantize(Decimal("0.001"))
    inputs = read(Inputs, record.inputs)
    assert inputs.electricity and inputs.electricity.open_days == 103  # 120 days x 6/7, rounded up
    km = 2 * inputs.journey.straight_km * Decimal("1.42")
    moved = Decimal("0.018") * km * Decimal("0.169")
    energy = Decimal("0.12") * 103 * inputs.electricity.hours_per_day * Decimal("0.0461")
    assert record.moving_kg == moved.quantize(Decimal("0.001"))
    assert record.energy_kg == energy.quantize(Decimal("0.001"))
    assert record.making_kg == (325 * share).quantize(Decimal("0.001"))
    assert record.net_kg == record.gross_kg - record.burdens_kg
    assert record.footprint_kg == record.making_kg + record.moving_kg + record.energy_kg


def test_days_run_from_the_real_hand_over_to_the_real_return(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan = an_agreed_loan(world, {an_offer(world): 1})
    hand_over(world, loan, date(2027, 3, 3))
    take_back(world, loan, date(2027, 7, 2))
    (record,) = records(phase=Phase.ACTUAL)
    assert (record.starts_on, record.ends_on) == (date(2027, 3, 3), date(2027, 7, 2))
    assert read(Inputs, record.inputs).days == 122


def test_a_cancelled_loan_leaves_nothing_pending(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan = an_agreed_loan(world, {an_offer(world): 1, an_offer(world, "plinth", 3, mass_kg=15): 2})
    cancel(world, loan, now)
    kinds = [entry.kind for entry in entries()]
    assert kinds == [EntryKind.PENDING, EntryKind.PENDING, EntryKind.VOID, EntryKind.VOID]
    totals: dict[str, Decimal] = {}
    for entry in entries():
        for leg in entry.postings:
            totals[leg.account] = totals.get(leg.account, Decimal(0)) + leg.amount_kg
    assert set(totals.values()) == {Decimal(0)}


def test_a_partial_return_keeps_the_rest_planned(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan = an_agreed_loan(world, {an_offer(world, quantity=3): 3})
    first, *others = hand_over(world, loan, FIRST)
    take_back(world, loan, date(2027, 6, 1), [first])
    planned = records(phase=Phase.PLANNED)
    assert [one.quantity for one in planned] == [3, 2]
    assert planned[1].supersedes_id == planned[0].id
    assert len(records(phase=Phase.ACTUAL)) == 1
    take_back(world, loan, LAST, others)
    assert len(records(phase=Phase.ACTUAL)) == 3
    assert len(records(phase=Phase.PLANNED)) == 2
    voided = {entry.settles_id for entry in entries() if entry.kind is EntryKind.VOID}
    assert voided == {entry.id for entry in entries() if entry.kind is EntryKind.PENDING}


def test_an_event_heard_twice_writes_once(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan_id = a_returned_loan(world, quantity=2)
    before = (len(records()), len(entries()))
    with transaction() as session:
        loan = session.get_one(Loan, loan_id)
        units = tuple(unit.unit_id for line in loan.lines for unit in line.units)
        events.publish(told(LoanAccepted, loan, now, None))
        events.publish(told(LoanReturned, loan, now, None, unit_ids=units, is_complete=True))
    close(world, loan_id, now)
    assert (len(records()), len(entries())) == before


def test_closing_counts_what_was_missed(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan = an_agreed_loan(world, {an_offer(world): 1}, heard=False)
    (unit,) = hand_over(world, loan, FIRST)
    with transaction() as session:
        line = session.get_one(Loan, loan).lines[0]
        line.units[0].returned_at = now + timedelta(days=170)
    close(world, loan, now + timedelta(days=171))
    (record,) = records()
    assert (record.phase, record.unit_id) == (Phase.ACTUAL, unit)


def test_one_object_never_draws_more_than_its_cap(app: Flask, now: datetime) -> None:
    """A plinth counts three uses: the fourth draws what is left, which is nothing."""
    world = a_world(now)
    plinth = an_offer(world, "plinth", 1, mass_kg=15)
    for month in range(1, 6):
        a_returned_loan(world, plinth, first=date(2027, month, 3), last=date(2027, month, 20), evidence=Evidence.E3)
    drawn = [record.draw_kg for record in records(phase=Phase.ACTUAL)]
    (cap,) = [entry for entry in entries() if entry.kind is EntryKind.CAP]
    opened = max(leg.amount_kg for leg in cap.postings)
    assert sum(drawn) == opened
    assert drawn[3:] == [0, 0]
    assert opened <= Decimal("8.36355870")
    assert sum(record.making_kg for record in records(phase=Phase.ACTUAL)) <= Decimal("8.364")


def test_the_ledger_s_cap_holds_when_a_listing_is_edited_afterwards(app: Flask, now: datetime) -> None:
    world = a_world(now)
    plinth = an_offer(world, "plinth", 1, mass_kg=15)
    a_returned_loan(world, plinth, last=date(2027, 3, 9), evidence=Evidence.E3)
    change_listing(plinth, mass_kg=Decimal(150))
    for month in (4, 5, 6, 7):
        a_returned_loan(world, plinth, first=date(2027, month, 1), last=date(2027, month, 9), evidence=Evidence.E3)
    assert sum(record.draw_kg for record in records(phase=Phase.ACTUAL)) <= Decimal("8.364")


def test_unknown_age_and_no_test_credit_nothing(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, an_offer(world, made_in_year=None, tested_on=None))
    (record,) = records(phase=Phase.ACTUAL)
    assert record.draw_kg == 0
    assert record.net_kg == -record.burdens_kg < 0


def test_unknown_counterfactual_is_internal_only(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    (record,) = records(phase=Phase.ACTUAL)
    assert record.internal_only
    assert record.evidence.value == "E1"


@pytest.mark.parametrize(
    ("alternative", "evidence"),
    [(Alternative.NONE, Evidence.E0), (Alternative.OWN_STOCK, Evidence.E0)],
)
def test_who_would_have_done_without_avoids_nothing(
    app: Flask, now: datetime, alternative: Alternative, evidence: Evidence
) -> None:
    world = a_world(now)
    a_returned_loan(world, alternative=alternative, evidence=evidence)
    (record,) = records(phase=Phase.ACTUAL)
    assert record.gross_kg == 0
    assert record.net_kg == -record.burdens_kg


@pytest.mark.parametrize("alternative", [Alternative.REFURB, Alternative.RENTAL])
def test_other_alternatives_credit_no_more_than_new(app: Flask, now: datetime, alternative: Alternative) -> None:
    world = a_world(now, public_borrower=False)
    a_returned_loan(world, alternative=alternative)
    a_returned_loan(world)
    other, new = records(phase=Phase.ACTUAL)
    assert 0 <= other.draw_kg <= new.draw_kg


def test_a_dedicated_van_is_shared_by_the_objects_of_the_run(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, an_offer(world, quantity=4), quantity=4, transport=TransportMode.DEDICATED_VAN)
    actual = records(phase=Phase.ACTUAL)
    journey = read(Inputs, actual[0].inputs).journey
    whole = 2 * journey.straight_km * journey.detour * Decimal("0.312")
    assert abs(sum(record.moving_kg for record in actual) - whole) < Decimal("0.01")
    (planned,) = records(phase=Phase.PLANNED)
    assert abs(planned.moving_kg - whole) < Decimal("0.01")


def test_an_unknown_mass_is_marked_as_a_default(app: Flask, now: datetime) -> None:
    world = a_world(now)
    listing = an_offer(world)
    change_listing(listing, mass_kg=None)
    a_returned_loan(world, listing)
    (record,) = records(phase=Phase.ACTUAL)
    assert read(Inputs, record.inputs).journey.mass_is == "default"


def test_a_mass_in_grams_waits_for_a_second_look(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, an_offer(world, mass_kg=18000))
    (record,) = records(phase=Phase.ACTUAL)
    assert (record.verified, record.review) == (False, "mass")


def test_a_record_computes_again_to_the_same_bytes(app: Flask, now: datetime) -> None:
    world = a_world(now)
    a_returned_loan(world, quantity=2)
    for record in records():
        inputs = read(Inputs, record.inputs)
        assert written(inputs) == record.inputs
        assert f'"net":"{result_of(inputs).net:f}"' in record.results


def test_what_happened_since_changes_no_record(app: Flask, now: datetime) -> None:
    """P12, P24: editing a listing, or erasing a person, leaves every stored figure as it is."""
    from app.accounts.models import User

    world = a_world(now)
    listing = an_offer(world)
    a_returned_loan(world, listing)
    before = [(record.inputs, record.results, record.net_kg) for record in records()]
    change_listing(listing, mass_kg=Decimal(3), made_in_year=None, tested_on=None)
    with transaction() as session:
        person = session.get_one(User, world.technician.user_id)
        person.name, person.email, person.password_hash = "Personne effacée", "efface@exemple.invalid", None
    assert [(record.inputs, record.results, record.net_kg) for record in records()] == before


@pytest.mark.parametrize("statement", ["UPDATE {} SET id = id", "DELETE FROM {}"])
@pytest.mark.parametrize("table", ["impact_record", "ledger_entry", "ledger_posting"])
def test_the_database_refuses_to_rewrite_history(app: Flask, now: datetime, table: str, statement: str) -> None:
    from sqlalchemy import text
    from sqlalchemy.exc import DBAPIError

    world = a_world(now)
    a_returned_loan(world)
    with pytest.raises(DBAPIError, match="append_only"):
        db.session.execute(text(statement.format(table)))
    db.session.rollback()
    assert records()


def test_a_rolled_back_event_leaves_no_trace(app: Flask, now: datetime) -> None:
    world = a_world(now)
    loan_id = an_agreed_loan(world, {an_offer(world): 1}, heard=False)

    class Stop(Exception):
        pass

    with pytest.raises(Stop), transaction() as session:
        events.publish(told(LoanAccepted, session.get_one(Loan, loan_id), now, None))
        raise Stop
    assert db.session.query(ImpactRecord).count() == db.session.query(LedgerEntry).count() == 0


@pytest.mark.parametrize(
    ("made_in", "share"),
    [(2024, Decimal("0.35")), (2000, Decimal(1)), (None, Decimal(1))],
    ids=["within-its-life", "older-than-its-life", "age-unknown"],
)
def test_electricity_is_charged_beyond_what_the_alternative_would_have_used(
    app: Flask, now: datetime, made_in: int | None, share: Decimal
) -> None:
    """Declared E2: with 0.65 of a new equivalent of the same generation, 0.35 of the electricity is a burden."""
    world = a_world(now)
    a_returned_loan(world, an_offer(world, made_in_year=made_in, tested_on=now.date()), evidence=Evidence.E2)
    (actual,) = records(phase=Phase.ACTUAL)
    result = result_of(read(Inputs, actual.inputs))
    assert result.use.energy
    whole = result.inventory.energy
    assert whole > 0
    assert result.burdens.energy == whole * share

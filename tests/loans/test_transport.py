"""Days of road held around loans, journeys proposed and agreed, and what becomes of the footprint."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from flask import Flask
from sqlalchemy import select

from app.core import verification
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.records.domain.canonical import read
from app.impact.records.domain.inputs import Inputs
from app.impact.verification import recomputed
from app.listings.domain.availability import HoldKind, Period, free_units
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.availability.roads import Way
from app.listings.models import Allocation
from app.listings.queries.pools import pools
from app.loans import services
from app.loans.domain.agenda import MoveKind
from app.loans.domain.lifecycle import State
from app.loans.domain.refusals import NotLate
from app.loans.domain.transport.carriage import RunKind, RunState
from app.loans.domain.transport.days import NoRoomForRoad, RoadIsLaid, TooManyRoadDays
from app.loans.domain.transport.refusals import AlreadyAnswered, NoSuchRun
from app.loans.models import LoanRoad, Proposal, RunLoad, TransportRun
from app.loans.queries import loan_page
from app.loans.queries.inbox import Tab, inbox
from app.loans.queries.moves import moves_between
from app.loans.queries.transport import transports_page
from tests.conftest import NOW
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.loans import (
    FIRST_DAY,
    LAST_DAY,
    Museums,
    a_loan,
    reports_to_leave,
    reports_to_return,
    the_loan,
    two_museums,
)
from tests.given.transports import ENDS, LEAVES, two_far_loans

DAY = timedelta(days=1)
TODAY = NOW.date()


@pytest.fixture
def museums(app: Flask) -> Museums:
    """Two units to lend."""
    return two_museums()


def legs(museums: Museums) -> list[tuple[date, date, int]]:
    """The legs that take something: first day, last day, how many."""
    rows = db.session.scalars(
        select(Allocation)
        .where(Allocation.kind == HoldKind.TRANSIT, Allocation.state.in_(BLOCKING))
        .order_by(Allocation.start_on, Allocation.id)
    )
    return [(row.start_on, row.end_on - DAY, row.quantity) for row in rows]


def free(museums: Museums, day: date, today: date = TODAY) -> int:
    """Units of the listing nobody takes on *day*."""
    found = pools([museums.listing_id], today)[museums.listing_id]
    return free_units(found.pool, Period.of_days(day, day))


def is_sound(now: datetime = NOW) -> bool:
    """Whether every invariant holds."""
    return not any(verification.run_all(now).values())


def test_the_lender_sets_days_of_road_and_they_are_taken(museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    assert legs(museums) == []
    services.set_road(museums.technician, loan_id, 2, 3, NOW)
    before, after = (FIRST_DAY - 2 * DAY, FIRST_DAY - DAY, 1), (LAST_DAY + DAY, LAST_DAY + 3 * DAY, 1)
    assert legs(museums) == [before, after]
    assert free(museums, FIRST_DAY - DAY) == free(museums, LAST_DAY + 3 * DAY) == 1
    services.set_road(museums.technician, loan_id, 0, 1, NOW)
    assert legs(museums) == [(LAST_DAY + DAY, LAST_DAY + DAY, 1)]
    assert is_sound()


def test_days_said_before_the_answer_are_taken_with_it(museums: Museums) -> None:
    loan_id = a_loan(museums)
    services.set_road(museums.technician, loan_id, 1, 0, NOW)
    assert legs(museums) == []
    services.accept_loan(museums.technician, loan_id, NOW)
    assert legs(museums) == [(FIRST_DAY - DAY, FIRST_DAY - DAY, 1)]


def test_a_far_show_has_days_of_road_by_itself(museums: Museums) -> None:
    far = an_exhibition(museums.team, museums.borrower_id, NOW, address="29200 Brest")
    loan_id = a_loan(museums, State.APPROVED, exhibition_id=far)
    road = db.session.get_one(LoanRoad, loan_id)
    assert (road.days_before, road.days_after, road.is_set) == (1, 1, False)
    assert len(legs(museums)) == 2


def test_days_promised_to_others_are_refused_and_change_nothing(museums: Museums) -> None:
    a_loan(museums, State.APPROVED, 2, first_day=FIRST_DAY - 7 * DAY, last_day=FIRST_DAY - 3 * DAY)
    loan_id = a_loan(museums)
    services.set_road(museums.technician, loan_id, 5, 0, NOW)
    with pytest.raises(NoRoomForRoad):
        services.accept_loan(museums.technician, loan_id, NOW)
    assert the_loan(loan_id).state is State.REQUESTED
    services.set_road(museums.technician, loan_id, 1, 0, NOW)
    services.accept_loan(museums.technician, loan_id, NOW)
    with pytest.raises(NoRoomForRoad):
        services.set_road(museums.technician, loan_id, 5, 0, NOW)
    assert len(legs(museums)) == 1


def test_legs_go_with_the_objects_from_the_hand_over_to_the_return(museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED, 2)
    services.set_road(museums.technician, loan_id, 1, 2, NOW)
    leaves = NOW.replace(year=2027, month=3, day=5)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id, count=1), leaves)
    assert [quantity for _, _, quantity in legs(museums)] == [1, 1, 1]
    assert is_sound(leaves)
    later = leaves + 3 * DAY
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id)[1:], later)
    assert [quantity for _, _, quantity in legs(museums)] == [1, 1]
    assert free(museums, LAST_DAY + 2 * DAY, later.date()) == 0
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id), later + 2 * DAY)
    assert legs(museums) == []
    assert is_sound(later + 2 * DAY)


def test_legs_follow_other_dates_and_end_with_the_loan(museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    services.set_road(museums.technician, loan_id, 1, 1, NOW)
    services.propose_dates(museums.team, loan_id, FIRST_DAY, LAST_DAY - 4 * DAY, "", NOW)
    assert [first for first, _, _ in legs(museums)] == [FIRST_DAY - DAY, LAST_DAY - 3 * DAY]
    services.cancel_loan(museums.team, loan_id, "L'exposition est reportée.", NOW)
    assert legs(museums) == []


def test_what_is_on_the_road_home_is_not_late(museums: Museums) -> None:
    loan_id = a_loan(museums, State.APPROVED)
    services.set_road(museums.technician, loan_id, 0, 2, NOW)
    start, end = (NOW.replace(month=day.month, day=day.day) for day in (FIRST_DAY, LAST_DAY))
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), start)
    on_the_road, late = end + 2 * DAY, end + 3 * DAY
    with pytest.raises(NotLate):
        services.set_new_expected_return(museums.technician, loan_id, LAST_DAY + 5 * DAY, on_the_road)
    seen = [late_to(museums, loan_id, at) for at in (on_the_road, late)]
    assert seen == [(0, 0, False, [MoveKind.RETURNS]), (1, 1, True, [MoveKind.LATE])]
    services.set_new_expected_return(museums.technician, loan_id, LAST_DAY + 5 * DAY, late)
    assert the_loan(loan_id).home_on == LAST_DAY + 5 * DAY, "the road is in it"
    assert free(museums, LAST_DAY + 6 * DAY, late.date()) == 2
    services.propose_dates(museums.team, loan_id, FIRST_DAY, LAST_DAY + 7 * DAY, "", late)
    waiting = db.session.scalars(select(Proposal.id)).one()
    services.accept_dates(museums.technician, loan_id, waiting, late)
    assert the_loan(loan_id).home_on == LAST_DAY + 7 * DAY
    assert is_sound(late)


def late_to(museums: Museums, loan_id: int, at: datetime) -> tuple[int, int, bool, list[MoveKind]]:
    """How late it is for its page, the lists and the one formula, and what the desk sees that day."""
    page = loan_page(museums.technician, loan_id, at)
    is_endless = free(museums, date(2027, 9, 6), at.date()) < 2
    moves = [one.kind for one in moves_between(museums.technician, at.date(), at.date(), at)]
    return page.days_late, inbox(museums.technician, at, Tab.LATE).counts[Tab.LATE], is_endless, moves


def test_only_the_lender_says_and_only_before_the_hand_over(museums: Museums) -> None:
    loan_id = a_loan(museums, State.OUT)
    with pytest.raises(RoadIsLaid):
        services.set_road(museums.technician, loan_id, 1, 1, NOW)
    with pytest.raises(Forbidden):
        services.set_road(museums.team, loan_id, 1, 1, NOW)
    other = a_loan(museums)
    with pytest.raises(TooManyRoadDays):
        services.set_road(museums.technician, other, 31, 1, NOW)
    with pytest.raises(NotFound):
        services.set_road(a_stranger(), other, 1, 1, NOW)


def a_stranger() -> Actor:
    """Somebody of another house."""
    return a_person(an_institution(), Role.ADMIN)


def proposed(museums: Museums, loans: list[int], way: Way = Way.OUT) -> int:
    """A run of these loans, proposed by the lender."""
    keys = [(loan_id, way) for loan_id in loans]
    run_id = services.propose_run(museums.technician, museums.lender_id, keys, NOW)
    assert run_id is not None
    return run_id


def moving(loan_id: int) -> list[Decimal]:
    """B_t of the planned records of a loan in force, the last first."""
    rows = db.session.scalars(
        select(ImpactRecord)
        .where(ImpactRecord.loan_id == loan_id, ImpactRecord.phase == Phase.PLANNED)
        .order_by(ImpactRecord.id.desc())
    )
    return [row.moving_kg for row in rows]


def test_a_possible_run_is_shown_with_what_it_saves(museums: Museums) -> None:
    two_far_loans(museums, NOW)
    page = transports_page(museums.technician, NOW)
    out, back = page.possible
    assert {out.kind, back.kind} == {RunKind.SHARED}
    assert out.saved_km > 300
    assert out.low_kg < out.saved_kg < out.high_kg
    assert len(out.stops) == 3
    assert transports_page(museums.team, NOW).possible
    assert transports_page(a_stranger(), NOW).possible == ()


def test_agreed_by_both_houses_it_shares_the_footprint(museums: Museums) -> None:
    loans = two_far_loans(museums, NOW)
    alone = {loan_id: moving(loan_id)[0] for loan_id in loans}
    run_id = proposed(museums, loans)
    assert {loan_id: moving(loan_id)[0] for loan_id in loans} == alone
    assert services.answer_run(museums.team, run_id, museums.borrower_id, True, "", NOW) is True
    run = db.session.get_one(TransportRun, run_id)
    assert run.state is RunState.AGREED
    assert sum(load.share_km for load in run.loads) == run.run_km
    shared = {loan_id: moving(loan_id)[0] for loan_id in loans}
    saved = sum(alone.values()) - sum(shared.values())
    assert abs(saved - run.saved_kg) <= Decimal("0.002")
    assert is_sound()
    assert all(same for _, same in recomputed())


def test_what_really_happened_is_shared_too(museums: Museums) -> None:
    loans = two_far_loans(museums, NOW)
    services.answer_run(museums.team, proposed(museums, loans), museums.borrower_id, True, "", NOW)
    leaves = NOW.replace(year=2027, month=8, day=2)
    for loan_id, unit in zip(loans, museums.units, strict=True):
        reports = [replace(reports_to_leave(loan_id)[0], unit_id=unit)]
        services.hand_over(museums.technician, loan_id, reports, leaves)
        services.take_back(museums.technician, loan_id, reports_to_return(loan_id), leaves + 20 * DAY)
    records = db.session.scalars(select(ImpactRecord).where(ImpactRecord.phase == Phase.ACTUAL)).all()
    journeys = {record.loan_id: read(Inputs, record.inputs).journey for record in records}
    shares = {load.loan_id: load.share_km for load in db.session.scalars(select(RunLoad))}
    assert {loan_id: journey.out_km for loan_id, journey in journeys.items()} == shares
    assert all(journey.back_km is None for journey in journeys.values())
    assert all(same for _, same in recomputed())


def test_one_refusal_ends_it(museums: Museums) -> None:
    loans = two_far_loans(museums, NOW)
    run_id = proposed(museums, loans)
    assert (
        services.answer_run(museums.team, run_id, museums.borrower_id, False, "Nous passons en train.", NOW) is False
    )
    assert db.session.get_one(TransportRun, run_id).state is RunState.DECLINED
    with pytest.raises(AlreadyAnswered):
        services.answer_run(museums.team, run_id, museums.borrower_id, True, "", NOW)
    assert proposed(museums, loans) != run_id


def test_a_way_is_in_one_run_at_a_time(museums: Museums) -> None:
    loans = two_far_loans(museums, NOW)
    proposed(museums, loans)
    with pytest.raises(NoSuchRun):
        proposed(museums, loans)
    assert {line.way for run in transports_page(museums.technician, NOW).possible for line in run.lines} == {Way.BACK}


def test_a_loan_that_changes_undoes_it_for_all(museums: Museums) -> None:
    loans = two_far_loans(museums, NOW)
    alone = moving(loans[1])[0]
    run_id = proposed(museums, loans)
    services.answer_run(museums.team, run_id, museums.borrower_id, True, "", NOW)
    assert moving(loans[1])[0] < alone
    services.cancel_loan(museums.team, loans[0], "L'exposition est reportée.", NOW)
    assert db.session.get_one(TransportRun, run_id).state is RunState.UNDONE
    assert moving(loans[1])[0] == alone
    assert is_sound()


def test_a_direct_leg_needs_the_lender_and_both_borrowers(museums: Museums) -> None:
    third = an_institution("Musée suivant", city="Nantes", now=NOW)
    team = a_person(third, Role.EXHIBITIONS, now=NOW)
    lille = an_exhibition(museums.team, museums.borrower_id, NOW, address="59000 Lille")
    paris = an_exhibition(team, third, NOW, address="75004 Paris", closes_on=date(2027, 9, 3))
    first = a_loan(museums, State.APPROVED, exhibition_id=lille, first_day=LEAVES, last_day=ENDS)
    later = ENDS + 3 * DAY
    next_one = replace(museums, borrower_id=third, team=team)
    second = a_loan(next_one, State.APPROVED, exhibition_id=paris, first_day=later, last_day=later + 11 * DAY)
    (run,) = (one for one in transports_page(museums.technician, NOW).possible if one.kind is RunKind.DIRECT)
    assert run.saved_km > 800
    assert transports_page(team, NOW).possible == ()
    keys = [(first, Way.BACK), (second, Way.OUT)]
    with pytest.raises(NotFound):
        services.propose_run(team, third, keys, NOW)
    run_id = services.propose_run(museums.technician, museums.lender_id, keys, NOW)
    assert run_id is not None
    assert services.answer_run(museums.team, run_id, museums.borrower_id, True, "", NOW) is False
    assert services.answer_run(team, run_id, third, True, "", NOW) is True
    assert is_sound()


def test_strangers_and_readers_answer_nothing(museums: Museums) -> None:
    loans = two_far_loans(museums, NOW)
    run_id = proposed(museums, loans)
    stranger = a_stranger()
    with pytest.raises(NotFound):
        services.answer_run(stranger, run_id, next(iter(stranger.institution_ids)), True, "", NOW)
    reader = a_person(museums.borrower_id, Role.READER)
    with pytest.raises(Forbidden):
        services.answer_run(reader, run_id, museums.borrower_id, True, "", NOW)
    with pytest.raises(NotFound):
        services.answer_run(museums.team, 999, museums.borrower_id, True, "", NOW)


def test_the_same_click_twice_proposes_once(museums: Museums) -> None:
    keys = [(loan_id, Way.OUT) for loan_id in two_far_loans(museums, NOW)]
    first = services.propose_run(museums.technician, museums.lender_id, keys, NOW, key="k")
    assert first is not None
    assert services.propose_run(museums.technician, museums.lender_id, keys, NOW, key="k") is None

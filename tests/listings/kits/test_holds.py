"""A kit and its members in one ledger, through every state of a loan."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.listings.domain.availability import HoldKind, HoldState, Period, free_units
from app.listings.domain.kits import KitIsMember, MemberIsKit, MemberOfItself, MemberQuantityOutOfRange
from app.listings.domain.refusals import NotEnoughUnits
from app.listings.domain.states import Condition
from app.listings.models import Allocation
from app.listings.queries.listing_page import listing_page
from app.listings.queries.pools import pools
from app.listings.services.kits import put_in_kit, take_out_of_kit
from app.listings.services.units import set_quantity
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.request import LineWanted
from app.loans.queries.checks import CHECKS
from tests.given.accounts import a_person, an_institution
from tests.given.listings import a_listing
from tests.given.loans import (
    FIRST_DAY,
    LAST_DAY,
    Museums,
    a_loan,
    a_request,
    reports_to_leave,
    reports_to_return,
    two_museums,
)

PERIOD = Period.of_days(FIRST_DAY, LAST_DAY)


def a_kit(now: datetime, *, kits: int = 2, lamps: int = 5, per_kit: int = 2, **lamp: int) -> tuple[Museums, int]:
    """Museums whose listing is a kit that takes *per_kit* of *lamps* spots; the spots' id."""
    museums = two_museums(quantity=kits, now=now, title="Lot lumière")
    spots = a_listing(museums.technician, museums.lender_id, "led_spot", lamps, "Projecteur LED", now=now, **lamp)
    put_in_kit(museums.technician, museums.listing_id, spots, per_kit, now=now)
    return museums, spots


def free(listing_id: int, now: datetime, period: Period[date] = PERIOD) -> int:
    db.session.rollback()
    found = pools([listing_id], now.date(), now=now)[listing_id]
    return free_units(found.pool, period)


def children(state: HoldState) -> int:
    """The units of members that kits hold in *state*."""
    db.session.rollback()
    summed = select(func.sum(Allocation.quantity)).where(Allocation.kind == HoldKind.KIT, Allocation.state == state)
    return db.session.scalar(summed) or 0


def all_is_well(now: datetime) -> bool:
    db.session.rollback()
    broken = {name: found for name, check in CHECKS.items() if (found := check(now))}
    assert not broken, broken
    return True


def at(day: date, now: datetime) -> datetime:
    return now + timedelta(days=(day - now.date()).days)


def test_a_kit_is_free_as_often_as_its_scarcest_member(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now, kits=5, lamps=5, per_kit=2)
    assert free(museums.listing_id, now) == 2
    assert free(spots, now) == 5
    put_in_kit(museums.technician, museums.listing_id, spots, 6, now=now)
    assert free(museums.listing_id, now) == 0
    take_out_of_kit(museums.technician, museums.listing_id, spots, now=now)
    assert free(museums.listing_id, now) == 5


def test_the_page_and_its_calendar_say_the_same(app: Flask, now: datetime) -> None:
    museums, _ = a_kit(now, kits=5, lamps=5)
    page = listing_page(museums.team, museums.listing_id, now, first_day=FIRST_DAY, last_day=LAST_DAY, quantity=3)
    assert page.box is not None
    assert page.box.found.free == 2
    assert isinstance(page.box.found.refusal, NotEnoughUnits)
    assert {day.free for month in page.months for week in month.weeks for day in week if day} == {2}


def test_a_request_takes_nothing_and_a_promise_takes_the_members(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    loan_id = a_loan(museums)
    assert (free(museums.listing_id, now), free(spots, now)) == (2, 5)
    services.accept_loan(museums.technician, loan_id, now)
    assert (free(museums.listing_id, now), free(spots, now)) == (1, 3)
    assert children(HoldState.RESERVED) == 2
    assert all_is_well(now)


def test_a_member_lent_alone_lessens_the_kit(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    a_loan(replace(museums, listing_id=spots), State.APPROVED, 4)
    assert (free(museums.listing_id, now), free(spots, now)) == (0, 1)
    with pytest.raises(NotEnoughUnits):
        services.request_loan(museums.team, a_request(museums), "", now)


def test_a_promise_that_came_too_late_is_refused(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now, lamps=2)
    kit, lamp = a_loan(museums), a_loan(replace(museums, listing_id=spots))
    services.accept_loan(museums.technician, lamp, now)
    with pytest.raises(NotEnoughUnits):
        services.accept_loan(museums.technician, kit, now)
    assert children(HoldState.RESERVED) == 0


def test_a_kit_and_its_member_in_one_request_are_counted_together(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now, lamps=5)
    both = (LineWanted(museums.listing_id, 2), LineWanted(spots, 2))
    with pytest.raises(NotEnoughUnits):
        services.request_loan(museums.team, a_request(museums, lines=both), "", now)
    fits = (LineWanted(museums.listing_id, 2), LineWanted(spots, 1))
    loan_id = services.request_loan(museums.team, a_request(museums, lines=fits), "", now)
    services.accept_loan(museums.technician, loan_id, now)
    assert free(spots, now) == 0
    assert all_is_well(now)


def test_two_kits_that_share_a_member_are_counted_together(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now, lamps=3)
    other = a_listing(museums.technician, museums.lender_id, "plinth", 1, "Lot socle", now=now)
    put_in_kit(museums.technician, other, spots, 2, now=now)
    with pytest.raises(NotEnoughUnits):
        services.request_loan(
            museums.team, a_request(museums, lines=(LineWanted(museums.listing_id), LineWanted(other))), "", now
        )


@pytest.mark.parametrize("by", ["cancelled", "no_show"])
def test_what_is_let_go_gives_the_members_back(app: Flask, now: datetime, by: str) -> None:
    museums, spots = a_kit(now)
    loan_id = a_loan(museums, State.APPROVED if by == "cancelled" else State.NO_SHOW)
    if by == "cancelled":
        services.cancel_loan(museums.team, loan_id, "Reporté.", now)
    later = at(LAST_DAY, now) + timedelta(days=2)
    after = now if by == "cancelled" else later
    assert (free(museums.listing_id, after), free(spots, after)) == (2, 5)
    assert children(HoldState.RESERVED) == 0
    assert all_is_well(after)


def test_members_leave_and_come_back_with_their_kit(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    loan_id = a_loan(museums, State.APPROVED, 2)
    first = at(FIRST_DAY, now)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id, count=1), first)
    assert (children(HoldState.OUT), children(HoldState.RESERVED)) == (2, 2)
    assert free(spots, first) == 1
    assert all_is_well(first)
    rest = [report for report in reports_to_leave(loan_id) if report.unit_id == museums.units[1]]
    services.hand_over(museums.technician, loan_id, rest, first)
    assert (children(HoldState.OUT), children(HoldState.RESERVED)) == (4, 0)
    early = at(date(2027, 3, 12), now)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id)[:1], early)
    after = Period.of_days(date(2027, 3, 15), LAST_DAY)
    assert (free(museums.listing_id, early, after), free(spots, early, after)) == (1, 3)
    assert all_is_well(early)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id), early)
    assert (free(museums.listing_id, early, after), free(spots, early, after)) == (2, 5)
    services.close_loan(museums.technician, loan_id, early)
    assert children(HoldState.CLOSED) >= 4
    assert all_is_well(early)


def test_members_rest_by_their_own_turnaround(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now, turnaround_days=3)
    a_loan(museums, State.RETURNED)
    end = at(LAST_DAY, now)
    monday = Period.of_days(date(2027, 3, 22), date(2027, 3, 22))
    assert (free(museums.listing_id, end, monday), free(spots, end, monday)) == (1, 3)
    thursday = Period.of_days(date(2027, 3, 25), date(2027, 3, 25))
    assert (free(museums.listing_id, end, thursday), free(spots, end, thursday)) == (2, 5)
    assert all_is_well(end)


def test_a_late_kit_keeps_its_members_until_a_new_day_is_said(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    loan_id = a_loan(museums, State.OUT)
    late = at(LAST_DAY, now) + timedelta(days=4)
    summer = Period.of_days(date(2027, 7, 5), date(2027, 7, 9))
    assert (free(museums.listing_id, late, summer), free(spots, late, summer)) == (1, 3)
    services.set_new_expected_return(museums.technician, loan_id, date(2027, 4, 2), late)
    assert (free(museums.listing_id, late, summer), free(spots, late, summer)) == (2, 5)
    assert all_is_well(late)


def test_a_broken_case_comes_back_with_sound_members(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    loan_id = a_loan(museums, State.OUT)
    end = at(LAST_DAY, now)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id, Condition.TO_REPAIR), end)
    april = Period.of_days(date(2027, 4, 5), date(2027, 4, 9))
    assert (free(museums.listing_id, end, april), free(spots, end, april)) == (1, 5)


def test_the_stock_of_a_member_stays_above_what_kits_promised(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    a_loan(museums, State.APPROVED, 2)
    with pytest.raises(Exception, match="promis"):
        set_quantity(museums.technician, spots, 3, now=now)
    set_quantity(museums.technician, spots, 4, now=now)


def test_changing_a_kit_changes_no_promise(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    loan_id = a_loan(museums, State.APPROVED)
    put_in_kit(museums.technician, museums.listing_id, spots, 1, now=now)
    assert free(spots, now) == 3
    take_out_of_kit(museums.technician, museums.listing_id, spots, now=now)
    first = at(FIRST_DAY, now)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id), first)
    assert children(HoldState.OUT) == 2
    assert all_is_well(first)


def test_a_kit_never_holds_a_kit_nor_itself_nor_somebody_elses(app: Flask, now: datetime) -> None:
    museums, spots = a_kit(now)
    technician, lender = museums.technician, museums.lender_id
    third = a_listing(technician, lender, "plinth", 1, "Socle", now=now)
    with pytest.raises(MemberIsKit):
        put_in_kit(technician, third, museums.listing_id, 1, now=now)
    with pytest.raises(KitIsMember):
        put_in_kit(technician, spots, third, 1, now=now)
    with pytest.raises(MemberOfItself):
        put_in_kit(technician, third, third, 1, now=now)
    with pytest.raises(MemberQuantityOutOfRange):
        put_in_kit(technician, museums.listing_id, third, 0, now=now)
    stranger = an_institution(now=now)
    theirs = a_listing(a_person(stranger, now=now), stranger, now=now)
    with pytest.raises(NotFound):
        put_in_kit(technician, museums.listing_id, theirs, 1, now=now)
    with pytest.raises((NotFound, Forbidden)):
        put_in_kit(museums.team, museums.listing_id, third, 1, now=now)

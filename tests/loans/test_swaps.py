"""A broken unit is replaced: counts, calendar and figures stay true, and what others count on does not leave."""

from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import User
from app.core.db import db
from app.core.errors import Forbidden
from app.core.verification import run_all
from app.impact.models import ImpactRecord
from app.listings.domain.refusals import NotEnoughUnits, UnitNotFree
from app.listings.domain.states import Condition
from app.listings.models import Unit
from app.loans import queries, services
from app.loans.domain.lifecycle import State
from app.loans.domain.refusals import NotAtThisTime, NotInThisLoan
from app.loans.domain.request import UnitReport
from app.loans.models import UnitSwap
from app.loans.queries.checks import CHECKS
from tests.conftest import NOW, Clock
from tests.given.loans import (
    FIRST_DAY,
    LAST_DAY,
    Museums,
    a_loan,
    reports_to_leave,
    reports_to_return,
    the_loan,
    two_museums,
    units_out,
)  # fmt: skip
from tests.pages import Browser

THEN = datetime.combine(FIRST_DAY + timedelta(days=2), NOW.timetz())
LAST = datetime.combine(LAST_DAY, NOW.timetz())


def swap(museums: Museums, loan_id: int, old: int, new: int, condition: Condition = Condition.TO_REPAIR) -> None:
    back = UnitReport(old, condition, "Ne s'allume plus.")
    services.swap_unit(museums.technician, loan_id, back, UnitReport(new, Condition.GOOD), THEN)
    db.session.rollback()


def sound(now: datetime) -> bool:
    return all(not check(now) for check in CHECKS.values())


def test_the_broken_one_leaves_the_pool_and_the_other_counts_in_its_place(app: Flask) -> None:
    museums = two_museums(quantity=3)
    loan_id = a_loan(museums, State.OUT, 2)
    one, two, three = museums.units
    swap(museums, loan_id, one, three)
    assert sorted(units_out(loan_id)) == [two, three]
    assert db.session.get_one(Unit, one).out_of_service_from == THEN.date()
    page = queries.loan_page(museums.technician, loan_id, THEN)
    assert [line.left for line in page.lines] == [0]
    assert sound(THEN)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id), LAST)
    assert the_loan(loan_id).state is State.RETURNED
    assert sound(LAST)


def test_a_unit_that_came_back_does_not_leave_again_with_the_same_loan(app: Flask) -> None:
    """Found by the model of the whole life: the rest of a line was handed over with the unit just swapped out."""
    museums = two_museums(quantity=3)
    loan_id = a_loan(museums, State.APPROVED, 2)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id, count=1), THEN)
    [out] = units_out(loan_id)
    instead, other = (one for one in museums.units if one != out)
    swap(museums, loan_id, out, instead, Condition.GOOD)
    page = queries.loan_page(museums.technician, loan_id, THEN)
    [line] = queries.desk_lines(page, THEN)
    assert [one.id for one in line.candidates] == [other]
    with pytest.raises(UnitNotFree):
        services.hand_over(museums.technician, loan_id, [UnitReport(out, Condition.GOOD)], THEN)
    services.hand_over(museums.technician, loan_id, [UnitReport(other, Condition.GOOD)], THEN)
    assert sorted(units_out(loan_id)) == sorted([instead, other])
    assert sound(THEN)


def test_what_is_left_to_hand_over_stays(app: Flask) -> None:
    museums = two_museums(quantity=3)
    loan_id = a_loan(museums, State.APPROVED, 2)
    services.hand_over(museums.technician, loan_id, reports_to_leave(loan_id, count=1), THEN)
    out = units_out(loan_id)[0]
    others = [unit for unit in museums.units if unit != out]
    swap(museums, loan_id, out, others[0])
    assert [line.left for line in queries.loan_page(museums.technician, loan_id, THEN).lines] == [1]
    services.hand_over(museums.technician, loan_id, [UnitReport(others[1], Condition.GOOD)], THEN)
    assert sound(THEN)


def test_each_is_counted_for_its_own_days(app: Flask) -> None:
    museums = two_museums(quantity=2)
    loan_id = a_loan(museums, State.OUT, 1)
    one, two = museums.units
    swap(museums, loan_id, one, two)
    services.take_back(museums.technician, loan_id, reports_to_return(loan_id), LAST)
    services.close_loan(museums.technician, loan_id, LAST)
    db.session.rollback()
    actual = db.session.scalars(select(ImpactRecord).filter_by(loan_id=loan_id, phase="actual")).all()
    assert len(actual) == 2
    assert {name: found for name, found in run_all(LAST).items() if found} == {}


def test_what_others_count_on_does_not_leave(app: Flask) -> None:
    museums = two_museums(quantity=2)
    loan_id = a_loan(museums, State.OUT, 1)
    a_loan(museums, State.APPROVED, 1, first_day=FIRST_DAY + timedelta(days=3))
    one, two = museums.units
    with pytest.raises(NotEnoughUnits):
        swap(museums, loan_id, one, two)
    db.session.rollback()
    assert units_out(loan_id) == [one] and sound(THEN)


def test_what_cannot_be_swapped_is_refused(app: Flask) -> None:
    museums = two_museums(quantity=3)
    loan_id = a_loan(museums, State.OUT, 2)
    one, two, three = museums.units
    with pytest.raises(UnitNotFree):
        swap(museums, loan_id, one, two)
    with pytest.raises(NotInThisLoan):
        swap(museums, loan_id, three, one)
    back, leaving = UnitReport(one, Condition.GOOD), UnitReport(three, Condition.GOOD)
    with pytest.raises(Forbidden):
        services.swap_unit(museums.team, loan_id, back, leaving, THEN)
    with pytest.raises(NotAtThisTime):
        services.swap_unit(museums.technician, loan_id, back, leaving, LAST + timedelta(days=1))
    for _ in range(2):
        services.swap_unit(museums.technician, loan_id, back, leaving, THEN, key="s" * 32)
    assert len(db.session.scalars(select(UnitSwap)).all()) == 1


def test_the_page_offers_what_is_free_and_says_when_nothing_is(app: Flask, clock: Clock) -> None:
    museums = two_museums(quantity=3)
    loan_id = a_loan(museums, State.OUT, 2)
    one, two, three = museums.units
    clock.at(THEN)
    db.session.rollback()

    visitor = Browser(app).sign_in(db.session.get_one(User, museums.technician.user_id).email)
    assert f"/exemplaires/{one}/echange" in visitor.get(f"/prets/{loan_id}").text
    path = f"/prets/{loan_id}/exemplaires/{one}/echange"
    assert "Celui qui part" in visitor.get(path).text
    typed = {"back_condition": "to_repair", "back_note": "Dalle fendue", "unit_id": str(three), "condition": "good"}
    visitor.post(path, {**typed, "once": "c" * 32})
    assert sorted(units_out(loan_id)) == [two, three]
    visitor.get(path, 404)
    assert "Aucun autre exemplaire" in visitor.get(f"/prets/{loan_id}/exemplaires/{two}/echange").text

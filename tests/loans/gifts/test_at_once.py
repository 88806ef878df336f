"""Two answers at one instant: the last units go once."""

from datetime import datetime
from functools import partial

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.loans.domain.gifts.life import GiftState
from app.loans.models import Gift, GiftUnit
from app.loans.queries.gifts.checks import CHECKS
from app.loans.services import accept_loan
from app.loans.services import gifts as services
from tests.given.gifts import a_gift_request, an_answer, two_houses
from tests.given.loans import a_loan
from tests.loans.gifts.test_services import _other_request, as_museums
from tests.loans.test_two_at_once import released

ROUNDS = 8


def approving(houses, gift_id: int, now: datetime):  # type: ignore[no-untyped-def]
    return partial(services.approve_gift, houses.technician, gift_id, an_answer(houses, 1), now)


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_two_approvals_of_the_last_unit_give_it_once(app: Flask, now: datetime, round_: int) -> None:
    houses = two_houses(quantity=1)
    asked = [a_gift_request(houses), _other_request(houses, 1)]
    released(app, [approving(houses, gift_id, now) for gift_id in asked])
    states = db.session.scalars(select(Gift.state).order_by(Gift.state)).all()
    assert sorted(states) == [GiftState.APPROVED, GiftState.REQUESTED]
    assert db.session.scalar(select(func.count(GiftUnit.id))) == 1
    assert [said for check in CHECKS.values() for said in check(now)] == []


@pytest.mark.parametrize("round_", range(ROUNDS))
def test_a_gift_and_a_loan_of_the_last_unit_do_not_both_get_it(app: Flask, now: datetime, round_: int) -> None:
    houses = two_houses(quantity=1)
    loan_id = a_loan(as_museums(houses))
    gift_id = a_gift_request(houses)
    verbs = [approving(houses, gift_id, now), partial(accept_loan, houses.technician, loan_id, now)]
    results = released(app, verbs)
    assert sum(result == "done" for result in results) == 1, results

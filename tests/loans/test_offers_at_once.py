"""Answers that meet at one instant, with real sessions and threads: one wins, nothing is promised twice."""

from collections import Counter
from datetime import datetime
from functools import partial

from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.listings.domain.availability import HoldState
from app.listings.models import Allocation
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.proposals import CounterOffer, OfferedLine
from app.loans.queries.checks import CHECKS
from tests.given.loans import FIRST_DAY, LAST_DAY, Museums, a_loan, the_loan, two_museums
from tests.loans.test_two_at_once import kinds, released

BLOCKING = (HoldState.HOLD, HoldState.RESERVED)
ROUNDS = 6


def taken() -> int:
    return db.session.scalar(select(func.sum(Allocation.quantity)).where(Allocation.state.in_(BLOCKING))) or 0


def an_offer(museums: Museums, loan_id: int, quantity: int) -> CounterOffer:
    line = the_loan(loan_id).lines[0].id
    return CounterOffer(FIRST_DAY, LAST_DAY, (OfferedLine(museums.listing_id, quantity, line),))


def clear(museums: Museums, *loans: int, now: datetime) -> None:
    """Give everything back before the next round."""
    for loan_id in loans:
        state = the_loan(loan_id).state
        if state in (State.REQUESTED, State.COUNTERED, State.APPROVED):
            services.cancel_loan(museums.team, loan_id, "Tour suivant.", now)
    assert taken() == 0


def test_parts_of_two_requests_never_add_up_to_more_than_there_is(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=3)
    for _ in range(ROUNDS):
        loans = [a_loan(museums, quantity=3) for _ in range(4)]
        verbs = [
            partial(services.accept_loan, museums.technician, id, now, quantities={the_loan(id).lines[0].id: 2})
            for id in loans
        ]
        results = released(app, verbs)
        assert kinds(results) == {"str": 1, "NotEnoughUnits": 3}, results
        assert taken() == 2
        clear(museums, *loans, now=now)
    assert all(not check(now) for check in CHECKS.values())


def test_a_proposal_against_the_acceptance_of_a_rival_leaves_one_of_them(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=3)
    won: Counter[str] = Counter()
    for _ in range(ROUNDS):
        proposed, rival = a_loan(museums, quantity=3), a_loan(museums, quantity=2)
        offer = an_offer(museums, proposed, 2)
        results = released(
            app,
            [
                partial(services.counter_loan, museums.technician, proposed, offer, now),
                partial(services.accept_loan, museums.technician, rival, now),
            ],
        )
        assert kinds(results) == {"str": 1, "NotEnoughUnits": 1}, results
        assert taken() == 2
        won["counter" if isinstance(results[0], str) else "accept"] += 1
        clear(museums, proposed, rival, now=now)
    assert all(not check(now) for check in CHECKS.values())


def test_a_proposal_accepted_and_withdrawn_at_once_is_one_of_them(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=2)
    for _ in range(ROUNDS):
        loan_id = a_loan(museums, quantity=2)
        services.counter_loan(museums.technician, loan_id, an_offer(museums, loan_id, 1), now)
        results = released(
            app,
            [
                partial(services.accept_loan, museums.team, loan_id, now),
                partial(services.withdraw_proposal, museums.technician, loan_id, now),
            ]
            * 2,
        )
        assert sum(isinstance(result, str) for result in results) == 1, results
        assert (the_loan(loan_id).state, taken()) in ((State.APPROVED, 1), (State.REQUESTED, 0))
        clear(museums, loan_id, now=now)
    assert all(not check(now) for check in CHECKS.values())


def test_a_proposal_accepted_while_the_job_ends_it_is_one_of_them(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=2)
    loan_id = a_loan(museums, quantity=2)
    services.counter_loan(museums.technician, loan_id, an_offer(museums, loan_id, 1), now)
    late = the_loan(loan_id).expires_at
    accept = partial(services.accept_loan, museums.team, loan_id, late)
    results = released(app, [accept, partial(services.expire_requests, late), accept])
    assert isinstance(results[1], str), results
    assert not isinstance(results[0], str) and not isinstance(results[2], str), results
    assert (the_loan(loan_id).state, taken()) == (State.EXPIRED, 0)

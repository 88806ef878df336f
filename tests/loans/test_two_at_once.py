"""Several at the same instant, with real sessions and real threads: one wins, the others are told."""

from collections import Counter
from collections.abc import Callable
from datetime import datetime
from functools import partial
from threading import Barrier, Thread

import pytest
from flask import Flask
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Busy
from app.listings.domain.availability import HoldState
from app.listings.domain.refusals import NotEnoughUnits
from app.listings.domain.states import Condition
from app.listings.models import Allocation
from app.loans import services
from app.loans.domain.lifecycle import MoveNotAllowed, State
from app.loans.domain.refusals import NotInThisLoan
from app.loans.domain.request import LineWanted, UnitReport
from app.loans.models import ConditionReport, Loan
from app.loans.queries.checks import CHECKS
from tests.given.listings import a_listing
from tests.given.loans import Museums, a_loan, a_request, the_loan, two_museums

AT_ONCE = 8
ROUNDS = 10


def released(app: Flask, verbs: list[Callable[[], object]]) -> list[object]:
    """What became of *verbs*, each in a thread and session of its own, all released by one barrier."""
    barrier = Barrier(len(verbs))
    results: list[object] = [None] * len(verbs)

    def run(position: int) -> None:
        with app.app_context():
            barrier.wait()
            try:
                results[position] = verbs[position]() or "done"
            except Exception as error:
                results[position] = error
            finally:
                db.session.remove()

    threads = [Thread(target=run, args=(n,)) for n in range(len(verbs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    db.session.rollback()
    return results


def kinds(results: list[object]) -> Counter[str]:
    return Counter(type(result).__name__ for result in results)


def accepting(museums: Museums, loan_id: int, now: datetime) -> Callable[[], object]:
    return partial(services.accept_loan, museums.technician, loan_id, now)


def test_two_museums_cannot_book_the_last_unit(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1)
    for _ in range(ROUNDS):
        loans = [services.request_loan(museums.team, a_request(museums), "", now) for _ in range(AT_ONCE)]
        results = released(app, [accepting(museums, loan_id, now) for loan_id in loans])
        assert kinds(results) == {"str": 1, "NotEnoughUnits": AT_ONCE - 1}, results
        winner = loans[[isinstance(result, str) for result in results].index(True)]
        blocking = select(func.sum(Allocation.quantity)).where(Allocation.state == HoldState.RESERVED)
        assert db.session.scalar(blocking) == 1
        services.cancel_loan(museums.team, winner, "Tour suivant.", now)
    assert all(not check(now) for check in CHECKS.values())


def test_five_units_go_to_exactly_five(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=5)
    loans = [services.request_loan(museums.team, a_request(museums), "", now) for _ in range(12)]
    results = released(app, [accepting(museums, loan_id, now) for loan_id in loans])
    assert kinds(results) == {"str": 5, "NotEnoughUnits": 7}


def test_orders_of_two_lines_in_opposite_order_never_deadlock(app: Flask, now: datetime) -> None:
    museums = two_museums(quantity=1)
    other = a_listing(museums.technician, museums.lender_id, "plinth", 1, "Socle")
    for _ in range(8):
        orders = [(museums.listing_id, other), (other, museums.listing_id)] * 3
        loans = [
            services.request_loan(museums.team, a_request(museums, lines=tuple(map(LineWanted, order))), "", now)
            for order in orders
        ]
        results = released(app, [accepting(museums, loan_id, now) for loan_id in loans])
        assert kinds(results) == {"str": 1, "NotEnoughUnits": 5}, results
        winner = loans[[isinstance(result, str) for result in results].index(True)]
        services.cancel_loan(museums.team, winner, "Tour suivant.", now)


def test_one_request_sent_twenty_times_at_once_is_one_loan(app: Flask, now: datetime) -> None:
    museums = two_museums()
    wanted = a_request(museums)
    results = released(app, [lambda: services.request_loan(museums.team, wanted, "une-clef", now)] * 20)
    assert kinds(results) == {"int": 20}, results
    assert len(set(results)) == 1
    assert db.session.scalar(select(func.count(Loan.id))) == 1
    assert db.session.scalar(select(func.count(Allocation.id))) == 1


def test_one_loan_accepted_by_many_is_accepted_once(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums)
    results = released(app, [accepting(museums, loan_id, now)] * AT_ONCE)
    assert kinds(results) == {"str": 1, "MoveNotAllowed": AT_ONCE - 1}
    assert the_loan(loan_id).state is State.APPROVED


def test_a_unit_received_by_two_people_comes_back_once(app: Flask, now: datetime) -> None:
    museums = two_museums()
    loan_id = a_loan(museums, State.OUT, 2)
    back = datetime.fromisoformat("2027-03-19T15:00:00+00:00")
    report = [UnitReport(museums.units[0], Condition.GOOD)]
    results = released(app, [partial(services.take_back, museums.technician, loan_id, report, back)] * AT_ONCE)
    assert kinds(results) == {"str": 1, "NotInThisLoan": AT_ONCE - 1}
    assert db.session.scalar(select(func.count(ConditionReport.id))) == 3


def test_an_answer_and_a_withdrawal_at_once_leave_one_of_them(app: Flask, now: datetime) -> None:
    museums = two_museums()
    for _ in range(6):
        loan_id = a_loan(museums)
        results = released(
            app,
            [
                accepting(museums, loan_id, now),
                partial(services.refuse_loan, museums.technician, loan_id, "Non.", now),
            ]
            * 3,
        )
        assert sum(isinstance(result, str) for result in results) == 1
        assert the_loan(loan_id).state in (State.APPROVED, State.REFUSED)
        if the_loan(loan_id).state is State.APPROVED:
            services.cancel_loan(museums.team, loan_id, "Tour suivant.", now)
    assert all(not check(now) for check in CHECKS.values())


def test_three_schedulers_write_each_reminder_once(app: Flask, now: datetime) -> None:
    from app.core import jobs
    from app.core.mail import OutboxMail
    from app.loans.jobs import JOBS

    museums = two_museums()
    a_loan(museums, State.APPROVED)
    eve = datetime.fromisoformat("2027-03-07T08:00:00+00:00")
    before = db.session.scalar(select(func.count(OutboxMail.id)))
    released(app, [lambda: jobs.tick(JOBS, eve)] * 3)
    assert db.session.scalar(select(func.count(OutboxMail.id))) == (before or 0) + 2


@pytest.mark.parametrize("refusal", [NotEnoughUnits, MoveNotAllowed, NotInThisLoan, Busy])
def test_who_loses_is_answered_409_or_told_to_reload(refusal: type[Exception]) -> None:
    assert refusal.status in (409, 422)  # type: ignore[attr-defined]

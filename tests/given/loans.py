"""Loans for tests, made by the verbs themselves: asked, accepted, handed over, taken back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.listings.domain.states import Condition
from app.loans import services
from app.loans.domain.lifecycle import State
from app.loans.domain.proposals import CounterOffer, OfferedLine
from app.loans.domain.request import LineWanted, LoanRequest, UnitReport
from app.loans.domain.words import Alternative, Evidence
from app.loans.models import Loan, LoanLine, LoanUnit
from tests.conftest import NOW
from tests.given.accounts import a_person, an_institution
from tests.given.exhibitions import an_exhibition
from tests.given.listings import a_listing, unit_ids

FIRST_DAY, LAST_DAY = date(2027, 3, 8), date(2027, 3, 19)
"""A Monday and a Friday: both ends of a loan are open days."""


@dataclass(frozen=True, slots=True)
class Museums:
    """A lender with a technician and a listing of two units, a borrower with its team and an exhibition."""

    lender_id: int
    technician: Actor
    listing_id: int
    borrower_id: int
    team: Actor
    exhibition_id: int

    @property
    def units(self) -> list[int]:
        """The physical objects."""
        return unit_ids(self.listing_id)


def two_museums(quantity: int = 2, now: datetime = NOW, **listing: Any) -> Museums:
    """Somebody who lends and somebody who borrows."""
    lender_id, borrower_id = (
        an_institution("Musée prêteur", now=now),
        an_institution("Musée emprunteur", city="Lille", now=now),
    )
    technician = a_person(lender_id, Role.TECHNICIAN, now=now)
    team = a_person(borrower_id, Role.EXHIBITIONS, now=now)
    listing_id = a_listing(technician, lender_id, quantity=quantity, now=now, **listing)
    return Museums(lender_id, technician, listing_id, borrower_id, team, an_exhibition(team, borrower_id, now))


def a_request(museums: Museums, quantity: int = 1, **said: Any) -> LoanRequest:
    """What the team asks for: one unit for twelve days in March 2027, unless said otherwise."""
    usual: dict[str, Any] = {
        "lines": (LineWanted(museums.listing_id, quantity),),
        "exhibition_id": museums.exhibition_id,
        "first_day": FIRST_DAY,
        "last_day": LAST_DAY,
        "alternative": Alternative.NEW,
        "evidence": Evidence.E2,
    }
    return LoanRequest(**(usual | said))


def a_loan(
    museums: Museums | None = None,
    state: State = State.REQUESTED,
    quantity: int = 1,
    *,
    asked_at: datetime = NOW,
    condition: Condition = Condition.GOOD,
    **said: Any,
) -> int:
    """A loan that lived until *state* by its verbs, on plausible days; its id. It leaves at 10:00 on its first day
    and comes back on its last."""
    museums = museums or two_museums(quantity=max(2, quantity), now=asked_at)
    request = a_request(museums, quantity, **said)
    loan_id = services.request_loan(museums.team, request, "", asked_at)
    start, end = _at(request.first_day, asked_at), _at(request.last_day, asked_at)
    technician = museums.technician
    if state in (State.REFUSED, State.CANCELLED, State.EXPIRED):
        _stop(museums, loan_id, state, asked_at)
    if state is State.COUNTERED:
        services.counter_loan(technician, loan_id, an_offer(loan_id), asked_at)
        return loan_id
    if state in (State.REQUESTED, State.REFUSED, State.CANCELLED, State.EXPIRED):
        return loan_id
    services.accept_loan(technician, loan_id, asked_at)
    if state is State.NO_SHOW:
        services.record_no_shows(end + timedelta(days=1))
    if state in (State.APPROVED, State.NO_SHOW):
        return loan_id
    services.hand_over(technician, loan_id, reports_to_leave(loan_id), start)
    if state is State.OUT:
        return loan_id
    services.take_back(technician, loan_id, reports_to_return(loan_id, condition), end)
    if state is State.CLOSED:
        services.close_loan(technician, loan_id, end)
    return loan_id


def an_offer(loan_id: int) -> CounterOffer:
    """The same a day shorter: what a lender proposes instead."""
    loan = the_loan(loan_id)
    lines = tuple(OfferedLine(line.listing_id, line.quantity, line.id) for line in loan.lines)
    return CounterOffer(loan.starts_on + timedelta(days=1), loan.ends_on, lines)


def reports_to_leave(
    loan_id: int, condition: Condition = Condition.GOOD, count: int | None = None
) -> list[UnitReport]:
    """A report on the first units of each line, as many as were agreed (or *count*)."""
    lines = db.session.execute(select(LoanLine.listing_id, LoanLine.quantity).filter_by(loan_id=loan_id)).all()
    chosen = [unit for listing_id, quantity in lines for unit in unit_ids(listing_id)[: count or quantity]]
    return [UnitReport(unit_id, condition) for unit_id in chosen]


def reports_to_return(loan_id: int, condition: Condition = Condition.GOOD) -> list[UnitReport]:
    """A report on every unit that is out."""
    return [UnitReport(unit_id, condition) for unit_id in units_out(loan_id)]


def units_out(loan_id: int) -> Sequence[int]:
    """The units of a loan that are not back."""
    out = (
        select(LoanUnit.unit_id)
        .join(LoanLine)
        .where(LoanLine.loan_id == loan_id, LoanUnit.returned_at.is_(None))
        .order_by(LoanUnit.id)
    )
    return list(db.session.scalars(out))


def the_loan(loan_id: int) -> Loan:
    """The row as it stands now."""
    db.session.expire_all()
    return db.session.get_one(Loan, loan_id)


def _stop(museums: Museums, loan_id: int, state: State, now: datetime) -> None:
    if state is State.REFUSED:
        services.refuse_loan(museums.technician, loan_id, "Il est promis à notre propre exposition.", now)
    elif state is State.CANCELLED:
        services.cancel_loan(museums.team, loan_id, "L'exposition est reportée.", now)
    else:
        services.expire_requests(the_loan(loan_id).expires_at)


def _at(day: date, asked_at: datetime) -> datetime:
    """Ten in the morning of *day*; never before the request."""
    days = (day - local_day(asked_at)).days
    return max(asked_at, asked_at.replace(hour=9, minute=0) + timedelta(days=days))

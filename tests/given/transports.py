"""Loans that could travel together, made by the verbs themselves."""

from datetime import date, datetime

from app.loans.domain.lifecycle import State
from tests.given.exhibitions import an_exhibition
from tests.given.loans import Museums, a_loan

LEAVES, ENDS = date(2027, 8, 2), date(2027, 8, 27)
"""A Monday and a Friday."""


def two_far_loans(museums: Museums, now: datetime, state: State = State.APPROVED) -> list[int]:
    """One unit for a show in Paris and one for a show in Lille, over the same days: one van passes by both."""
    loans = []
    for city, address in (("Paris", "75004 Paris"), ("Lille", "59000 Lille")):
        show = an_exhibition(
            museums.team, museums.borrower_id, now, title=f"Loin, à {city}", address=address,
            opens_on=date(2027, 8, 5), closes_on=date(2027, 8, 20),
        )  # fmt: skip
        loans.append(a_loan(museums, state, asked_at=now, exhibition_id=show, first_day=LEAVES, last_day=ENDS))
    return loans

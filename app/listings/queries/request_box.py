"""The answer to "may I have it on these days?", with what is in the way and what to propose instead."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.db import db
from app.listings.domain.availability import Answer, Period, answer
from app.listings.domain.rules import LoanRules, failed_rule
from app.listings.models import Allocation
from app.listings.queries.pools import ListingPool


@dataclass(frozen=True, slots=True)
class Blocking:
    """A line in the way, days both included; *who* is known to the lender's own people only."""

    first_day: date
    last_day: date
    quantity: int
    is_late: bool
    who: str | None


@dataclass(frozen=True, slots=True)
class RequestBox:
    """The answer for the asked days: *found* explains itself, *blocking* is what this person may know of it."""

    first_day: date
    last_day: date
    quantity: int
    found: Answer[date]
    blocking: tuple[Blocking, ...]


def request_box(pool: ListingPool, first: date, last: date, quantity: int, today: date, is_own: bool) -> RequestBox:
    """Judge the asked days by the one formula and the site's rules; *is_own* lets names through.

    Raises ``EndBeforeStart``, ``NoSuchDay`` and ``QuantityNotPositive``.
    """
    rules = LoanRules(open_days=pool.open_days)
    found = answer(
        pool.pool,
        Period.of_days(first, last),
        quantity,
        failed_rule=lambda period: failed_rule(rules, period, today),
        longest=rules.longest,
    )
    who = _borrowers(hold.ref for hold in found.blocking) if is_own and found.blocking else {}
    blocking = tuple(
        Blocking(
            first_day=hold.start,
            last_day=Period(hold.start, hold.end).last_day,
            quantity=hold.remaining,
            is_late=hold.is_overdue(today),
            who=who.get(hold.ref),
        )
        for hold in found.blocking
    )
    return RequestBox(first, last, quantity, found, blocking)


def _borrowers(refs: Iterable[str | int | None]) -> dict[str | int | None, str]:
    """The institution behind each hold, by allocation id."""
    joined = select(Allocation.id, Institution.name).join(
        Institution, Institution.id == Allocation.for_institution_id
    )
    return {row.id: row.name for row in db.session.execute(joined.where(Allocation.id.in_([*refs])))}

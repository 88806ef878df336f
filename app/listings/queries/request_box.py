"""The answer to "may I have it on these days?", with what is in the way and what to propose instead."""

from dataclasses import dataclass
from datetime import date

from app.listings.domain.availability import Answer, HoldKind, Period, answer
from app.listings.domain.rules import failed_rule
from app.listings.queries.pools import ListingPool
from app.listings.queries.takers import takers

OWN_WORK = frozenset({HoldKind.BLOCKOUT, HoldKind.MAINTENANCE, HoldKind.TRANSIT})
"""What the lender does with its own object: nobody else has it."""


@dataclass(frozen=True, slots=True)
class Blocking:
    """A line in the way, days both included; *who* is known to the lender's own people only."""

    first_day: date
    last_day: date
    quantity: int
    is_late: bool
    is_own_work: bool
    who: str | None


@dataclass(frozen=True, slots=True)
class RequestBox:
    """The answer for the asked days: *found* explains itself, *blocking* is what this person may know of it."""

    first_day: date
    last_day: date
    quantity: int
    found: Answer[date]
    blocking: tuple[Blocking, ...]

    @property
    def lacking(self) -> int:
        """The units that are not free here, and may be elsewhere."""
        return max(0, self.quantity - self.found.most_units)


def request_box(pool: ListingPool, first: date, last: date, quantity: int, today: date, is_own: bool) -> RequestBox:
    """Judge the asked days by the one formula and the site's rules; *is_own* lets names through.

    Raises ``EndBeforeStart``, ``NoSuchDay`` and ``QuantityNotPositive``.
    """
    rules = pool.rules
    found = answer(
        pool.pool,
        Period.of_days(first, last),
        quantity,
        failed_rule=lambda period: failed_rule(rules, period, today),
        longest=rules.longest,
    )
    who = takers(hold.ref for hold in found.blocking) if is_own else {}
    blocking = tuple(
        Blocking(
            first_day=hold.start,
            last_day=Period(hold.start, hold.end).last_day,
            quantity=hold.remaining,
            is_late=hold.is_overdue(today),
            is_own_work=hold.kind in OWN_WORK,
            who=who.get(hold.ref) or None,
        )
        for hold in found.blocking
    )
    return RequestBox(first, last, quantity, found, blocking)

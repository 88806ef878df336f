"""Moves that have their day: the table says whether, the dates say when."""

from dataclasses import dataclass
from datetime import date, datetime

from app.loans.domain.expiry import is_expired
from app.loans.domain.lifecycle import Action, State

ANSWERS = frozenset({Action.ACCEPT, Action.COUNTER, Action.REQUEST, Action.WITHDRAW})
"""What keeps a request alive: too late once it has expired, even if no job has noticed yet."""


@dataclass(frozen=True, slots=True)
class Dates:
    """What of a loan decides when. Days are inclusive and those of the lender; *expected_on* is the new return
    day that the lender entered once the loan was late."""

    starts_on: date
    ends_on: date
    expires_at: datetime
    expected_on: date | None = None

    @property
    def last_day(self) -> date:
        """The day on which everything should be back."""
        return self.expected_on or self.ends_on


def is_timely(action: Action, state: State, dates: Dates, today: date, now: datetime) -> bool:
    """Whether the day for *action* has come and is not over.

    An answer comes before the expiry, a first hand-over not after the last day; nobody is missing before the
    first day is over.
    """
    if action in ANSWERS:
        return not is_expired(dates.expires_at, now)
    if action is Action.HAND_OVER:
        return today <= dates.ends_on
    if action is Action.MARK_NO_SHOW:
        return today > dates.starts_on
    if action is Action.EXPIRE:
        return is_expired(dates.expires_at, now)
    return True

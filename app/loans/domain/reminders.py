"""Which reminders fall due: at 09:00 on the wall of each institution, whatever its zone and the season.

>>> from datetime import date
>>> wall_clock(date(2026, 3, 28), "Europe/Paris").isoformat()
'2026-03-28T08:00:00+00:00'
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.loans.domain.expiry import end_of_day
from app.loans.domain.lifecycle import Side, State

AT = time(9)
DAY_BEFORE = timedelta(days=-1)
OVERDUE_AFTER_DAYS = (1, 3, 7)
OVERDUE_EVERY_DAYS = 7


class ReminderKind(StrEnum):
    """What is about to happen, or has not happened."""

    ANSWER = "answer"
    HAND_OVER = "hand_over"
    RETURN = "return"
    OVERDUE = "overdue"


@dataclass(frozen=True, slots=True)
class LoanDates:
    """What of a loan matters to reminders. Days are inclusive; *expires_at* only for a request. *road_home*: the days
    on which the objects travel after the last one."""

    loan_id: int
    state: State
    starts_on: date
    ends_on: date
    lender_zone: str
    borrower_zone: str
    expires_at: datetime | None = None
    road_home: int = 0

    @property
    def home_on(self) -> date:
        """The day by which everything should be back at the lender's."""
        return self.ends_on + timedelta(days=self.road_home)

    def zone(self, side: Side) -> str:
        """The IANA time zone of *side*'s institution."""
        return self.lender_zone if side is Side.LENDER else self.borrower_zone


@dataclass(frozen=True, slots=True)
class Reminder:
    """One message to one side. *due_on* is the local day of sending, *at* the instant, *about* the day it is
    about; ``key`` is the same however often it is computed, so that it is sent once."""

    loan_id: int
    kind: ReminderKind
    side: Side
    due_on: date
    about: date
    at: datetime

    @property
    def key(self) -> str:
        """A stable name: loan, kind, due day, side."""
        return f"loan-{self.loan_id}-{self.kind}-{self.due_on.isoformat()}-{self.side}"


def wall_clock(day: date, zone: str) -> datetime:
    """09:00 of *day* in *zone*, as an instant in UTC."""
    return datetime.combine(day, AT, ZoneInfo(zone)).astimezone(UTC)


def due_reminders(loans: Iterable[LoanDates], now: datetime) -> list[Reminder]:
    """The reminders that should have left by *now* and still make sense; the earliest first.

    The caller remembers the keys it has sent. After an outage nothing stale is sent: a reminder dies with the
    day it is about, and of several missed overdue reminders only the latest is given.
    """
    due = [reminder for loan in loans for reminder in _of(loan, now) if reminder.at <= now]
    return sorted(due, key=lambda reminder: (reminder.at, reminder.key))


def _of(loan: LoanDates, now: datetime) -> Iterator[Reminder]:
    if loan.state in (State.REQUESTED, State.COUNTERED):
        yield from _answer(loan, now)
    elif loan.state in (State.APPROVED, State.SIGNED):
        yield from _before(loan, ReminderKind.HAND_OVER, Side.LENDER, loan.starts_on, now)
        yield from _before(loan, ReminderKind.HAND_OVER, Side.BORROWER, loan.starts_on, now)
    elif loan.state is State.OUT:
        yield from _before(loan, ReminderKind.RETURN, Side.LENDER, loan.home_on, now)
        yield from _before(loan, ReminderKind.RETURN, Side.BORROWER, loan.ends_on, now)
        yield from _overdue(loan, now)


def _before(loan: LoanDates, kind: ReminderKind, side: Side, about: date, now: datetime) -> Iterator[Reminder]:
    """The day before: a borrower sends things off on their last day, the lender sees them at the end of the road."""
    if now < end_of_day(about, loan.zone(side)):
        yield _reminder(loan, kind, side, about + DAY_BEFORE, about)


def _answer(loan: LoanDates, now: datetime) -> Iterator[Reminder]:
    """A warning to whoever has to answer, before the request (or the lender's proposal) expires."""
    if loan.expires_at is None or loan.expires_at <= now:
        return
    side = Side.LENDER if loan.state is State.REQUESTED else Side.BORROWER
    last_moment = loan.expires_at - timedelta(microseconds=1)
    last_day = last_moment.astimezone(ZoneInfo(loan.zone(side))).date()
    yield _reminder(loan, ReminderKind.ANSWER, side, last_day + DAY_BEFORE, last_day)


def _overdue(loan: LoanDates, now: datetime) -> Iterator[Reminder]:
    """What is still on its way home is not late."""
    for side in (Side.LENDER, Side.BORROWER):
        zone = loan.zone(side)
        today = now.astimezone(ZoneInfo(zone)).date()
        sent = [day for day in _overdue_days(loan.home_on, today) if wall_clock(day, zone) <= now]
        if sent:
            yield _reminder(loan, ReminderKind.OVERDUE, side, sent[-1], loan.home_on)


def _overdue_days(last_day: date, today: date) -> list[date]:
    """The first, third and seventh day of lateness, then every week, up to *today*."""
    late = (today - last_day).days
    weekly = range(OVERDUE_AFTER_DAYS[-1] + OVERDUE_EVERY_DAYS, late + 1, OVERDUE_EVERY_DAYS)
    return [last_day + timedelta(days=n) for n in (*OVERDUE_AFTER_DAYS, *weekly) if n <= late]


def _reminder(loan: LoanDates, kind: ReminderKind, side: Side, due_on: date, about: date) -> Reminder:
    return Reminder(loan.loan_id, kind, side, due_on, about, wall_clock(due_on, loan.zone(side)))

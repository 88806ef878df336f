"""When an unanswered request ends."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.core.errors import Refusal
from app.core.text import N_

ANSWER_WITHIN_DAYS = 14
"""Our choice: two weeks leave room for a holiday, and no borrower waits longer for a silent lender."""


PROPOSAL_WITHIN_DAYS = 7
"""Our choice: a proposal keeps units from everybody else, so it waits half as long as a request, which does not."""


class RequestExpired(Refusal):
    """The answer comes after the request ended."""

    message = N_("Cette demande a expiré : elle ne peut plus être acceptée.")


class ProposalExpired(RequestExpired):
    """The answer comes after the lender's proposal ended: its units are free for everybody again."""

    message = N_("Cette proposition a expiré : les exemplaires ne vous sont plus gardés.")


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """Until something ends: whole *days* and the whole *hours* beyond them; both 0 in the last hour."""

    days: int
    hours: int


def time_left(until: datetime, now: datetime) -> TimeLeft | None:
    """How long until *until*; None once it is over.

    >>> from datetime import UTC
    >>> time_left(datetime(2027, 1, 14, tzinfo=UTC), datetime(2027, 1, 11, 9, tzinfo=UTC))
    TimeLeft(days=2, hours=15)
    """
    if is_expired(until, now):
        return None
    left = until - now
    return TimeLeft(left.days, left.seconds // 3600)


def end_of_day(day: date, zone: str) -> datetime:
    """The instant (UTC) at which *day* is over in *zone*."""
    midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone))
    return midnight.astimezone(UTC)


def request_expires_at(
    requested_at: datetime, starts_on: date, zone: str, days: int = ANSWER_WITHIN_DAYS
) -> datetime:
    """When a request made at *requested_at* expires: at the end of the *days*-th day after it, and at the latest
    when its own first day is over; days are those of *zone*, the lender's."""
    asked_on = requested_at.astimezone(ZoneInfo(zone)).date()
    return end_of_day(min(asked_on + timedelta(days=days), max(starts_on, asked_on)), zone)


def is_expired(expires_at: datetime, now: datetime) -> bool:
    """Whether an unanswered request is over at *now*; an approval at that very instant comes too late."""
    return expires_at <= now


def require_not_expired(expires_at: datetime, now: datetime) -> None:
    """Raise ``RequestExpired`` when an answer at *now* comes too late, even if no job has noticed yet."""
    if is_expired(expires_at, now):
        raise RequestExpired

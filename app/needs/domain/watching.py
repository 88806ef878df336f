"""What is watched for somebody: how often they hear of it, and what of it is news."""

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

DIGEST_AT = time(8, 0)
"""Digests leave at eight, on the reader's wall clock."""
MONDAY = 0


class Rhythm(StrEnum):
    """How often a saved search is told about."""

    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


class WantedState(StrEnum):
    """Where a wanted ad is: open, met by somebody, or taken back."""

    OPEN = "open"
    MET = "met"
    WITHDRAWN = "withdrawn"


def last_digest(rhythm: Rhythm, now: datetime, zone: str) -> datetime | None:
    """The last moment at or before *now* at which a digest of this rhythm was to leave; None for never.

    Wall clock of *zone*: eight o'clock stays eight o'clock when the hour changes.
    """
    if rhythm is Rhythm.NEVER:
        return None
    local = now.astimezone(ZoneInfo(zone))
    day = local.date() if local.time() >= DIGEST_AT else local.date() - timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - MONDAY) % 7)
    return datetime.combine(day, DIGEST_AT, ZoneInfo(zone))


def is_due(rhythm: Rhythm, told_at: datetime, now: datetime, zone: str) -> bool:
    """Whether a search last looked at on *told_at* is to be looked at again."""
    due = last_digest(rhythm, now, zone)
    return due is not None and told_at < due


def news(found: Iterable[int], seen: Iterable[int]) -> tuple[int, ...]:
    """What answers now and did not the last time, in the order found."""
    known = frozenset(seen)
    return tuple(listing_id for listing_id in found if listing_id not in known)


def is_over(last_day: date, today: date) -> bool:
    """Whether nobody can answer any more: the last day has passed."""
    return last_day < today

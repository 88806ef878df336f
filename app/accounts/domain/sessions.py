"""How long a session lives. Source: OWASP ASVS 5.0, 7.3; durations are settings."""

from dataclasses import dataclass
from datetime import datetime, timedelta

WRITE_LAST_SEEN_AFTER = timedelta(minutes=5)
"""A page read is not a write: the last visit is noted now and then."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """The longest silence (shorter for the platform's staff), and the longest life whatever happens."""

    idle: timedelta
    staff_idle: timedelta
    absolute: timedelta


def is_alive(created_at: datetime, last_seen_at: datetime, now: datetime, lifetime: Lifetime, is_staff: bool) -> bool:
    """Whether a session opened then and seen then still counts *now*."""
    idle = lifetime.staff_idle if is_staff else lifetime.idle
    return now - last_seen_at < idle and now - created_at < lifetime.absolute


def is_worth_noting(last_seen_at: datetime, now: datetime) -> bool:
    """Whether the last visit on record is old enough to be written again."""
    return now - last_seen_at >= WRITE_LAST_SEEN_AFTER

"""Moments of the demo, always relative to the day it is loaded."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from app.core.clock import PARIS
from app.listings.domain.open_days import OpenDays

ONE_DAY = timedelta(days=1)
LONGEST_CLOSURE = 60


def at(day: date, hour: int, minute: int = 0) -> datetime:
    """That hour of *day* in Paris, as an instant."""
    return datetime.combine(day, time(hour, minute), PARIS).astimezone(UTC)


def open_from(day: date, sites: Iterable[OpenDays], step: timedelta = ONE_DAY) -> date:
    """The first day from *day* on (or back, with a negative *step*) on which every one of *sites* is open."""
    everywhere = tuple(sites)
    for _ in range(LONGEST_CLOSURE):
        if all(site.is_open(day) for site in everywhere):
            return day
        day += step
    raise ValueError(f"no common open day within {LONGEST_CLOSURE} days of {day}")

"""When a place opens and what it asks of borrowers, from what its row says."""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from app.core.public_holidays import public_holidays
from app.listings.domain.open_days import OpenDays
from app.listings.domain.rules import LoanRules

YEARS_BEHIND, YEARS_AHEAD = 1, 3
"""Around the present, the years whose public holidays are laid out: further ahead nobody lends yet."""


class OpeningRow(Protocol):
    """What of a site's row says when it opens."""

    department: str
    open_weekdays: list[int]
    opens_on_holidays: bool


class RulesRow(OpeningRow, Protocol):
    """What of a site's row says what it asks."""

    lead_days: int
    longest_days: int | None
    processing_weekdays: list[int] | None


def open_days_of(site: OpeningRow, closed: Iterable[date], today: date) -> OpenDays:
    """The days on which somebody is there: its weekdays, without its closures (*closed*) and public holidays."""
    return OpenDays(_weekdays(site.open_weekdays), frozenset(closed) | _holidays(site, today))


def rules_of(site: RulesRow, open_days: OpenDays, full_days: frozenset[date] = frozenset()) -> LoanRules:
    """What it asks of borrowers; on *full_days* its desk receives nobody more.

    Requests are read on *open_days*, unless other weekdays are said for that.
    """
    processing = None
    if site.processing_weekdays:
        processing = OpenDays(_weekdays(site.processing_weekdays), open_days.closed)
    return LoanRules(open_days, processing, site.lead_days, site.longest_days, full_days=full_days)


def _weekdays(iso: Iterable[int]) -> frozenset[int]:
    return frozenset(day - 1 for day in iso)


def _holidays(site: OpeningRow, today: date) -> frozenset[date]:
    if site.opens_on_holidays:
        return frozenset()
    return public_holidays(site.department, today.year - YEARS_BEHIND, today.year + YEARS_AHEAD)

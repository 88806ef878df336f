"""The days of an exhibition. Ends are inclusive: registrars write "du 3 au 12" and mean both days.

>>> from datetime import date
>>> loan_period(date(2027, 3, 10), date(2027, 6, 20), None, date(2027, 6, 30))
(datetime.date(2027, 3, 5), datetime.date(2027, 6, 30))
"""

from datetime import date, timedelta
from enum import StrEnum

USUAL_BUILD = timedelta(days=3)
"""Days for building before the opening, and for striking after the closing, when the team has not said."""


class Phase(StrEnum):
    """Where a show is on a given day."""

    COMING = "coming"
    CURRENT = "current"
    PAST = "past"


def phase(opens_on: date, closes_on: date, today: date) -> Phase:
    """Both ends count as open."""
    if today < opens_on:
        return Phase.COMING
    return Phase.CURRENT if today <= closes_on else Phase.PAST


def loan_period(
    opens_on: date, closes_on: date, build_from: date | None, strike_until: date | None
) -> tuple[date, date]:
    """The first and the last day for which material is proposed to be borrowed: build and strike included.

    A day that the team has not said never falls on a weekend, when few lenders open their stores.
    """
    first = build_from or _on_a_weekday(opens_on - USUAL_BUILD, -1)
    return first, strike_until or _on_a_weekday(closes_on + USUAL_BUILD, 1)


def _on_a_weekday(day: date, step: int) -> date:
    while day.weekday() >= 5:
        day += timedelta(days=step)
    return day

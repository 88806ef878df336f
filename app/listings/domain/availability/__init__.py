"""Availability: one ledger of holds, one formula for every screen, API, check-out and report.

    available = (total - out of service) - peak concurrent blocking quantity inside the asked window

It is computed as a step function over changes, never by sampling days, and may be negative. Everything works
for whole days (``date``) and for instants (``datetime``) alike, never mixed.

    >>> from datetime import date
    >>> held = Hold(2, date(2027, 3, 3), date(2027, 3, 13))
    >>> pool = Pool(Stock(5), (held,), Terms(today=date(2027, 1, 1)))
    >>> free_units(pool, Period.of_days(date(2027, 3, 12), date(2027, 3, 20)))
    3
"""

from app.listings.domain.availability.answer import Answer, answer
from app.listings.domain.availability.bundle import Line, Shortfall, require_bundle, shortfalls
from app.listings.domain.availability.changes import Conflict, conflicts, require_change, require_units
from app.listings.domain.availability.formula import (
    Part,
    Pool,
    Terms,
    asked_need,
    blocking_holds,
    free_units,
    open_requests,
    profile,
)
from app.listings.domain.availability.holds import Block, Hold, HoldKind, HoldState
from app.listings.domain.availability.kits import demand_of
from app.listings.domain.availability.period import Period
from app.listings.domain.availability.steps import Stretch
from app.listings.domain.availability.stock import Stock, StockChange
from app.listings.domain.availability.turnaround import NO_TURNAROUND, Turnaround
from app.listings.domain.availability.units import ServiceUnit, stock_of, which_units_are_free
from app.listings.domain.availability.windows import longest_from, next_window

__all__ = [
    "NO_TURNAROUND",
    "Answer",
    "Block",
    "Conflict",
    "Hold",
    "HoldKind",
    "HoldState",
    "Line",
    "Part",
    "Period",
    "Pool",
    "ServiceUnit",
    "Shortfall",
    "Stock",
    "StockChange",
    "Stretch",
    "Terms",
    "Turnaround",
    "answer",
    "asked_need",
    "blocking_holds",
    "conflicts",
    "demand_of",
    "free_units",
    "longest_from",
    "next_window",
    "open_requests",
    "profile",
    "require_bundle",
    "require_change",
    "require_units",
    "shortfalls",
    "stock_of",
    "which_units_are_free",
]

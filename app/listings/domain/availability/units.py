"""Named units: which of them are free."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic

from app.listings.domain.availability.formula import Pool, asked_need, asked_window, blocks_of
from app.listings.domain.availability.period import Period, T
from app.listings.domain.availability.stock import Stock, StockChange


@dataclass(frozen=True, slots=True)
class ServiceUnit(Generic[T]):
    """A unit in service on ``[since, until)``; None is open. A retired unit keeps its past."""

    id: int
    since: T | None = None
    until: T | None = None

    def serves(self, period: Period[T]) -> bool:
        """Whether it is in service over all of *period*."""
        return (self.since is None or self.since <= period.start) and (self.until is None or period.end <= self.until)


def stock_of(units: Iterable[ServiceUnit[T]]) -> Stock[T]:
    """The stock these units make, with the dates they enter and leave."""
    units = tuple(units)
    entries = [StockChange(u.since, 1) for u in units if u.since is not None]
    leavings = [StockChange(u.until, -1) for u in units if u.until is not None]
    return Stock(total=sum(u.since is None for u in units), changes=(*entries, *leavings))


def which_units_are_free(
    units: Iterable[ServiceUnit[T]], pool: Pool[T], period: Period[T]
) -> tuple[ServiceUnit[T], ...]:
    """The units in service and bound to nobody over *period* and its turnaround, in the order given.

    Holds without a unit bind none: how many of these may really leave is ``free_units`` of the pool.
    """
    window = asked_window(period, pool.terms)
    busy = {
        block.hold.unit_id
        for block in blocks_of(pool.holds, pool.terms)
        if block.hold.unit_id is not None and window.overlaps(block.start, block.end)
    }
    need = asked_need(period, pool.terms)
    return tuple(unit for unit in units if unit.id not in busy and unit.serves(need))

"""Taking, changing, lowering: what has to be true before it is done."""

from dataclasses import dataclass
from typing import Generic

from app.listings.domain.availability.formula import Pool, asked_need, blocks_in_the_way, free_units, profile
from app.listings.domain.availability.holds import Hold
from app.listings.domain.availability.period import Period, T
from app.listings.domain.availability.steps import Stretch
from app.listings.domain.refusals import NotEnoughUnits, QuantityNotPositive


@dataclass(frozen=True, slots=True)
class Conflict(Generic[T]):
    """A stretch on which more is promised than there is (its *free* is negative), and the holds on it."""

    stretch: Stretch[T]
    holds: tuple[Hold[T], ...]


def require_units(pool: Pool[T], period: Period[T], asked: int) -> None:
    """Raise ``NotEnoughUnits`` unless *asked* units are free over all of *period*."""
    if asked < 1:
        raise QuantityNotPositive
    free = free_units(pool, period)
    if free < asked:
        raise NotEnoughUnits(free=free, asked=asked)


def require_change(pool: Pool[T], old: Hold[T], period: Period[T], asked: int) -> None:
    """Raise unless the hold *old* may become *asked* units over *period*.

    Fewer units inside the old dates never fail, even in an over-committed pool. Anything else compares the
    absolute quantity; ``pool.terms.exclude`` must leave out the rows being edited.
    """
    inside = asked_need(Period(old.start, old.end), pool.terms).contains(asked_need(period, pool.terms))
    if inside and 0 < asked <= old.quantity:
        return
    require_units(pool, period, asked)


def conflicts(pool: Pool[T], window: Period[T]) -> tuple[Conflict[T], ...]:
    """Where *pool* promises more than it has: before lowering a stock, ask it of the pool with the new stock,
    and name the lines that would have to give way."""
    blocks = blocks_in_the_way(pool)
    return tuple(
        Conflict(
            stretch,
            tuple(b.hold for b in blocks if stretch.period.overlaps(b.start, b.end)),
        )
        for stretch in profile(pool, window)
        if stretch.free < 0
    )

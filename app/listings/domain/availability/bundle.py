"""Several lines asked for together: available only if every line is."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic

from app.listings.domain.availability.formula import Pool, asked_window, blocks_of, free_units
from app.listings.domain.availability.kits import demand_of
from app.listings.domain.availability.period import Period, T
from app.listings.domain.refusals import EmptyBundle, NotEnoughUnits, QuantityNotPositive, UnitNotFree


@dataclass(frozen=True, slots=True)
class Line:
    """*quantity* of the pool named *pool*; with *unit_id*, that unit and 1 of the pool."""

    pool: Hashable
    quantity: int = 1
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class Shortfall(Generic[T]):
    """A pool (or one of its units) that can't serve the bundle; *unit_id* is set for a unit."""

    pool: Hashable
    asked: int
    free: int
    unit_id: int | None = None

    def refusal(self) -> NotEnoughUnits | UnitNotFree:
        """The same as an error to raise."""
        if self.unit_id is not None:
            return UnitNotFree(unit=self.unit_id)
        return NotEnoughUnits(free=self.free, asked=self.asked)


def shortfalls(
    lines: Sequence[Line], pools: Mapping[Hashable, Pool[T]], period: Period[T]
) -> tuple[Shortfall[T], ...]:
    """What is missing for *lines* together, in their order; empty when all of it is available.

    Lines of one pool are summed first. Raises ``EmptyBundle`` without lines, ``QuantityNotPositive`` for a line
    of nothing (or of a unit twice over).
    """
    if not lines:
        raise EmptyBundle
    if any(line.quantity < 1 or (line.unit_id is not None and line.quantity != 1) for line in lines):
        raise QuantityNotPositive
    return (*_short_pools(lines, pools, period), *_taken_units(lines, pools, period))


def require_bundle(lines: Sequence[Line], pools: Mapping[Hashable, Pool[T]], period: Period[T]) -> None:
    """Raise the first shortfall of *lines*, if any."""
    for missing in shortfalls(lines, pools, period):
        raise missing.refusal()


def _short_pools(lines: Sequence[Line], pools: Mapping[Hashable, Pool[T]], period: Period[T]) -> list[Shortfall[T]]:
    asked: dict[Hashable, int] = defaultdict(int)
    for line in lines:
        asked[line.pool] += line.quantity
    free = {key: free_units(pools[key], period) for key in asked}
    short: list[Shortfall[T]] = [Shortfall(key, asked[key], free[key]) for key in asked if free[key] < asked[key]]
    return short or _short_members(asked, pools, period)


def _short_members(
    asked: Mapping[Hashable, int], pools: Mapping[Hashable, Pool[T]], period: Period[T]
) -> list[Shortfall[T]]:
    """Each line fits by itself; what several take of one member may not."""
    alone = {part.key: part.pool for key in asked for part in pools[key].parts}
    alone |= {key: replace(pools[key], parts=()) for key in asked}
    demand = demand_of(asked, pools)
    free = {key: free_units(alone[key], period) for key in demand}
    return [Shortfall(key, demand[key], free[key]) for key in demand if free[key] < demand[key]]


def _taken_units(lines: Sequence[Line], pools: Mapping[Hashable, Pool[T]], period: Period[T]) -> list[Shortfall[T]]:
    seen: set[tuple[Hashable, int]] = set()
    missing: list[Shortfall[T]] = []
    for line in lines:
        if line.unit_id is None:
            continue
        if (line.pool, line.unit_id) in seen or _is_bound(pools[line.pool], line.unit_id, period):
            missing.append(Shortfall(line.pool, 1, 0, line.unit_id))
        seen.add((line.pool, line.unit_id))
    return missing


def _is_bound(pool: Pool[T], unit_id: int, period: Period[T]) -> bool:
    window = asked_window(period, pool.terms)
    return any(
        block.hold.unit_id == unit_id and window.overlaps(block.start, block.end)
        for block in blocks_of(pool.holds, pool.terms)
    )

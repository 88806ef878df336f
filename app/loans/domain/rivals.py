"""Who would be left without: the requests that fit as long as another is not accepted, and no longer after.

Nothing here decides anything: a lender sees it before saying yes, and the others are told after.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.listings.domain.availability import Hold, Line, Period, Pool, demand_of, next_window, shortfalls
from app.listings.domain.refusals import EmptyBundle

Pools = Mapping[Hashable, Pool[date]]
Allowed = Callable[[Hashable, Period[date]], bool]
"""Whether the rules of a pool's lender allow a period."""


def anything(_key: Hashable, _period: Period[date]) -> bool:
    """No rules."""
    return True


@dataclass(frozen=True, slots=True)
class Ask:
    """A request, named *key*: so many of each pool over a period."""

    key: int
    quantities: Mapping[Hashable, int]
    period: Period[date]


@dataclass(frozen=True, slots=True)
class LostLine:
    """A pool of which *asked* were free, and only *free* are left (0 when less); *next_window* is the first period
    of the same length, not before the asked one, on which they are and the lender's rules allow it."""

    pool: Hashable
    asked: int
    free: int
    next_window: Period[date] | None


@dataclass(frozen=True, slots=True)
class Rival:
    """A request that does not fit any more, and why, in the order of its pools."""

    key: int
    lines: tuple[LostLine, ...]


def rivals(pools: Pools, requests: Iterable[Ask], accepted: Ask, allowed: Allowed = anything) -> tuple[Rival, ...]:
    """Of *requests*, those that fit *pools* now and would not once *accepted* is promised, by key.

    *pools* holds every pool the requests name, with members of kits as parts. What does not fit anyway is nobody's
    rival, and neither is *accepted* itself. Requests are judged one by one: which of them comes next is the
    lender's choice.
    """
    after = with_promise(pools, accepted)
    others = sorted((one for one in requests if one.key != accepted.key), key=lambda one: one.key)
    found = (Rival(one.key, _lost(pools, after, one, allowed)) for one in others)
    return tuple(rival for rival in found if rival.lines)


def with_promise(pools: Pools, accepted: Ask) -> dict[Hashable, Pool[date]]:
    """The pools as they would be once *accepted* is promised, members of its kits included."""
    known = {key: quantity for key, quantity in accepted.quantities.items() if quantity > 0}
    demand = demand_of(known, pools)
    return {key: _taken(key, pool, demand, accepted.period) for key, pool in pools.items()}


def missing(pools: Pools, ask: Ask) -> dict[Hashable, int]:
    """The pools that cannot serve *ask* as it stands, and how many of each are free (0 when less).

    Members of kits count for the kits that need them.
    """
    lines = [Line(key, quantity) for key, quantity in ask.quantities.items() if quantity > 0]
    try:
        short = shortfalls(lines, pools, ask.period)
    except EmptyBundle:
        return {}
    return {one.pool: max(0, one.free) for one in short}


def _lost(before: Pools, after: Pools, ask: Ask, allowed: Allowed) -> tuple[LostLine, ...]:
    if missing(before, ask):
        return ()
    return tuple(lost_line(after, key, free, ask, allowed) for key, free in missing(after, ask).items())


def lost_line(pools: Pools, key: Hashable, free: int, ask: Ask, allowed: Allowed = anything) -> LostLine:
    """What is left of one pool for *ask*, and when all of it is free and *allowed*; parts of kits name themselves."""
    asked = demand_of(dict(ask.quantities), pools)[key]
    pool = pools[key] if key in pools else _member(pools, key)
    window = next_window(pool, ask.period, asked, is_allowed=lambda period: allowed(key, period))
    return LostLine(key, asked, free, window)


def _member(pools: Pools, key: Hashable) -> Pool[date]:
    return next(part.pool for pool in pools.values() for part in pool.parts if part.key == key)


def _taken(key: Hashable, pool: Pool[date], demand: Mapping[Hashable, int], period: Period[date]) -> Pool[date]:
    parts = tuple(replace(part, pool=_held(part.pool, demand.get(part.key, 0), period)) for part in pool.parts)
    return replace(_held(pool, demand.get(key, 0), period), parts=parts)


def _held(pool: Pool[date], quantity: int, period: Period[date]) -> Pool[date]:
    if quantity == 0:
        return pool
    return replace(pool, holds=(*pool.holds, Hold(quantity, period.start, period.end)))

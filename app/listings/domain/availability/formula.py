"""The one formula."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic

from app.listings.domain.availability.holds import BLOCKING, Block, Hold, HoldState
from app.listings.domain.availability.period import Period, T
from app.listings.domain.availability.steps import Steps, Stretch, cuts, merged, steps_of
from app.listings.domain.availability.stock import Stock
from app.listings.domain.availability.turnaround import NO_TURNAROUND, Turnaround
from app.listings.domain.open_days import ONE_DAY


@dataclass(frozen=True, slots=True)
class Terms(Generic[T]):
    """Under which terms the question is asked.

    *today* is the lender's local day (or the present instant, for a ledger of instants): it tells what is
    overdue or missed. *now* is the instant that ends holds with expiry. *exclude* leaves one's own rows out.
    *same_day* is for whole days: what comes back in the morning of its last day may leave in the afternoon.
    """

    today: T
    now: datetime | None = None
    turnaround: Turnaround = NO_TURNAROUND
    exclude: frozenset[str | int] = field(default_factory=frozenset)
    same_day: bool = False


@dataclass(frozen=True, slots=True)
class Pool(Generic[T]):
    """A listing's stock and the holds on it; *parts* are the members of a kit, whose pools limit this one."""

    stock: Stock[T]
    holds: tuple[Hold[T], ...]
    terms: Terms[T]
    parts: "tuple[Part[T], ...]" = ()


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """*quantity* units of *pool* (named *key*) go out with each unit of the kit. A part has no parts of its own."""

    key: Hashable
    quantity: int
    pool: Pool[T]


def block_of(hold: Hold[T], terms: Terms[T]) -> Block[T] | None:
    """What *hold* takes away from others; None if nothing."""
    if hold.state not in BLOCKING or hold.remaining == 0 or (hold.ref is not None and hold.ref in terms.exclude):
        return None
    if hold.is_missed(terms.today) or hold.is_lapsed(terms.now):
        return None
    turnaround, needed = terms.turnaround, hold.end
    if hold.is_turned:
        needed = hold.end if hold.turned else needed_until(hold.start, hold.end, terms)
    elif not turnaround.every_kind:
        turnaround = NO_TURNAROUND
    end = None if hold.is_overdue(terms.today) else turnaround.end(needed)
    return Block(hold, turnaround.start(hold.start), end, hold.remaining)


def blocks_of(holds: Iterable[Hold[T]], terms: Terms[T]) -> list[Block[T]]:
    """Every block, in the order of the holds."""
    return [block for hold in holds if (block := block_of(hold, terms)) is not None]


def taken(blocks: Iterable[Block[T]]) -> Steps[T]:
    """The quantity taken at each moment."""
    changes: list[tuple[T, int]] = []
    for block in blocks:
        changes.append((block.start, block.quantity))
        if block.end is not None:
            changes.append((block.end, -block.quantity))
    return steps_of(0, changes)


def needed_until(start: T, end: T, terms: Terms[T]) -> T:
    """Until when what is lent over ``[start, end)`` is needed: where a day can be shared, not on its last one,
    which is the morning of the return. A loan of one day needs that day."""
    return end - ONE_DAY if terms.same_day and end - start > ONE_DAY else end


def asked_need(period: Period[T], terms: Terms[T]) -> Period[T]:
    """The part of *period* on which nobody else can have it."""
    return Period(period.start, needed_until(period.start, period.end, terms))


def asked_window(period: Period[T], terms: Terms[T]) -> Period[T]:
    """What is needed of *period*, with the turnaround that must fit after it."""
    need = asked_need(period, terms)
    return Period(need.start, terms.turnaround.end(need.end)) if terms.turnaround.after_asked else need


@dataclass(frozen=True, slots=True)
class Levels(Generic[T]):
    """What a pool has and what is taken of it at each moment, reckoned once for any number of questions; *parts* are
    the members of a kit with how many of each goes into one."""

    terms: Terms[T]
    in_service: Steps[T]
    held: Steps[T]
    parts: "tuple[tuple[int, Levels[T]], ...]"

    def stretches(self, period: Period[T]) -> tuple[Stretch[T], ...]:
        """Free units for somebody who asks for *period*, piece by piece, turnaround after it included.

        A unit that leaves the stock at the end of the period needs no turnaround there: the stock counted after
        the end is never below the stock at the end. For a kit the stretches of its members follow, counted in kits:
        what is free is the least of them all, and each member rests by its own turnaround.
        """
        return (
            *self._own(period),
            *(
                Stretch(stretch.period, stretch.free // quantity)
                for quantity, part in self.parts
                for stretch in part._own(period)
            ),
        )

    def _own(self, asked: Period[T]) -> Iterator[Stretch[T]]:
        need, window = asked_need(asked, self.terms), asked_window(asked, self.terms)
        at_the_end = self.in_service.before(need.end)
        for some in _with_tail(need, window):
            for piece in cuts(some, self.in_service, self.held):
                stock = self.in_service.at(piece.start)
                if piece.start >= need.end:
                    stock = max(at_the_end, stock)
                yield Stretch(piece, stock - self.held.at(piece.start))


def levels_of(pool: Pool[T]) -> Levels[T]:
    """The levels of *pool*, and of its members."""
    held = taken(blocks_of(pool.holds, pool.terms))
    parts = tuple((part.quantity, levels_of(part.pool)) for part in pool.parts)
    return Levels(pool.terms, pool.stock.steps(), held, parts)


def free_stretches(pool: Pool[T], period: Period[T]) -> tuple[Stretch[T], ...]:
    """`Levels.stretches` for one question."""
    return levels_of(pool).stretches(period)


def _with_tail(period: Period[T], window: Period[T]) -> list[Period[T]]:
    return [period] if window.end == period.end else [period, Period(period.end, window.end)]


def free_units(pool: Pool[T], period: Period[T]) -> int:
    """The units free at every moment of *period*; negative when the pool is over-committed."""
    return min(stretch.free for stretch in free_stretches(pool, period))


def profile(pool: Pool[T], window: Period[T]) -> tuple[Stretch[T], ...]:
    """Free units over *window* as stretches of constant value that cover it exactly: what a calendar draws."""
    levels = [(_free(pool), 1), *((_free(part.pool), part.quantity) for part in pool.parts)]
    return merged(
        Stretch(piece, min(free.at(piece.start) // share for free, share in levels))
        for piece in cuts(window, *(free for free, _ in levels))
    )


def _free(pool: Pool[T]) -> Steps[T]:
    """The free units of a pool by itself at each moment."""
    stock, blocks = pool.stock, blocks_of(pool.holds, pool.terms)
    changes = [(change.at, change.delta) for change in stock.changes]
    for block in blocks:
        changes.append((block.start, -block.quantity))
        if block.end is not None:
            changes.append((block.end, block.quantity))
    return steps_of(stock.total - stock.out_of_service, changes)


def blocks_in_the_way(pool: Pool[T]) -> list[Block[T]]:
    """Every block on the pool and on the members of a kit."""
    own = blocks_of(pool.holds, pool.terms)
    return [*own, *(block for part in pool.parts for block in blocks_of(part.pool.holds, part.pool.terms))]


def blocking_holds(pool: Pool[T], period: Period[T]) -> tuple[Hold[T], ...]:
    """The holds that take units away during *period* or its turnaround, first to start first."""
    window = asked_window(period, pool.terms)
    blocks = [b for b in blocks_of(pool.holds, pool.terms) if window.overlaps(b.start, b.end)]
    return tuple(b.hold for b in sorted(blocks, key=lambda b: b.start))


def open_requests(pool: Pool[T], period: Period[T]) -> int:
    """How many other requests are waiting for an answer on these dates: shown, never counted."""
    return sum(
        hold.state is HoldState.REQUESTED
        and period.overlaps(hold.start, hold.end)
        and (hold.ref is None or hold.ref not in pool.terms.exclude)
        for hold in pool.holds
    )

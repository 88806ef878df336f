"""The answer is a number with its reasons."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Generic

from app.core.errors import Refusal
from app.listings.domain.availability.formula import (
    Pool,
    blocks_in_the_way,
    free_stretches,
    free_units,
    open_requests,
)
from app.listings.domain.availability.holds import Hold
from app.listings.domain.availability.period import Period, T
from app.listings.domain.availability.windows import HORIZON, longest_from, next_window
from app.listings.domain.refusals import NotEnoughUnits, QuantityNotPositive


@dataclass(frozen=True, slots=True)
class Answer(Generic[T]):
    """What to say to somebody who asks for *asked* units over *period*.

    *blocking* are the lines in the way, first to start first: show only those the asker may see. *refusal* is
    the rule that failed, or the missing units. *next_window* and *longest* are proposals that would be accepted.
    *requests* counts the other requests waiting on these dates.
    """

    period: Period[T]
    asked: int
    free: int
    requests: int
    refusal: Refusal | None
    blocking: tuple[Hold[T], ...]
    next_window: Period[T] | None
    longest: Period[T] | None

    @property
    def is_available(self) -> bool:
        """Whether it can be had as asked."""
        return self.refusal is None

    @property
    def most_units(self) -> int:
        """The most units that can be had on those very dates."""
        return max(0, self.free)


def answer(
    pool: Pool[T],
    period: Period[T],
    asked: int,
    *,
    failed_rule: Callable[[Period[T]], Refusal | None] = lambda _: None,
    longest: timedelta = HORIZON,
) -> Answer[T]:
    """Explain whether *asked* units are free over *period*.

    *failed_rule* says which of the lender's rules a period breaks, if any (see ``rules.failed_rule``);
    *longest* is the longest duration they allow. Raises ``QuantityNotPositive``.
    """
    if asked < 1:
        raise QuantityNotPositive
    free = free_units(pool, period)
    missing = NotEnoughUnits(free=free, asked=asked) if free < asked else None
    refusal = failed_rule(period) or missing

    def is_allowed(candidate: Period[T]) -> bool:
        return failed_rule(candidate) is None

    return Answer(
        period=period,
        asked=asked,
        free=free,
        requests=open_requests(pool, period),
        refusal=refusal,
        blocking=_in_the_way(pool, period, asked) if missing else (),
        next_window=None if refusal is None else next_window(pool, period, asked, is_allowed=is_allowed),
        longest=longest_from(pool, period.start, asked, longest=longest, is_allowed=is_allowed),
    )


def _in_the_way(pool: Pool[T], period: Period[T], asked: int) -> tuple[Hold[T], ...]:
    short = [s.period for s in free_stretches(pool, period) if s.free < asked]
    blocks = [
        block for block in blocks_in_the_way(pool) if any(piece.overlaps(block.start, block.end) for piece in short)
    ]
    return tuple(block.hold for block in sorted(blocks, key=lambda b: b.start))

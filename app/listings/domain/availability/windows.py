"""Other dates: the next free window, and the longest one from a given start."""

from collections.abc import Callable
from datetime import timedelta

from app.listings.domain.availability.formula import Pool, levels_of
from app.listings.domain.availability.period import Period, T
from app.listings.domain.open_days import ONE_DAY

HORIZON = timedelta(days=730)
"""How far ahead a proposal is looked for: nobody plans an exhibition further than two years by a suggestion."""


def next_window(
    pool: Pool[T],
    period: Period[T],
    asked: int,
    *,
    is_allowed: Callable[[Period[T]], bool] = lambda _: True,
    step: timedelta = ONE_DAY,
) -> Period[T] | None:
    """The first period as long as *period*, not before its start, with *asked* units free and *is_allowed*
    (the lender's rules); None within two years."""
    length, start, levels = period.end - period.start, period.start, levels_of(pool)
    while start <= period.start + HORIZON:
        candidate = Period(start, start + length)
        if not is_allowed(candidate):
            start += step
            continue
        short = [s.period for s in levels.stretches(candidate) if s.free < asked]
        if not short:
            return candidate
        # No start before the end of the last shortage can do: the window would still meet it.
        inside = [piece.end for piece in short if piece.start < candidate.end]
        start = max(inside, default=start + step)
    return None


def longest_from(
    pool: Pool[T],
    start: T,
    asked: int,
    *,
    longest: timedelta = HORIZON,
    is_allowed: Callable[[Period[T]], bool] = lambda _: True,
    step: timedelta = ONE_DAY,
) -> Period[T] | None:
    """The longest period from *start* with *asked* units free, at most *longest*; None if not even one *step*."""
    widest, levels = Period(start, start + longest), levels_of(pool)
    first_shortage = min((s.period.start for s in levels.stretches(widest) if s.free < asked), default=widest.end)
    # One step more: where a day can be shared, the one on which somebody else begins may be the last.
    end = min(first_shortage + step, widest.end)
    while end > start:
        candidate = Period(start, end)
        if is_allowed(candidate) and all(s.free >= asked for s in levels.stretches(candidate)):
            return candidate
        end -= step
    return None

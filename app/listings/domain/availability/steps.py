"""Step functions: a value that changes at given moments and stays in between."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Generic

from app.listings.domain.availability.period import Period, T


@dataclass(frozen=True, slots=True)
class Stretch(Generic[T]):
    """A period over which the number of free units stays the same."""

    period: Period[T]
    free: int


@dataclass(frozen=True, slots=True)
class Steps(Generic[T]):
    """*values[i]* holds from *moments[i]*; *values[0]* before the first moment, so there is one more value."""

    moments: tuple[T, ...]
    values: tuple[int, ...]

    def at(self, moment: T) -> int:
        """The value at *moment* (a change counts from its own moment on)."""
        return self.values[bisect_right(self.moments, moment)]

    def before(self, moment: T) -> int:
        """The value just before *moment*."""
        return self.values[bisect_left(self.moments, moment)]

    def inside(self, period: Period[T]) -> tuple[T, ...]:
        """The moments strictly inside *period*."""
        return self.moments[bisect_right(self.moments, period.start) : bisect_left(self.moments, period.end)]


def steps_of(base: int, changes: Iterable[tuple[T, int]]) -> Steps[T]:
    """The step function that starts at *base*; changes of one moment are summed first, so that an end and a
    start on the same day never meet as a peak."""
    sums: dict[T, int] = defaultdict(int)
    for moment, delta in changes:
        sums[moment] += delta
    moments = tuple(sorted(m for m, delta in sums.items() if delta))
    return Steps(moments, tuple(accumulate((sums[m] for m in moments), initial=base)))


def cuts(period: Period[T], *functions: Steps[T]) -> list[Period[T]]:
    """*period* cut wherever one of *functions* changes: on each piece all of them are constant."""
    edges = sorted({period.start, period.end, *(m for steps in functions for m in steps.inside(period))})
    return [Period(a, b) for a, b in pairwise(edges)]


def merged(stretches: Iterable[Stretch[T]]) -> tuple[Stretch[T], ...]:
    """Neighbours with the same value made one."""
    result: list[Stretch[T]] = []
    for piece in stretches:
        if result and result[-1].free == piece.free:
            piece = Stretch(Period(result.pop().period.start, piece.period.end), piece.free)
        result.append(piece)
    return tuple(result)

"""An exhibition beside the one before it, and beside others that stay anonymous.

Others are told only from five houses on, one exhibition each, as the middle half of their scores in steps of five
points: with fewer, or with exact figures, a house that knows its neighbours could work out one of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from app.impact.exact import exactly

FEWEST = 5
STEP = Decimal(5)


@dataclass(frozen=True, slots=True)
class Spread:
    """The middle half of others' scores, from *low* to *high* with the *median*; *houses* of them."""

    low: Decimal
    median: Decimal
    high: Decimal
    houses: int


def spread(scores: Sequence[Decimal]) -> Spread | None:
    """Quartiles of *scores* (0 to 100, one per house), to the nearest five points; None below five houses."""
    if len(scores) < FEWEST:
        return None
    ranked = sorted(scores)
    low, median, high = (_stepped(_quantile(ranked, quarter)) for quarter in (1, 2, 3))
    return Spread(low, median, high, len(ranked))


def complete_score(
    overall: Decimal | None, phases: Sequence[Decimal | None], unanswered: Sequence[int]
) -> tuple[Decimal | None, tuple[Decimal | None, ...]]:
    """What of a score may stand beside others: phases without a blank, and the overall of such phases alone.

    >>> complete_score(Decimal(40), [Decimal(50), Decimal(10), None], [0, 3, 8])
    (None, (Decimal('50'), None, None))
    >>> complete_score(Decimal(50), [Decimal(50), None, None], [0, 15, 8])
    (Decimal('50'), (Decimal('50'), None, None))
    """
    whole = tuple(None if blank else score for score, blank in zip(phases, unanswered, strict=True))
    return (overall if whole == tuple(phases) else None), whole


def change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """Points gained since the exhibition before; None unless both are scored."""
    return None if now is None or before is None else now - before


def _quantile(ranked: Sequence[Decimal], quarter: int) -> Decimal:
    """Linear between neighbouring ranks, as most spreadsheets do."""
    with exactly():
        place, part = divmod((len(ranked) - 1) * quarter, 4)
        after = ranked[min(place + 1, len(ranked) - 1)]
        return ranked[place] + (after - ranked[place]) * part / 4


def _stepped(value: Decimal) -> Decimal:
    return (value / STEP).quantize(Decimal(1), ROUND_HALF_EVEN) * STEP

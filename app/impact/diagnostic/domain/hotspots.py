"""What explains a total: the lines that weigh most, and how much of it each and all of them make."""

from dataclasses import dataclass
from decimal import Decimal

from app.impact.diagnostic.domain.lines import Assessed
from app.impact.diagnostic.domain.totals import Diagnostic
from app.impact.exact import ZERO, exactly

MOST = 10


@dataclass(frozen=True, slots=True)
class Hotspot:
    """One line: its figure, its share of the known total, and what it explains with those above it."""

    found: Assessed
    value: Decimal
    share: Decimal
    cumulated: Decimal


def hotspots(diagnostic: Diagnostic, indicator: str, most: int = MOST) -> tuple[Hotspot, ...]:
    """The heaviest lines first; none when the indicator is not available or its known total is not above zero.

    Equal lines keep the order of their keys, so that two readings of one inventory are the same.
    """
    total = diagnostic.totals[indicator].value if indicator in diagnostic.totals else None
    if total is None or total <= 0:
        return ()
    known = [(value, one) for one in diagnostic.lines if (value := one.total(indicator)) is not None and value > 0]
    known.sort(key=lambda pair: (-pair[0], pair[1].line.key))
    found, run = [], ZERO
    with exactly():
        for value, one in known[:most]:
            run += value
            found.append(Hotspot(one, value, value / total, run / total))
    return tuple(found)


def lines_for(diagnostic: Diagnostic, indicator: str, share: Decimal = Decimal("0.8")) -> int:
    """How many of the heaviest lines explain *share* of the known total; 0 when it is not available."""
    for place, one in enumerate(hotspots(diagnostic, indicator, len(diagnostic.lines)), start=1):
        if one.cumulated >= share:
            return place
    return 0

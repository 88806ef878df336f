"""What would change the result: one line at a time, by what is not known of it (ISO 14044, 4.5.3.3)."""

from dataclasses import dataclass
from decimal import Decimal

from app.impact.diagnostic.domain.hotspots import hotspots
from app.impact.diagnostic.domain.lines import Assessed, u_rel, value_u_rel
from app.impact.diagnostic.domain.totals import Diagnostic
from app.impact.exact import ONE, exactly, quadrature

Z90 = Decimal("1.645")
"""Half-width of a 90 % interval, in standard deviations of a normal law."""


@dataclass(frozen=True, slots=True)
class Swing:
    """The known total if this line alone were at either end of its 90 % interval (never below nothing)."""

    found: Assessed
    low: Decimal
    high: Decimal


def swings(diagnostic: Diagnostic, indicator: str, most: int = 8) -> tuple[Swing, ...]:
    """The lines whose doubt moves the total most, the widest first."""
    total = diagnostic.totals[indicator].value if indicator in diagnostic.totals else None
    if total is None:
        return ()
    found = []
    with exactly():
        for one in hotspots(diagnostic, indicator, len(diagnostic.lines)):
            doubt = Z90 * quadrature((u_rel(one.found.line), value_u_rel(one.found.line)))
            down = one.value * min(doubt, ONE)
            found.append(Swing(one.found, total - down, total + one.value * doubt))
    found.sort(key=lambda one: (one.low - one.high, one.found.line.key))
    return tuple(found[:most])

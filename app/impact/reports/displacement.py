"""The displacement rate that the platform measures itself: of those who said "we would buy new", who then did not.

A proportion with its 90 % interval (Wilson 1927). Below a hundred answers nothing is proposed; above, it is proposed
to the staff beside the default in force, and applied by nobody: another default is another version of the method.
"""

from dataclasses import dataclass
from decimal import Decimal

from app.impact.estimates import Z_90
from app.impact.exact import ONE, exactly, shown

ENOUGH = 100
GRAIN = 4


@dataclass(frozen=True, slots=True)
class Displacement:
    """*displaced* of *answers* loans really stood in for a new object; shares between 0 and 1."""

    answers: int
    displaced: int
    rate: Decimal
    low: Decimal
    high: Decimal

    @property
    def is_enough(self) -> bool:
        """Whether it may be proposed."""
        return self.answers >= ENOUGH


def displacement(answers: int, displaced: int) -> Displacement | None:
    """The measured rate; None without any answer.

    >>> found = displacement(100, 65)
    >>> found.rate, found.low, found.high, found.is_enough
    (Decimal('0.6500'), Decimal('0.5685'), Decimal('0.7236'), True)
    """
    if not 0 <= displaced <= answers:
        raise ValueError("more displaced than answers")
    if not answers:
        return None
    with exactly():
        n, p, z = Decimal(answers), Decimal(displaced) / Decimal(answers), Z_90
        spread = z * (p * (ONE - p) / n + z * z / (4 * n * n)).sqrt()
        scale, middle = ONE + z * z / n, p + z * z / (2 * n)
        low, high = (middle - spread) / scale, (middle + spread) / scale
        return Displacement(answers, displaced, shown(p, GRAIN), shown(low, GRAIN), shown(high, GRAIN))

"""A figure that carries its doubt."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.impact.exact import ZERO, exactly, quadrature

Z_90 = Decimal("1.645")  # two-sided 90 % of a normal distribution


@dataclass(frozen=True, slots=True)
class Estimate:
    """A central value, its standard uncertainty *u* (same unit), where it comes from and what to beware of.

    >>> Estimate(Decimal(10), u=Decimal(20)).sign_established
    False
    """

    value: Decimal
    u: Decimal = ZERO
    unit: str = "kgCO2e"
    sources: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def low(self) -> Decimal:
        """The lower end of the 90 % interval."""
        with exactly():
            return self.value - Z_90 * self.u

    @property
    def high(self) -> Decimal:
        """The upper end of the 90 % interval."""
        with exactly():
            return self.value + Z_90 * self.u

    @property
    def sign_established(self) -> bool:
        """Whether the 90 % interval leaves 0 out. If not, say "signe non établi" beside the figure."""
        return not self.low <= 0 <= self.high


@dataclass(frozen=True, slots=True)
class Doubt:
    """One contribution to an uncertainty, and what it is shared with.

    Doubts with the same *source* (a factor's id and version) are fully correlated: if the factor is wrong,
    it is wrong everywhere. ``source=None`` is shared with nothing.
    """

    u: Decimal
    source: str | None = None


def combined(doubts: Iterable[Doubt]) -> Decimal:
    """The uncertainty of a sum: linear within one source, in quadrature between sources."""
    shared: defaultdict[str, Decimal] = defaultdict(Decimal)
    alone: list[Decimal] = []
    for doubt in doubts:
        if doubt.source is None:
            alone.append(doubt.u)
        else:
            shared[doubt.source] += abs(doubt.u)
    return quadrature([*shared.values(), *alone])

"""What evaluating a use gives: kgCO2e, exact, for all its units."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.impact.credits.domain import method
from app.impact.credits.domain.kinds import ClaimLabel
from app.impact.credits.domain.values import Use
from app.impact.estimates import Doubt, Estimate
from app.impact.exact import ZERO, exactly


@dataclass(frozen=True, slots=True)
class ObjectAccount:
    """What one object already gave, per unit: kgCO2e drawn, and the share of its life counted in inventories."""

    drawn: Decimal = ZERO
    life_counted: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Burdens:
    """B: what the use itself emitted, in kgCO2e; each at least 0."""

    transport: Decimal
    refurbishment: Decimal
    packaging: Decimal
    storage: Decimal
    energy: Decimal
    wear: Decimal
    backfill: Decimal

    @property
    def total(self) -> Decimal:
        """Equation (9)."""
        with exactly():
            made = self.transport + self.refurbishment + self.packaging + self.storage
            return made + self.energy + self.wear + self.backfill


@dataclass(frozen=True, slots=True)
class Inventory:
    """The use in the exhibition's footprint: an account of its own, independent of the counterfactual."""

    manufacturing: Decimal
    logistics: Decimal
    storage: Decimal
    energy: Decimal

    @property
    def total(self) -> Decimal:
        """Equation (15)."""
        with exactly():
            return self.manufacturing + self.logistics + self.storage + self.energy


@dataclass(frozen=True, slots=True)
class Result:
    """One use evaluated, in kgCO2e for all its units. *account* is the object's, after this use.

    *low_bound_net* is the run with the rebound ρ = 0.29, always shown beside *net*.
    """

    use: Use
    raw: Decimal
    draw: Decimal
    gross: Decimal
    burdens: Burdens
    net: Decimal
    low_bound_net: Decimal
    cap: Decimal
    remaining_cap: Decimal
    inventory: Inventory
    reference_without_reuse: Decimal
    claims: Mapping[str, Decimal]
    doubts: tuple[Doubt, ...]
    estimate: Estimate
    account: ObjectAccount
    method: str = method.VERSION

    @property
    def internal_only(self) -> bool:
        """Whether it stays out of public pages and reports, for want of evidence (R14)."""
        return self.use.counterfactual.internal_only

    @property
    def label(self) -> ClaimLabel:
        """What the credit may be called (R9)."""
        return self.use.label

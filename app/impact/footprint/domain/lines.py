"""One activity line of an inventory, and its emissions."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact import checks
from app.impact.estimates import Doubt
from app.impact.exact import ZERO, exactly, quadrature
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.refusals import NegativeFactor
from app.impact.footprint.domain.units import conversion


class ValueSource(StrEnum):
    """Where an activity value comes from, best first."""

    MEASURED = "measured"
    SUPPLIER = "supplier"
    ESTIMATED = "estimated"
    DEFAULT = "default"


class Phase(StrEnum):
    """A line is planned or actual; the two are never mixed in one total."""

    PLANNED = "planned"
    ACTUAL = "actual"


class Basis(StrEnum):
    """Electricity by the grid where it is drawn, or by the contract that was bought: two results."""

    LOCATION = "location"
    MARKET = "market"


SOURCE_LABELS: Mapping[ValueSource, str] = {
    ValueSource.MEASURED: N_("Mesuré"),
    ValueSource.SUPPLIER: N_("Donné par le fournisseur"),
    ValueSource.ESTIMATED: N_("Estimé"),
    ValueSource.DEFAULT: N_("Valeur par défaut"),
}


@dataclass(frozen=True, slots=True)
class Factor:
    """kgCO2e (or g, or t) per something, with its relative standard uncertainty; *id* names id and version."""

    value: Decimal
    unit: str
    u_rel: Decimal | None = None
    id: str | None = None

    def __post_init__(self) -> None:
        if self.value < 0:
            raise NegativeFactor(field="factor.value", name="factor.value")
        if self.u_rel is not None:
            checks.not_negative(u_rel=self.u_rel)


@dataclass(frozen=True, slots=True)
class Line:
    """An activity and its factor. *market_factor* is the supplier's own, for electricity.

    *value_u_rel* is the relative uncertainty of the activity value.
    """

    component: Component
    value: Decimal
    unit: str
    factor: Factor
    market_factor: Factor | None = None
    source: ValueSource = ValueSource.DEFAULT
    phase: Phase = Phase.PLANNED
    value_u_rel: Decimal = ZERO

    def __post_init__(self) -> None:
        checks.not_negative(value=self.value, value_u_rel=self.value_u_rel)
        conversion(self.unit, self.factor.unit)
        if self.market_factor is not None:
            conversion(self.unit, self.market_factor.unit)

    @property
    def is_monetary(self) -> bool:
        """Whether it rests on euros: a fallback, shown with a flag."""
        return "EUR" in self.factor.unit or "€" in self.factor.unit

    def factor_on(self, basis: Basis) -> Factor:
        """The factor that counts on this basis."""
        return self.market_factor if basis is Basis.MARKET and self.market_factor else self.factor


def emissions(line: Line, basis: Basis = Basis.LOCATION) -> Decimal:
    """Value times factor, in kgCO2e."""
    factor = line.factor_on(basis)
    with exactly():
        return line.value * factor.value * conversion(line.unit, factor.unit)


def doubts(line: Line, basis: Basis = Basis.LOCATION) -> tuple[Doubt, ...]:
    """The line's uncertainty in kgCO2e: its factor's (shared by all lines of that factor) and its value's.

    A factor that states no uncertainty takes its component's (``components.COMPONENTS``).
    """
    factor = line.factor_on(basis)
    u_rel = COMPONENTS[line.component].u_rel if factor.u_rel is None else factor.u_rel
    with exactly():
        amount = emissions(line, basis)
        return Doubt(amount * u_rel, factor.id), Doubt(amount * line.value_u_rel)


def uncertainty(line: Line, basis: Basis = Basis.LOCATION) -> Decimal:
    """The line's own standard uncertainty, in kgCO2e."""
    with exactly():
        return quadrature(doubt.u for doubt in doubts(line, basis))

"""A line as somebody means it, checked before it is written."""

from dataclasses import dataclass
from decimal import Decimal

from app.core.text import N_
from app.impact import checks
from app.impact.exact import ONE
from app.impact.footprint.domain.activity import Origin
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Factor, Phase, ValueSource
from app.impact.footprint.domain.refusals import NegativeFactor
from app.impact.footprint.domain.units import conversion
from app.impact.refusals import Impossible, NotPositive


class OwnFactorUnsourced(Impossible):
    """A figure without its source is a rumour."""

    message = N_("Dites d'où vient ce facteur : le fournisseur, la fiche, la page.")
    field = "own_source"


class FactorAndOwn(Impossible):
    """Two factors for one line."""

    message = N_("Choisissez un facteur de la liste ou donnez le vôtre, pas les deux.")
    field = "own_value"


class VariantOfActual(Impossible):
    """What really happened happened once."""

    message = N_("Une ligne du réalisé n'appartient à aucune variante.")
    field = "variant_id"


class ReasonForNothing(Impossible):
    """A component is left out in silence."""

    message = N_("Dites pourquoi ce poste n'existe pas dans cette exposition.")
    field = "reason"


@dataclass(frozen=True, slots=True)
class OwnFactor:
    """A supplier's own figure, in kg CO2e per something."""

    value: Decimal
    unit: str
    source: str

    def __post_init__(self) -> None:
        if self.value < 0:
            raise NegativeFactor(field="own_value", name="own_value")
        if not self.source.strip():
            raise OwnFactorUnsourced()


@dataclass(frozen=True, slots=True)
class LineDraft:
    """All that a line says. *value* None: nobody knows. *factor* "" without *own*: none fits; both are gaps."""

    phase: Phase
    component: Component
    activity: str
    label: str
    value: Decimal | None
    unit: str
    factor: str = ""
    own: OwnFactor | None = None
    source: ValueSource = ValueSource.ESTIMATED
    value_u_rel: Decimal | None = None
    variant_id: int | None = None
    origin: Origin = Origin.NEW
    uses: int = 1
    next_use: str = ""
    note: str = ""
    document_id: int | None = None
    is_proposed: bool = False
    made_by: str = ""

    def __post_init__(self) -> None:
        if self.value is not None:
            checks.not_negative(value=self.value)
        if self.value_u_rel is not None:
            checks.not_negative(value_u_rel=self.value_u_rel)
        if self.uses < 1:
            raise NotPositive(field="uses", name="uses")
        if self.factor and self.own:
            raise FactorAndOwn()
        if self.phase is Phase.ACTUAL and self.variant_id is not None:
            raise VariantOfActual()

    def check_units(self, factor: Factor | None) -> None:
        """That the value times the factor is a quantity of CO2. Raises UnknownUnit or UnitsDoNotFit."""
        if factor is not None:
            conversion(self.unit, factor.unit)


def own_as_factor(own: OwnFactor, share: Decimal = ONE) -> Factor:
    """A supplier's figure as a factor: shared with nothing, its doubt that of the component."""
    return Factor(own.value * share, own.unit)

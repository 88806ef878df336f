"""One activity line of the carbon calculation, taken as a value, and what it does to each indicator."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache

from app.core.text import N_
from app.impact import checks
from app.impact.diagnostic.domain.factors import Amounts, MultiFactor, amounts
from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.stages import Stage, stage_of_carbon
from app.impact.exact import ONE, ZERO, exactly
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.entries import USUAL_DOUBT
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.domain.refusals import UnitsDoNotFit, UnknownUnit
from app.impact.footprint.domain.units import conversion, converted

DAYS_A_YEAR = Decimal(365)
CARBON = "carbon"
"""The method of a climate figure that comes from the carbon calculation's own factor."""


@dataclass(frozen=True, slots=True)
class CarbonFactor:
    """The factor of the line in the carbon calculation: kgCO2e per something, with the stage that it covers."""

    reference: str
    value: Decimal
    unit: str
    stage: str = "activity"
    u_rel: Decimal | None = None


@dataclass(frozen=True, slots=True)
class ActivityLine:
    """A line as the carbon calculation hands it over; *key* is the same in each variant that holds the line.

    *carbon* is None for a line whose factor nobody knows, and already holds the *share* of the making that this
    exhibition answers for (its days over a life, its uses); *factor*, the multi-criteria factor that stands for the
    line, is that of the whole object and is multiplied by it. *amount* is None when nobody knows it yet: the line has
    no figure then, and says so. *value_u_rel* is the doubt of the amount; None takes that of its *source*.
    *life_years* is that of the object where the carbon calculation counts its days; else the factor's own. What was
    *borrowed* brings the figure of its loan's record, computed for that very model.
    """

    key: str
    label: str
    component: Component
    amount: Decimal | None
    unit: str
    carbon: CarbonFactor | None = None
    factor: MultiFactor | None = None
    phase: Phase = Phase.PLANNED
    source: ValueSource = ValueSource.DEFAULT
    share: Decimal = ONE
    value_u_rel: Decimal | None = None
    life_years: Decimal | None = None
    is_borrowed: bool = False

    def __post_init__(self) -> None:
        if self.amount is not None:
            checks.not_negative(amount=self.amount)
        checks.share(share=self.share)


class Gap(StrEnum):
    """Why a line has nothing to say of an indicator."""

    NO_AMOUNT = "no_amount"
    NO_FACTOR = "no_factor"
    UNITS = "units"
    NOT_IN_SOURCE = "not_in_source"
    STORED_CARBON = "stored_carbon"


GAP_LABELS: Mapping[Gap, str] = {
    Gap.NO_AMOUNT: N_("la quantité n'est pas connue"),
    Gap.NO_FACTOR: N_("aucun facteur multicritère pour cette ligne"),
    Gap.UNITS: N_("l'unité de la ligne ne va pas avec celle du facteur"),
    Gap.NOT_IN_SOURCE: N_("la source ne donne pas cet indicateur"),
    Gap.STORED_CARBON: N_("la source déduit le carbone stocké sans le rendre en fin de vie"),
}


@dataclass(frozen=True, slots=True)
class Assessed:
    """A line with its results: an indicator that is absent from *amounts* is not available, never 0.

    *carbon* is what the carbon calculation says of the same line, in kg CO2e; *method* is the edition of the
    multi-criteria factor, *climate_method* that of the climate figure.
    """

    line: ActivityLine
    amounts: Amounts
    gap: Gap | None
    carbon: Decimal | None
    method: str
    climate_method: str

    @property
    def indicators(self) -> frozenset[str]:
        """What is known of this line."""
        return frozenset(indicator for _, indicator in self.amounts)

    def total(self, indicator: str) -> Decimal | None:
        """Over all stages; None when not available."""
        found = [value for (_, one), value in self.amounts.items() if one == indicator]
        with exactly():
            return sum(found, ZERO) if found else None

    def gap_of(self, indicator: str) -> Gap | None:
        """Why there is no figure; None when there is one."""
        if indicator in self.indicators:
            return None
        if indicator == CLIMATE and self.gap is None and _knows_climate(self.line):
            return Gap.STORED_CARBON
        return self.gap or Gap.NOT_IN_SOURCE

    def method_of(self, indicator: str) -> str:
        """The edition behind the figure: the climate of a line may come from its carbon factor alone."""
        return self.climate_method if indicator == CLIMATE else self.method


def assess(line: ActivityLine, known: dict[str, Amounts] | None = None) -> Assessed:
    """The line through its multi-criteria factor; its climate through its carbon factor where there is no other.

    *known* keeps what one unit of a factor does, for the other lines that share it.
    """
    carbon, factor = _carbon(line), line.factor
    times = _times(line, factor) if factor else None
    found: Amounts = {}
    if factor is not None and times is not None:
        with exactly():
            found = {key: value * times for key, value in _of_one(factor, known).items()}
    gap = Gap.NO_FACTOR if factor is None else Gap.UNITS if times is None else None
    if line.amount is None:
        gap = Gap.NO_AMOUNT
    method = factor.method if factor and found else ""
    if any(indicator == CLIMATE for _, indicator in found):
        return Assessed(line, found, gap, carbon, method, method)
    return Assessed(line, _with_climate(line, found, carbon), gap, carbon, method, CARBON)


def _of_one(factor: MultiFactor, known: dict[str, Amounts] | None) -> Amounts:
    if known is None:
        return amounts(factor)
    if factor.reference not in known:
        known[factor.reference] = amounts(factor)
    return known[factor.reference]


def fits(line: ActivityLine, factor: MultiFactor) -> bool:
    """Whether the factor could stand for the line, whatever its amount."""
    return _times(replace(line, amount=ONE), factor) is not None


def u_rel(line: ActivityLine) -> Decimal:
    """The relative uncertainty (one sigma) of the line: its factor's, or what its component takes by default."""
    stated = line.carbon.u_rel if line.carbon else None
    return COMPONENTS[line.component].u_rel if stated is None else stated


def value_u_rel(line: ActivityLine) -> Decimal:
    """The relative uncertainty of the amount: what was said of it, else what its source usually has."""
    return USUAL_DOUBT[line.source] if line.value_u_rel is None else line.value_u_rel


def _carbon(line: ActivityLine) -> Decimal | None:
    if line.carbon is None or line.amount is None:
        return None
    with exactly():
        return line.amount * line.carbon.value * conversion(line.unit, line.carbon.unit)


def _with_climate(line: ActivityLine, found: Amounts, carbon: Decimal | None) -> Amounts:
    if carbon is None or line.carbon is None:
        return found
    stage = stage_of_carbon(line.carbon.stage, line.component)
    return {**found, (stage, CLIMATE): carbon}


def _knows_climate(line: ActivityLine) -> bool:
    return line.factor is not None and any(one.indicator == CLIMATE for one in line.factor.figures)


def _times(line: ActivityLine, factor: MultiFactor) -> Decimal | None:
    """How many units of the factor the line is; None when its unit does not lead there, or nobody knows it."""
    if line.amount is None:
        return None
    for unit, over in ((factor.unit, ONE), ("kg", factor.kg_per_unit), (f"{factor.unit}.day", _days(line, factor))):
        ratio = None if over is None else _ratio(line.unit, unit)
        if over is not None and ratio is not None:
            with exactly():
                return line.amount * ratio * line.share / over
    return None


@lru_cache(maxsize=1024)
def _ratio(unit: str, into: str) -> Decimal | None:
    """How many *into* one *unit* is; None when they measure different things."""
    try:
        return converted(ONE, unit, into)
    except (UnitsDoNotFit, UnknownUnit):
        return None


def _days(line: ActivityLine, factor: MultiFactor) -> Decimal | None:
    """The days of its life, over which its making is shared out when a line counts days of immobilisation."""
    years = line.life_years or factor.life_years
    return years * DAYS_A_YEAR if years else None


def stages_of(found: Assessed, indicator: str) -> Mapping[Stage, Decimal]:
    """The line's figures of one indicator, by stage."""
    return {stage: value for (stage, one), value in found.amounts.items() if one == indicator}

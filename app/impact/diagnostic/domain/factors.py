"""One multi-criteria factor: what one unit of something does, by module and indicator."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.stages import BEYOND, MODULES, TOGETHER, Stage
from app.impact.exact import ZERO, exactly

Amounts = Mapping[tuple[Stage, str], Decimal]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one unit does to one indicator in one module; *scenario* is the source's name for one of several fates."""

    module: str
    scenario: str
    indicator: str
    value: Decimal


@dataclass(frozen=True, slots=True)
class MultiFactor:
    """Figures per *unit* (kg, m2, m3, m, unit, kWh, t.km). *method* names the edition of the characterisation.

    *kg_per_unit* lets a line in kg meet a factor per m2 or per unit. *reference* is what a line names.
    """

    reference: str
    label: Mapping[str, str]
    unit: str
    method: str
    figures: tuple[Figure, ...]
    source: Mapping[str, str]
    licence: Mapping[str, str]
    year: int
    locator: str = ""
    kg_per_unit: Decimal | None = None
    life_years: Decimal | None = None

    @property
    def id(self) -> str:
        """The reference without its version."""
        return self.reference.partition("@")[0]


def amounts(factor: MultiFactor) -> Amounts:
    """Per stage and indicator, per unit: aggregated modules instead of their parts, one scenario, D left out.

    Wood that was credited with the carbon it stores and not charged with giving it back has no climate figure here:
    the result would be below zero (R1).
    """
    modules = {one.module for one in factor.figures}
    held = frozenset().union(*(TOGETHER.get(one, frozenset()) for one in modules))
    kept = _scenarios(factor)
    found: dict[tuple[Stage, str], Decimal] = {}
    with exactly():
        for one in factor.figures:
            stage = MODULES.get(one.module)
            if stage is None or one.module in held or kept.get(one.module, "") != one.scenario:
                continue
            found[stage, one.indicator] = found.get((stage, one.indicator), ZERO) + one.value
        climate = [value for (_, indicator), value in found.items() if indicator == CLIMATE]
        if climate and sum(climate, ZERO) < 0:
            found = {key: value for key, value in found.items() if key[1] != CLIMATE}
    return found


def beyond(factor: MultiFactor) -> Mapping[str, Decimal]:
    """Module D per unit and indicator, of the scenario that promises least; in no total."""
    figures = [one for one in factor.figures if one.module == BEYOND]
    best: dict[str, Decimal] = {}
    for one in figures:
        best[one.indicator] = max(best.get(one.indicator, one.value), one.value)
    return best


def _scenarios(factor: MultiFactor) -> Mapping[str, str]:
    """The scenario that counts in each module: the one that weighs most on the climate, since nobody chose a fate."""
    chosen: dict[str, tuple[Decimal, str]] = {}
    for one in factor.figures:
        known = one.indicator == CLIMATE
        rank = one.value if known else Decimal("-Infinity")
        if one.module not in chosen or (rank, one.scenario) > chosen[one.module]:
            chosen[one.module] = (rank, one.scenario)
    return {module: scenario for module, (_, scenario) in chosen.items()}

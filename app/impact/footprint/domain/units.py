"""A closed vocabulary of units, and whether an activity fits a factor.

Units are written as factor tables write them: ``t.km``, ``kgCO2e/t.km``, ``m2.day``, ``kgCO2e/kWh``. A dot (or
``*``, or ``·``) multiplies, and everything after the only slash divides. Pint does the conversions, exactly, in a
registry of ours (`app.core.units`).
"""

import re
from decimal import Decimal
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from app.core.units import SHARED, registry_of
from app.impact.exact import exactly
from app.impact.footprint.domain.refusals import UnitsDoNotFit, UnknownUnit

if TYPE_CHECKING:
    import pint

_DEFINITIONS = {
    **SHARED,
    "gCO2e": "[carbon]", "kgCO2e": "1000 * gCO2e", "tCO2e": "1000000 * gCO2e",
    "EUR": "[money]", "kEUR": "1000 * EUR", "MEUR": "1000 * kEUR",
    "unit": "[item]", "passenger": "[passenger]", "vehicle": "[vehicle]", "visit": "[visit]",
    "night": "[night]", "meal": "[meal]", "copy": "[copy]", "page": "[page]", "screen": "[screen]",
    "tkm": "t * km", "pkm": "passenger * km", "vkm": "vehicle * km",
}  # fmt: skip

_SPELLINGS = {
    "kgCO2eq": "kgCO2e", "tCO2eq": "tCO2e", "m²": "m2", "m³": "m3", "l": "L", "d": "day", "days": "day",
    "weeks": "week", "years": "year", "hours": "h", "€": "EUR", "k€": "kEUR", "M€": "MEUR", "Go": "GB", "To": "TB",
    "units": "unit", "passengers": "passenger", "vehicles": "vehicle", "visits": "visit", "nights": "night",
    "meals": "meal", "copies": "copy", "pages": "page", "screens": "screen",
    "passenger-km": "pkm", "vehicle-km": "vkm", "p": "passenger",
}  # fmt: skip

_TIMES = re.compile(r"\s*[.*·]\s*")
_CARBON = "kgCO2e"
_LONGEST = 60  # characters of a unit: no real one is longer


@lru_cache(maxsize=4096)
def conversion(unit: str, factor_unit: str) -> Decimal:
    """What to multiply value times factor by, to have kgCO2e.

    >>> conversion("kg.km", "kgCO2e/t.km")
    Decimal('0.001')

    Raises UnknownUnit, or UnitsDoNotFit when the product is not a quantity of CO2 equivalent.
    """
    import pint

    with exactly():
        product = _read(unit) * _read(factor_unit)
        try:
            return Decimal(_registry().Quantity(Decimal(1), product).to(_CARBON).magnitude).normalize()
        except pint.DimensionalityError:
            raise UnitsDoNotFit(field="unit", name="unit", unit=unit, factor_unit=factor_unit) from None


def converted(value: Decimal, unit: str, into: str) -> Decimal:
    """*value* in another unit of the same dimension."""
    import pint

    with exactly():
        try:
            return Decimal(_registry().Quantity(value, _read(unit)).to(_read(into)).magnitude)
        except pint.DimensionalityError:
            raise UnitsDoNotFit(field="unit", name="unit", unit=unit, factor_unit=into) from None


@cache
def _registry() -> "pint.UnitRegistry[Any]":
    return registry_of(_DEFINITIONS, Decimal)


def _read(unit: str) -> "pint.Unit":
    if len(unit) > _LONGEST:
        raise UnknownUnit(field="unit", name="unit", unit=unit[:_LONGEST])
    over, *under = (_product(part, unit) for part in unit.split("/", maxsplit=1))
    return over / under[0] if under else over


def _product(part: str, whole: str) -> "pint.Unit":
    product = _registry().Unit("")
    for name in _TIMES.split(part.strip()):
        name = _SPELLINGS.get(name, name)
        if name not in _DEFINITIONS:
            raise UnknownUnit(field="unit", name="unit", unit=whole)
        product = product * _registry().Unit(name)
    return product

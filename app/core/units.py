"""Units of the pint kind, in closed vocabularies of ours: what a package does not define, it does not read.

Pint's own registry has no m2, a year of 365.25 days, and guesses at prefixes; it also weighs some megabytes, so it is
imported by the first question that needs it and not before.
"""

from collections.abc import Mapping
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pint

SHARED: Mapping[str, str] = {
    "g": "[mass]", "kg": "1000 * g", "t": "1000000 * g",
    "mm": "[length]", "cm": "10 * mm", "m": "1000 * mm", "km": "1000000 * mm",
    "m2": "m ** 2", "cm2": "cm ** 2", "km2": "km ** 2", "m3": "m ** 3", "L": "m3 / 1000",
    "s": "[time]", "min": "60 * s", "h": "3600 * s", "day": "24 * h", "week": "7 * day", "year": "365 * day",
    "J": "[energy]", "MJ": "1000000 * J", "GJ": "1000 * MJ",
    "Wh": "3600 * J", "kWh": "1000 * Wh", "MWh": "1000 * kWh", "GWh": "1000 * MWh",
    "W": "J / s", "kW": "1000 * W",
    "B": "[data]", "kB": "1000 * B", "MB": "1000 * kB", "GB": "1000 * MB", "TB": "1000 * GB",
}  # fmt: skip
"""What every vocabulary measures alike."""

_OF_OBJECTS: Mapping[str, str] = {
    "in": "25.4 * mm",
    "lm": "[light]", "klm": "1000 * lm", "cd": "[intensity]",
    "VA": "[apparent_power]", "kVA": "1000 * VA",
    "K": "[temperature]", "degree": "[angle]", "dB": "[level]",
}  # fmt: skip
"""What characteristics of objects add: apparent power is no power, and an angle no number, so that neither is
taken for the other."""


def registry_of(definitions: Mapping[str, str], numbers: type) -> "pint.UnitRegistry[Any]":
    """A registry that knows *definitions* and nothing else, and counts in *numbers*."""
    import pint

    registry: pint.UnitRegistry[Any] = pint.UnitRegistry(None, non_int_type=numbers)
    for name, definition in definitions.items():
        registry.define(f"{name} = {definition}")
    return registry


@cache
def ratio(unit: str, into: str) -> Fraction | None:
    """What to multiply a number of *unit* by to have it in *into*, exactly; None when they measure other things.

    >>> ratio("in", "cm")
    Fraction(127, 50)

    Both are names of the vocabulary, or products of them ("cd/m**2"); any other raises pint's ``UndefinedUnitError``.
    """
    if unit == into:
        return Fraction(1)
    import pint

    try:
        return Fraction(_objects().Quantity(Fraction(1), unit).to(into).magnitude)
    except pint.DimensionalityError:
        return None


@cache
def _objects() -> "pint.UnitRegistry[Any]":
    return registry_of({**SHARED, **_OF_OBJECTS}, Fraction)

"""What the platform itself emits: a burden of the whole network (R13), shown beside its figures and never netted."""

import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

from app.impact.exact import exactly

FILE = Path(__file__).parent / "data" / "platform.toml"
HOURS_A_YEAR = Decimal(8760)
THOUSAND = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Assumed:
    """The assumptions behind the figure; *low* and *high* are shares of the central value."""

    watts: Decimal
    pue: Decimal
    hardware_kg: Decimal
    hardware_years: int
    electricity: str
    making: str
    low: Decimal
    high: Decimal
    basis: dict[str, str]


@dataclass(frozen=True, slots=True)
class PlatformFootprint:
    """kg CO2e of a year of service, and the factors it rests on."""

    electricity: Decimal
    hardware: Decimal
    low: Decimal
    high: Decimal

    @property
    def total(self) -> Decimal:
        """The whole year."""
        with exactly():
            return self.electricity + self.hardware


@cache
def assumed() -> Assumed:
    """The reviewed file (``data/platform.toml``)."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    numbers = {name: Decimal(raw[name]) for name in ("watts", "pue", "hardware_kg", "low", "high")}
    return Assumed(**{**raw, **numbers})


def platform_footprint(of: Assumed, per_kwh: Decimal, per_kg: Decimal) -> PlatformFootprint:
    """A year of the platform, in kg CO2e, from kg per kWh of electricity and kg per kg of electronics."""
    with exactly():
        electricity = of.watts * of.pue * HOURS_A_YEAR / THOUSAND * per_kwh
        hardware = of.hardware_kg * per_kg / of.hardware_years
        whole = electricity + hardware
        return PlatformFootprint(electricity, hardware, whole * of.low, whole * of.high)

"""What a journey costs, as a package above tells it: the factors are its own, the kilometres are shared."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from app.loans.domain.words import TransportMode

KG_PER_T = Decimal(1000)
ROUNDED_KM = Decimal("0.001")


class RunKind(StrEnum):
    """From one borrower straight to the next, or several loans in one vehicle."""

    DIRECT = "direct"
    SHARED = "shared"


class RunState(StrEnum):
    """A proposal, and what became of it. *undone*: agreed, or proposed, and a loan of it changed since."""

    OPEN = "open"
    AGREED = "agreed"
    DECLINED = "declined"
    UNDONE = "undone"


LIVE_RUNS = frozenset({RunState.OPEN, RunState.AGREED})
"""A loan's way is in one of these at most."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where something starts or ends; WGS 84. Two places at one point are one stop."""

    name: str
    latitude: float
    longitude: float

    @property
    def point(self) -> tuple[float, float]:
        """What tells two places apart."""
        return self.latitude, self.longitude


@dataclass(frozen=True, slots=True)
class Factor:
    """kg CO2e per km (a van) or per tonne-kilometre (freight), with its range, reference and source."""

    reference: str
    value: Decimal
    low: Decimal
    high: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class Carriage:
    """The method in force: road *detour* over the geodesic (*detour_source*), the shortest leg, the load of a van."""

    method: str
    detour: Decimal
    detour_source: str
    shortest_km: Decimal
    van_load_kg: Decimal
    factors: dict[TransportMode, Factor]
    straight_km: Callable[[tuple[float, float], tuple[float, float]], Decimal]

    def road_km(self, origin: Place, target: Place) -> Decimal:
        """Road kilometres from one place to another, to the metre; none within one place."""
        if origin.point == target.point:
            return Decimal(0)
        return max(self.shortest_km, self.straight_km(origin.point, target.point) * self.detour).quantize(ROUNDED_KM)

    def leg_km(self, origin: Place, target: Place) -> Decimal:
        """The kilometres of one loan's leg by itself: never shorter than the shortest, as impact counts it."""
        return max(self.shortest_km, self.road_km(origin, target)).quantize(ROUNDED_KM)

    def vans(self, mass_kg: Decimal) -> int:
        """How many vans carry *mass_kg*."""
        return max(1, int((mass_kg / self.van_load_kg).to_integral_value(ROUND_CEILING)))

"""What it takes to move an object: vehicle, hands, doors. Said by the lender, searched by who has only a car."""

from enum import StrEnum


class Vehicle(StrEnum):
    """The smallest vehicle that one unit fits in, lightest first."""

    HAND = "hand"
    CAR = "car"
    VAN = "van"
    TRUCK = "truck"


LIGHT = frozenset({Vehicle.HAND, Vehicle.CAR})


def is_easy_to_move(vehicle: Vehicle | None, carriers: int | None, *, needs_dock: bool, needs_lift: bool) -> bool:
    """Whether one person with an ordinary car can fetch it; what was never said is not promised to be easy.

    >>> is_easy_to_move(Vehicle.CAR, 1, needs_dock=False, needs_lift=False)
    True
    """
    return vehicle in LIGHT and carriers in (None, 1) and not needs_dock and not needs_lift

"""How many days of road come before and after a loan.

>>> days_of_road(Decimal(560)), days_of_road(Decimal(940)), days_of_road(Decimal(1500))
(0, 1, 2)
"""

from decimal import ROUND_CEILING, Decimal

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.loans.domain.lifecycle import State

KM_A_DAY = Decimal(630)
"""Nine hours at the wheel (règlement (CE) no 561/2006, article 6) at 70 km/h (jugement)."""

LONGEST_ROAD_DAYS = 30

SETTABLE = frozenset({State.REQUESTED, State.COUNTERED, State.APPROVED, State.SIGNED})
"""From the request to the hand-over."""


class TooManyRoadDays(Invalid):
    """Params: *field*, *most*."""

    message = N_("Indiquez de 0 à %(most)s jours de route.")


class NoRoomForRoad(Refusal):
    """The days of road are promised to somebody else."""

    message = N_(
        "Les jours de route avant ou après ce prêt sont déjà promis à d'autres : changez-les sous « Transport »,"
        " ou convenez d'autres dates."
    )


class RoadIsLaid(Refusal):
    """The objects have left, or the loan is over."""

    message = N_("Le matériel est parti ou le prêt est fini : ses jours de route ne changent plus.")


def days_of_road(km: Decimal) -> int:
    """The days before the first one (and after the last): what one day at the wheel covers needs none of its own.

    The rest of a longer road takes whole days, thirty at most (overseas: the lender says).
    """
    return min(LONGEST_ROAD_DAYS, max(0, int((km / KM_A_DAY).to_integral_value(ROUND_CEILING)) - 1))


def require_road_days(**days: int) -> None:
    """Raise ``TooManyRoadDays`` for what is no count of days of road, naming its field."""
    for field, count in days.items():
        if not 0 <= count <= LONGEST_ROAD_DAYS:
            raise TooManyRoadDays(field=field, most=LONGEST_ROAD_DAYS)

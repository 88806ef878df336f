"""The queue for what is taken: who comes first, and until when an offer is kept."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from app.core.errors import Refusal
from app.core.text import N_
from app.listings.domain.availability import Hold, HoldState, Period, Pool, free_units
from app.listings.domain.open_days import OpenDays

OFFER_KEPT = timedelta(hours=48)
"""Our choice: two days to answer, in time during which the lender reads requests."""
OFFER_KEPT_AT_LEAST = timedelta(hours=24)
FARTHEST_DAYS = 60
"""A lender that never processes requests does not keep an offer for ever."""


class PlaceState(StrEnum):
    """Where a place in the queue is: OFFERED while units are kept for it, TAKEN once it became a request."""

    WAITING = "waiting"
    OFFERED = "offered"
    TAKEN = "taken"
    LAPSED = "lapsed"
    WITHDRAWN = "withdrawn"
    OVER = "over"


STANDING = frozenset({PlaceState.WAITING, PlaceState.OFFERED})
"""States in which somebody still stands in the queue."""


class IsFree(Refusal):
    """Nobody queues for what can be asked for."""

    status = 422
    message = N_("C'est libre à ces dates : demandez ce prêt.")


class AlreadyQueued(Refusal):
    """The exhibition already stands in this queue."""

    status = 422
    message = N_("Cette exposition est déjà dans la file pour cette annonce : retirez d'abord sa place.")


class MoreThanThereIs(Refusal):
    """More units than the lender has: no wait would help. Params: *total*."""

    status = 422
    field = "quantity"
    message = N_("Le prêteur n'en a que %(total)s : attendre n'y changerait rien.")


class PlaceIsOver(Refusal):
    """The place was taken, withdrawn or ended."""

    message = N_("Cette place dans la file n'existe plus.")


@dataclass(frozen=True, slots=True)
class Place:
    """So many units over a period, waited for *since* that instant."""

    id: int
    quantity: int
    period: Period[date]
    since: datetime


def whom_to_offer(pool: Pool[date], waiting: Iterable[Place], claimed: Iterable[Place] = ()) -> tuple[Place, ...]:
    """Who can be offered what they wait for, in the order of the queue, never the same units twice.

    *claimed* are places that became requests and wait for the lender's answer: they come first, though their
    requests take nothing from others. Whoever does not fit is passed over and keeps the place.
    """
    for one in claimed:
        pool = _with(pool, one)
    offered: list[Place] = []
    for one in sorted(waiting, key=lambda place: (place.since, place.id)):
        if free_units(pool, one.period) >= one.quantity:
            pool = _with(pool, one)
            offered.append(one)
    return tuple(offered)


def _with(pool: Pool[date], place: Place) -> Pool[date]:
    """Kept for *place*, of the listing and of the members of a kit."""
    parts = tuple(
        replace(part, pool=_held(part.pool, place.quantity * part.quantity, place.period)) for part in pool.parts
    )
    return replace(_held(pool, place.quantity, place.period), parts=parts)


def _held(pool: Pool[date], quantity: int, period: Period[date]) -> Pool[date]:
    return replace(pool, holds=(*pool.holds, Hold(quantity, period.start, period.end, HoldState.RESERVED)))


def offer_expires_at(at: datetime, processing: OpenDays, zone: str) -> datetime:
    """When an offer made *at* ends: after 48 hours of processing days in *zone*, never before 24 hours.

    >>> from datetime import UTC
    >>> from app.listings.domain.open_days import ALWAYS_OPEN
    >>> offer_expires_at(datetime(2027, 1, 4, 9, tzinfo=UTC), ALWAYS_OPEN, "Europe/Paris").isoformat()
    '2027-01-06T09:00:00+00:00'
    """
    left, moment = OFFER_KEPT, at
    for _ in range(FARTHEST_DAYS):
        day = moment.astimezone(ZoneInfo(zone)).date()
        midnight = datetime.combine(day + timedelta(days=1), time.min, ZoneInfo(zone)).astimezone(UTC)
        if processing.is_open(day):
            if moment + left <= midnight:
                return max(moment + left, at + OFFER_KEPT_AT_LEAST)
            left -= midnight - moment
        moment = midnight
    return moment

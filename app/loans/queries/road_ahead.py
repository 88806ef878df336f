"""The days of road that a loan would keep before and after the days asked for: told before anything is asked."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from sqlalchemy import select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.db import db
from app.core.geo import Point, distance_km
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.listings.domain.availability import Line, Period, Pool, shortfalls
from app.listings.domain.availability.roads import Way, leg_of
from app.listings.models import Listing
from app.listings.queries.listing_page import Asking, ListingPage
from app.listings.queries.pools import ListingPool
from app.loans.carriage import carriage
from app.loans.domain.permissions import BORROWER_ROLES
from app.loans.domain.transport.days import days_of_road

MOST_SHOWS = 3


@dataclass(frozen=True, slots=True)
class RoadAhead:
    """*days* of road on either side: the objects leave on *first_day* and are home on *last_day*. *is_free*: nobody
    else was promised them on the way."""

    days: int
    first_day: date
    last_day: date
    is_free: bool


def road_days_to(show: Point, sites: Iterable[Point]) -> int:
    """The days of road on either side that the distance asks for; the farthest site counts."""
    method = carriage()
    if method is None:
        return 0
    straight = max((distance_km(site, show) for site in sites), default=0.0)
    return days_of_road(Decimal(f"{straight:.1f}") * method.detour)


def road_ahead(
    show: Point,
    sites: Iterable[Point],
    period: Period[date],
    today: date,
    lines: Sequence[Line] = (),
    pools: Mapping[int, ListingPool] = MappingProxyType({}),
) -> RoadAhead | None:
    """The days of road around a loan over *period*, judged for *lines* where there are any; None for no such day."""
    days = road_days_to(show, sites)
    legs = [leg for way in Way if (leg := leg_of(period, way, days)) is not None]
    if not legs:
        return None
    known: Mapping[Hashable, Pool[date]] = {id: one.pool for id, one in pools.items()}
    ahead = [Period(max(leg.start, today), leg.end) for leg in legs if lines and leg.end > today]
    is_free = not any(shortfalls(lines, known, leg) for leg in ahead)
    return RoadAhead(days, min(leg.start for leg in legs), max(leg.last_day for leg in legs), is_free)


@dataclass(frozen=True, slots=True)
class ShowRoad:
    """The road to one show of the reader's houses."""

    exhibition: str
    city: str
    road: RoadAhead


def listing_roads(actor: Actor, listing_id: int, page: ListingPage | None) -> tuple[ShowRoad, ...] | None:
    """For the answer on a listing's page: the roads to the reader's own shows of those days, where they take days of
    their own. Nothing is asked before there is an answer to give."""
    box = page.box if page and page.asking is Asking.POSSIBLE else None
    if box is None or not box.found.is_available:
        return None
    own = sorted(actor.institutions_where(*BORROWER_ROLES))
    ids = select(Exhibition.id).where(Exhibition.institution_id.in_(own), Exhibition.closes_on >= box.first_day)
    shows = sorted(exhibition_facts(db.session.scalars(ids)).values(), key=lambda one: (one.opens_on, one.id))
    asked = Period.of_days(box.first_day, box.last_day)
    shows = [show for show in shows if _meets(show, asked)][:MOST_SHOWS]
    if not shows:
        return None
    site = _site_of(listing_id)
    roads = [(show, road_ahead(Point(show.lat, show.lon), [site], asked, asked.start)) for show in shows]
    return tuple(ShowRoad(show.title, show.city, road) for show, road in roads if road) or None


def _meets(show: ExhibitionFacts, asked: Period[date]) -> bool:
    needed = Period.of_days(*show.loan_period)
    return asked.overlaps(needed.start, needed.end)


def _site_of(listing_id: int) -> Point:
    columns = select(Site.latitude, Site.longitude).join(Listing, Listing.site_id == Site.id)
    return Point(*db.session.execute(columns.where(Listing.id == listing_id)).one())

"""What the page that asks for a loan shows: the object, the shows it could be for, and the answer for the days."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.core.geo import Point
from app.exhibitions.domain.permissions import may_create_exhibition
from app.exhibitions.queries import ExhibitionFacts, open_exhibitions
from app.listings.domain.availability import Line, Period
from app.listings.domain.states import Offer
from app.listings.models import Listing, Unit
from app.listings.queries.covers import COVER
from app.listings.queries.pools import pools
from app.listings.queries.request_box import RequestBox, request_box
from app.listings.queries.visibility import published_for
from app.loans.domain.permissions import BORROWER_ROLES
from app.loans.queries.queue import offered_holds
from app.loans.queries.road_ahead import RoadAhead, road_ahead
from app.media.queries import PhotoView, photos


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A listing about to be asked for, at *site*. *shows* are those of the actor's institutions that are not over;
    *may_ask* is false for who has no institution to borrow for, *may_open_show* for who may open no exhibition;
    *total* counts the units in service."""

    listing_id: int
    site: Point
    title: str
    category: str
    photo: PhotoView | None
    lender: str
    city: str
    is_gift_only: bool
    conditions: str
    total: int
    today: date
    shows: tuple[ExhibitionFacts, ...]
    may_ask: bool
    may_open_show: bool


def request_page(actor: Actor, listing_id: int, now: datetime) -> RequestPage:
    """The page before any days are judged. Raises NotFound for a listing that is not published for this person."""
    row = db.session.execute(
        select(
            Listing,
            Institution.name.label("lender"),
            Institution.time_zone,
            Site.city,
            Site.latitude,
            Site.longitude,
            COVER,
        )
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id == listing_id, published_for(actor))
    ).one_or_none()
    if row is None:
        raise NotFound()
    listing: Listing = row.Listing
    today = local_day(now, row.time_zone)
    borrowers = actor.institutions_where(*BORROWER_ROLES) - {listing.institution_id}
    cover = photos([row.photo_id] if row.photo_id else [])
    return RequestPage(
        listing_id=listing_id,
        site=Point(row.latitude, row.longitude),
        title=listing.title,
        category=listing.category,
        photo=cover[0].thumbnail if cover else None,
        lender=row.lender,
        city=row.city,
        is_gift_only=listing.offer is Offer.GIFT,
        conditions=listing.lender_conditions,
        total=_in_service(listing_id, today),
        today=today,
        shows=open_exhibitions(borrowers, today),
        may_ask=bool(borrowers),
        may_open_show=any(may_create_exhibition(actor, i) for i in actor.institution_ids),
    )


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """What the one formula says of the days asked, and the road to the show chosen where it takes days of its own."""

    box: RequestBox
    road: RoadAhead | None


def request_answer(
    page: RequestPage, first: date, last: date, quantity: int, now: datetime, show_id: int | None = None
) -> RequestAnswer | None:
    """The answer for these days; None for days or quantities that cannot be, which the form says."""
    kept = offered_holds([show.id for show in page.shows], [page.listing_id], now)
    pool = pools([page.listing_id], page.today, now=now, exclude=kept)[page.listing_id]
    try:
        box = request_box(pool, first, last, quantity, page.today, is_own=False)
    except Invalid:
        return None
    show = next((one for one in page.shows if one.id == show_id), None)
    if show is None or not box.found.is_available:
        return RequestAnswer(box, None)
    asked, lines, known = Period.of_days(first, last), [Line(page.listing_id, quantity)], {page.listing_id: pool}
    return RequestAnswer(box, road_ahead(Point(show.lat, show.lon), [page.site], asked, page.today, lines, known))


def open_shows(actor: Actor, now: datetime) -> tuple[ExhibitionFacts, ...]:
    """The shows for which *actor* may borrow, those that are not over, soonest first."""
    return open_exhibitions(actor.institutions_where(*BORROWER_ROLES), local_day(now))


def _in_service(listing_id: int, today: date) -> int:
    left = Unit.out_of_service_from.is_(None) | (Unit.out_of_service_from > today)
    counted = select(func.count(Unit.id)).where(Unit.listing_id == listing_id, left)
    return db.session.scalar(counted) or 0

"""What the page that asks for a loan shows: the object, the shows it could be for, and the answer for the days."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ScalarSelect, func, select

from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Invalid, NotFound
from app.exhibitions.domain.permissions import may_create_exhibition
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.listings.domain.states import Offer
from app.listings.models import Listing, ListingPhoto, Unit
from app.listings.queries.pools import pools
from app.listings.queries.request_box import RequestBox, request_box
from app.listings.queries.visibility import published_for
from app.loans.domain.permissions import BORROWER_ROLES
from app.loans.queries.queue import offered_holds
from app.media.queries import PhotoView, photos


@dataclass(frozen=True, slots=True)
class RequestPage:
    """A listing about to be asked for. *shows* are those of the actor's institutions that are not over;
    *may_ask* is false for who has no institution to borrow for, *may_open_show* for who may open no exhibition;
    *total* counts the units in service."""

    listing_id: int
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
            _cover().label("photo_id"),
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
        title=listing.title,
        category=listing.category,
        photo=cover[0].thumbnail if cover else None,
        lender=row.lender,
        city=row.city,
        is_gift_only=listing.offer is Offer.GIFT,
        conditions=listing.lender_conditions,
        total=_in_service(listing_id, today),
        today=today,
        shows=_shows(borrowers, today),
        may_ask=bool(borrowers),
        may_open_show=any(may_create_exhibition(actor, i) for i in actor.institution_ids),
    )


def request_answer(page: RequestPage, first: date, last: date, quantity: int, now: datetime) -> RequestBox | None:
    """The one formula's answer for these days; None for days or quantities that cannot be, which the form says."""
    kept = offered_holds([show.id for show in page.shows], [page.listing_id], now)
    pool = pools([page.listing_id], page.today, now=now, exclude=kept)[page.listing_id]
    try:
        return request_box(pool, first, last, quantity, page.today, is_own=False)
    except Invalid:
        return None


def open_shows(actor: Actor, now: datetime) -> tuple[ExhibitionFacts, ...]:
    """The shows for which *actor* may borrow, those that are not over, soonest first."""
    return _shows(frozenset(actor.institutions_where(*BORROWER_ROLES)), local_day(now))


def _shows(institution_ids: frozenset[int], today: date) -> tuple[ExhibitionFacts, ...]:
    """Their shows that are not over, soonest first."""
    if not institution_ids:
        return ()
    own = select(Exhibition.id).where(Exhibition.institution_id.in_(institution_ids), Exhibition.closes_on >= today)
    facts = exhibition_facts(db.session.scalars(own))
    return tuple(sorted(facts.values(), key=lambda show: (show.opens_on, show.id)))


def _in_service(listing_id: int, today: date) -> int:
    left = Unit.out_of_service_from.is_(None) | (Unit.out_of_service_from > today)
    counted = select(func.count(Unit.id)).where(Unit.listing_id == listing_id, left)
    return db.session.scalar(counted) or 0


def _cover() -> ScalarSelect[int]:
    return (
        select(ListingPhoto.photo_id)
        .where(ListingPhoto.listing_id == Listing.id)
        .order_by(ListingPhoto.position, ListingPhoto.id)
        .limit(1)
        .scalar_subquery()
    )

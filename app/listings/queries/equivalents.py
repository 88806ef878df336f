"""What would do as well, elsewhere: nearest first, and free on the asked days when days are asked.

Bounded whatever the catalogue: the nearest few hundred of the category are read, the rule judges them, and the
calendar is asked of a handful.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import cos, radians
from typing import Any

from sqlalchemy import Row, select

from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.geo import Point, distance_km
from app.listings.domain.availability import Period, free_units
from app.listings.domain.categories import categories
from app.listings.domain.equivalents import Sheet, is_equivalent
from app.listings.domain.states import Offer
from app.listings.models import EquivalentModel, Listing
from app.listings.queries.cards import deciding_specs
from app.listings.queries.pools import pools
from app.listings.queries.visibility import published_for

LOOKED_AT = 300
ASKED = 16
SHOWN = 4


@dataclass(frozen=True, slots=True)
class EquivalentView:
    """A listing elsewhere that would do; *free* on the asked days, None without days. Whole km from the reader."""

    id: int
    title: str
    specs: tuple[str, ...]
    institution: str
    city: str
    distance: int
    free: int | None


def equivalents(
    actor: Actor,
    listing_id: int,
    now: datetime,
    *,
    period: Period[date] | None = None,
    quantity: int = 1,
    language: str = "fr",
) -> tuple[EquivalentView, ...]:
    """What would do instead of a listing, at other institutions, as far as *actor* sees it."""
    asked: Any = db.session.execute(_rows().where(Listing.id == listing_id)).one_or_none()
    category = categories().get(asked.category) if asked else None
    if category is None:
        return ()
    here = _place_of(actor) or Point(asked.lat, asked.lon)
    rows = db.session.execute(_near(actor, asked, here)).all()
    named = _named([listing_id, *(row.id for row in rows)])
    wanted = _sheet(asked, named)
    would_do = [row for row in rows if is_equivalent(_sheet(row, named), wanted, category.deciding)]
    near = sorted(would_do, key=lambda row: (distance_km(here, Point(row.lat, row.lon)), row.id))[:ASKED]
    free = _free(near, period, now)
    kept = [row for row in near if free is None or free[row.id] >= quantity][:SHOWN]
    return tuple(_view(row, here, free, language) for row in kept)


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another listing of the same lender and category, and whether it would do."""

    id: int
    title: str
    is_equivalent: bool


def own_alternatives(borrower: Actor, listing_id: int) -> tuple[Alternative, ...]:
    """What the lender of a listing could propose in its place, as far as *borrower* sees it: what would do first."""
    asked: Any = db.session.execute(_rows().where(Listing.id == listing_id)).one_or_none()
    category = categories().get(asked.category) if asked else None
    if category is None:
        return ()
    rows = db.session.execute(
        _rows()
        .where(
            Listing.category == asked.category,
            Listing.institution_id == asked.institution_id,
            Listing.id != listing_id,
            Listing.offer != Offer.GIFT,
            published_for(borrower),
        )
        .order_by(Listing.id)
        .limit(LOOKED_AT)
    ).all()
    named = _named([listing_id, *(row.id for row in rows)])
    wanted = _sheet(asked, named)
    found = [
        Alternative(row.id, row.title, is_equivalent(_sheet(row, named), wanted, category.deciding)) for row in rows
    ]
    return tuple(sorted(found, key=lambda one: (not one.is_equivalent, one.title, one.id)))[:ASKED]


def _rows() -> Any:
    columns = Listing.id, Listing.category, Listing.title, Listing.brand, Listing.model, Listing.specs
    return (
        select(*columns, Listing.institution_id, Institution.name.label("institution"), Site.city)
        .add_columns(Site.latitude.label("lat"), Site.longitude.label("lon"))
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
    )


def _near(actor: Actor, asked: Row[Any], here: Point) -> Any:
    """The nearest of the category; on so small a piece of Earth a flat square distance sorts well enough."""
    north, east = Site.latitude - here.lat, (Site.longitude - here.lon) * cos(radians(here.lat))
    return (
        _rows()
        .where(
            Listing.category == asked.category,
            Listing.institution_id != asked.institution_id,
            Listing.offer != Offer.GIFT,
            published_for(actor),
        )
        .order_by(north * north + east * east, Listing.id)
        .limit(LOOKED_AT)
    )


def _place_of(actor: Actor) -> Point | None:
    """Where the reader's institution is: what is near them is near."""
    if not actor.institution_ids:
        return None
    first = select(Site.latitude.label("lat"), Site.longitude.label("lon")).where(
        Site.institution_id.in_(sorted(actor.institution_ids))
    )
    row = db.session.execute(first.order_by(Site.id).limit(1)).one_or_none()
    return Point(row.lat, row.lon) if row else None


def _named(listing_ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    rows = select(EquivalentModel.listing_id, EquivalentModel.words).where(
        EquivalentModel.listing_id.in_(listing_ids)
    )
    found: dict[int, tuple[str, ...]] = {}
    for listing_id, words in db.session.execute(rows.order_by(EquivalentModel.id)):
        found[listing_id] = (*found.get(listing_id, ()), words)
    return found


def _sheet(row: Row[Any], named: Mapping[int, tuple[str, ...]]) -> Sheet:
    return Sheet(row.category, row.brand, row.model, row.specs, named.get(row.id, ()))


def _free(rows: Iterable[Row[Any]], period: Period[date] | None, now: datetime) -> dict[int, int] | None:
    if period is None:
        return None
    found = pools([row.id for row in rows], local_day(now), now=now)
    return {id: free_units(one.pool, period) for id, one in found.items()}


def _view(row: Row[Any], here: Point, free: Mapping[int, int] | None, language: str) -> EquivalentView:
    return EquivalentView(
        id=row.id,
        title=row.title,
        specs=deciding_specs(row.category, row.specs, language),
        institution=row.institution,
        city=row.city,
        distance=round(distance_km(here, Point(row.lat, row.lon))),
        free=None if free is None else free[row.id],
    )

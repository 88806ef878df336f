"""The basket of a show as its team sees it: by lender and period, each line judged again by the one formula."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from sqlalchemy import func, select

from app.accounts.models import Institution, Site, User
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound, Refusal
from app.core.geo import Point, distance_km
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.listings.domain.availability import Line, Period, free_units, shortfalls
from app.listings.domain.rules import failed_rule
from app.listings.domain.states import Offer
from app.listings.models import Listing
from app.listings.panels import Task
from app.listings.queries.covers import COVER
from app.listings.queries.pools import ListingPool, pools
from app.listings.queries.visibility import published_for
from app.loans.domain.basket import GroupKey, fingerprint, may_fill_basket, may_see_basket
from app.loans.domain.permissions import BORROWER_ROLES
from app.loans.domain.refusals import NotLent, NotShown, OwnListing
from app.loans.models import BasketLine
from app.loans.queries.road_ahead import RoadAhead, road_ahead
from app.media.queries import PhotoView, photos_by_id


@dataclass(frozen=True, slots=True)
class BasketLineView:
    """A line: *free* units on its days (a basket holds none of them), *refusal* why it can't be asked for.

    *title* is empty, and nothing else of the listing is told, once it is no longer shown to this person.
    """

    id: int
    listing_id: int
    title: str
    category: str
    photo: PhotoView | None
    quantity: int
    free: int
    mass_kg: Decimal | None
    added_by: str
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class BasketGroup:
    """One request to be. *distance* in whole km from the show; *road* where it takes days of its own."""

    key: GroupKey
    lender: str
    city: str
    distance: int
    road: RoadAhead | None
    lines: tuple[BasketLineView, ...]

    @property
    def is_ready(self) -> bool:
        """Whether it could be sent now."""
        return all(line.refusal is None for line in self.lines)


@dataclass(frozen=True, slots=True)
class BasketPage:
    """The whole basket. *mass_kg* sums what is known, *unweighed* lines say no mass; *km* is once there for each
    lender, not a tour."""

    show: ExhibitionFacts
    groups: tuple[BasketGroup, ...]
    may_edit: bool
    objects: int
    lenders: int
    mass_kg: Decimal
    unweighed: int
    km: int
    seen: str

    @property
    def is_ready(self) -> bool:
        """Whether everything could be sent now."""
        return bool(self.groups) and all(group.is_ready for group in self.groups)


def show_of(actor: Actor, exhibition_id: int) -> ExhibitionFacts:
    """The show of a basket. NotFound for who is not of its institution."""
    facts = exhibition_facts([exhibition_id]).get(exhibition_id)
    if facts is None or not may_see_basket(actor, facts.institution_id):
        raise NotFound()
    return facts


def basket_page(actor: Actor, exhibition_id: int, now: datetime) -> BasketPage:
    """What stands in the basket of a show, judged now. A bounded number of queries."""
    show = show_of(actor, exhibition_id)
    rows = _rows(actor, exhibition_id)
    faults, free, found = judged(actor, show, [row.BasketLine for row in rows], now)
    photos = photos_by_id(row.photo_id for row in rows if row.photo_id)
    grouped: dict[GroupKey, list[Any]] = defaultdict(list)
    for row in rows:
        line: BasketLine = row.BasketLine
        grouped[GroupKey(row.institution_id, line.first_day, line.last_day)].append(row)
    here = Point(show.lat, show.lon)
    groups = tuple(
        _group(key, some, here, photos, faults, free, _road(key, some, here, faults, found, local_day(now)))
        for key, some in grouped.items()
    )
    groups = tuple(sorted(groups, key=lambda one: (one.distance, one.lender, one.key.first_day, one.key.last_day)))
    lines = [line for group in groups for line in group.lines]
    return BasketPage(
        show=show,
        groups=groups,
        may_edit=may_fill_basket(actor, show.institution_id),
        objects=sum(line.quantity for line in lines),
        lenders=len({group.key.lender_id for group in groups}),
        mass_kg=sum((line.mass_kg * line.quantity for line in lines if line.mass_kg), Decimal(0)),
        unweighed=sum(line.mass_kg is None for line in lines),
        km=sum({group.key.lender_id: group.distance for group in groups}.values()),
        seen=fingerprint((line.id, line.quantity) for line in lines),
    )


def judged(
    actor: Actor, show: ExhibitionFacts, lines: Sequence[BasketLine], now: datetime
) -> tuple[dict[int, Refusal], dict[int, int], dict[int, ListingPool]]:
    """Why each line cannot be asked for (only those), how many are free for it, both by its id; pools by listing.

    Lines of one listing on the same days, and kits with their members, are judged together.
    """
    if not lines:
        return {}, {}, {}
    today, ids = local_day(now), {line.listing_id for line in lines}
    columns = Listing.id, Listing.institution_id, Listing.title, Listing.offer, published_for(actor).label("seen")
    owners = {row.id: row for row in db.session.execute(select(*columns).where(Listing.id.in_(ids)))}
    found = pools(ids, today, now=now)
    free = {line.id: free_units(found[line.listing_id].pool, _period(line)) for line in lines}
    faults: dict[int, Refusal] = {}
    for some in _by_period(lines, owners).values():
        faults |= _faults(some, owners, found, show.institution_id, today)
    return faults, free, found


def basket_tasks(actor: Actor, now: datetime) -> list[Task]:
    """The baskets that wait to be sent, for the home page."""
    own = sorted(actor.institutions_where(*BORROWER_ROLES))
    if not own or actor.user_id is None:
        return []
    rows = db.session.execute(
        select(
            Exhibition.id,
            Exhibition.title,
            func.sum(BasketLine.quantity).label("objects"),
            func.count(Listing.institution_id.distinct()).label("lenders"),
            func.min(BasketLine.first_day).label("first_day"),
        )
        .join(BasketLine, BasketLine.exhibition_id == Exhibition.id)
        .join(Listing, Listing.id == BasketLine.listing_id)
        .where(Exhibition.institution_id.in_(own), Exhibition.closes_on >= local_day(now))
        .group_by(Exhibition.id, Exhibition.title)
        .order_by(func.min(BasketLine.first_day), Exhibition.id)
    )
    return [_task(row) for row in rows]


def _task(row: Any) -> Task:
    lenders = ngettext("%(num)s prêteur", "%(num)s prêteurs", row.lenders)
    objects = ngettext("%(num)s objet", "%(num)s objets", int(row.objects))
    label = gettext(
        "Panier de « %(show)s » : %(objects)s chez %(lenders)s", show=row.title, objects=objects, lenders=lenders
    )
    url = url_for("loans.basket", exhibition_id=row.id)
    return Task(label=str(label), url=url, action=str(gettext("Voir le panier")))


def _rows(actor: Actor, exhibition_id: int) -> list[Any]:
    statement = (
        select(
            BasketLine,
            Listing.institution_id,
            Listing.title,
            Listing.category,
            Listing.mass_kg,
            Institution.name.label("lender"),
            Site.city,
            Site.latitude,
            Site.longitude,
            User.name.label("added_by"),
            COVER,
            published_for(actor).label("seen"),
        )
        .join(Listing, Listing.id == BasketLine.listing_id)
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
        .outerjoin(User, User.id == BasketLine.added_by)
        .where(BasketLine.exhibition_id == exhibition_id)
        .order_by(BasketLine.id)
    )
    return list(db.session.execute(statement).all())


def _road(
    key: GroupKey,
    rows: Sequence[Any],
    here: Point,
    faults: dict[int, Refusal],
    found: dict[int, ListingPool],
    today: date,
) -> RoadAhead | None:
    """The road of one request to be; judged for what it asks where all of that can be asked for."""
    sites, lines = [Point(row.latitude, row.longitude) for row in rows], [row.BasketLine for row in rows]
    asked = () if any(line.id in faults for line in lines) else [Line(one.listing_id, one.quantity) for one in lines]
    return road_ahead(here, sites, Period.of_days(key.first_day, key.last_day), today, asked, found)


def _group(
    key: GroupKey,
    rows: Sequence[Any],
    here: Point,
    photos: Any,
    faults: dict[int, Refusal],
    free: dict[int, int],
    road: RoadAhead | None,
) -> BasketGroup:
    first = rows[0]
    return BasketGroup(
        key=key,
        lender=first.lender,
        city=first.city,
        distance=round(min(distance_km(here, Point(row.latitude, row.longitude)) for row in rows)),
        road=road,
        lines=tuple(
            BasketLineView(
                id=row.BasketLine.id,
                listing_id=row.BasketLine.listing_id,
                title=row.title if row.seen else "",
                category=row.category,
                photo=photos[row.photo_id].thumbnail if row.seen and row.photo_id in photos else None,
                quantity=row.BasketLine.quantity,
                free=max(0, free[row.BasketLine.id]),
                mass_kg=row.mass_kg if row.seen else None,
                added_by=row.added_by or "",
                refusal=faults.get(row.BasketLine.id),
            )
            for row in rows
        ),
    )


def _period(line: BasketLine) -> Period[date]:
    return Period.of_days(line.first_day, line.last_day)


def _by_period(lines: Sequence[BasketLine], owners: dict[int, Any]) -> dict[GroupKey, list[BasketLine]]:
    grouped: dict[GroupKey, list[BasketLine]] = defaultdict(list)
    for line in lines:
        lender_id = owners[line.listing_id].institution_id
        grouped[GroupKey(lender_id, line.first_day, line.last_day)].append(line)
    return grouped


def _faults(
    lines: Sequence[BasketLine], owners: dict[int, Any], found: dict[int, ListingPool], borrower_id: int, today: date
) -> dict[int, Refusal]:
    period = _period(lines[0])
    faults: dict[int, Refusal] = {}
    asked = [Line(line.listing_id, line.quantity) for line in lines]
    short = {
        one.pool: one.refusal() for one in shortfalls(asked, {id: one.pool for id, one in found.items()}, period)
    }
    for line in lines:
        listing = owners[line.listing_id]
        rules = found[line.listing_id].rules
        refusal: Refusal | None = None
        if not listing.seen:
            refusal = NotShown()
        elif listing.offer is Offer.GIFT:
            refusal = NotLent(title=listing.title)
        elif listing.institution_id == borrower_id:
            refusal = OwnListing()
        refusal = refusal or failed_rule(rules, period, today) or short.get(line.listing_id)
        if refusal:
            faults[line.id] = refusal
    if short and not faults:  # a member of a kit and the kit itself: each fits alone, not together
        faults = {line.id: next(iter(short.values())) for line in lines}
    return faults

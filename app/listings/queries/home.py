"""The home page: for a visitor what is available near a region, for a member what waits and what is new nearby."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site
from app.core.actor import ANONYMOUS, Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.gazetteer import Place, place_by_insee
from app.core.geo import Region, regions
from app.exhibitions.queries import ExhibitionCard, my_exhibitions
from app.listings.panels import NetworkFigure, Task, network_figures, tasks
from app.listings.queries.cards import ListingCard, cards
from app.listings.queries.search.criteria import Criteria, Sort
from app.listings.queries.search.page import FINDER

SHOWN = 8
NEARBY_KM = 100


@dataclass(frozen=True, slots=True)
class VisitorHome:
    """What a visitor sees: *cards* of one *region*, *total* there; how big the network is."""

    region: Region | None
    cards: tuple[ListingCard, ...]
    total: int
    regions: tuple[tuple[Region, int], ...]
    listings: int
    institutions: int
    figures: tuple[NetworkFigure, ...]


@dataclass(frozen=True, slots=True)
class MemberHome:
    """What a member sees: what waits, their shows that are not over, what is new around *place* (None: the
    network, for nothing is near)."""

    tasks: tuple[Task, ...]
    exhibitions: tuple[ExhibitionCard, ...]
    has_institution: bool
    place: Place | None
    cards: tuple[ListingCard, ...]
    today: date


def visitor_home(region: str | None, now: datetime, language: str = "fr") -> VisitorHome:
    """The home page of who is not signed in, around *region* (INSEE code) or where most is offered."""
    everything = FINDER.find(ANONYMOUS, Criteria(sort=Sort.NEWEST), now, SHOWN)
    counts = everything.regions
    code = region if region in counts else max(counts, key=lambda one: (counts[one], one), default=None)
    found = FINDER.find(ANONYMOUS, Criteria(region=code), now, SHOWN) if code else everything
    return VisitorHome(
        region=regions()[code] if code else None,
        cards=cards(found.hits, language, with_dates=False),
        total=found.total,
        regions=tuple((one, counts[key]) for key, one in regions().items() if counts.get(key)),
        listings=everything.total,
        institutions=_institutions(),
        figures=tuple(network_figures(now)),
    )


def member_home(actor: Actor, now: datetime, language: str = "fr") -> MemberHome:
    """The home page of who is signed in."""
    today = local_day(now)
    place, new = _new_around(actor, _own_place(actor), now, language)
    shows = my_exhibitions(actor, today)
    return MemberHome(
        tasks=tuple(tasks(actor, now)),
        exhibitions=(*shows.current, *shows.coming),
        has_institution=bool(actor.institution_ids),
        place=place,
        cards=new,
        today=today,
    )


def _new_around(
    actor: Actor, place: Place | None, now: datetime, language: str
) -> tuple[Place | None, tuple[ListingCard, ...]]:
    """What other institutions published last: near *place* where there is something, else anywhere and no place."""
    for around in (place, None) if place else (None,):
        asked = Criteria(place=around, radius_km=NEARBY_KM, sort=Sort.NEWEST, not_from=actor.institution_ids)
        found = FINDER.find(actor, asked, now, SHOWN)
        if found.total:
            return around, cards(found.hits, language, with_dates=False)
    return None, ()


def _own_place(actor: Actor) -> Place | None:
    if not actor.institution_ids:
        return None
    own = select(Site.insee).where(Site.institution_id.in_(actor.institution_ids)).order_by(Site.id).limit(1)
    insee = db.session.scalar(own)
    return place_by_insee(insee) if insee else None


def _institutions() -> int:
    verified = Institution.state == InstitutionState.VERIFIED
    return db.session.scalar(select(func.count(Institution.id)).where(verified)) or 0

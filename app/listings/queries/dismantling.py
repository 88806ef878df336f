"""What comes out of a show, for its team; what comes out soon, for everybody; and where a listing comes from."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, func, select

from app.accounts.models import Institution, Site
from app.accounts.queries import sites_of
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.paging import PAGE_SIZE, Page
from app.exhibitions.models import Exhibition
from app.exhibitions.queries import ExhibitionFacts, exhibition_facts
from app.listings.domain.dismantling import Slot, usual_slot
from app.listings.domain.permissions import may_dismantle
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Dismantling, Listing, Unit
from app.listings.queries.cards import ListingCard, cards
from app.listings.queries.hits import Hit
from app.listings.queries.visibility import published_for


@dataclass(frozen=True, slots=True)
class PieceLine:
    """One piece of the list, in whatever state its listing is."""

    id: int
    title: str
    category: str
    quantity: int
    state: ListingState
    offer: Offer
    slot: Slot


@dataclass(frozen=True, slots=True)
class DismantlingPage:
    """The list of a show. *usual* is the slot that its dates propose; *differs*: pieces have other days."""

    show: ExhibitionFacts
    pieces: tuple[PieceLine, ...]
    sites: tuple[tuple[int, str], ...]
    usual: Slot
    differs: bool
    may_list: bool


@dataclass(frozen=True, slots=True)
class Strike:
    """A show that is taken down soon, and what can be had of it."""

    exhibition: str
    city: str
    institution: str
    slot: Slot
    cards: tuple[ListingCard, ...]


@dataclass(frozen=True, slots=True)
class SoonPage:
    """What comes out soon, one show after the other; *total* counts listings."""

    strikes: tuple[Strike, ...]
    page: Page[int]
    total: int


@dataclass(frozen=True, slots=True)
class ComesOut:
    """Where a listing comes from and when it can be fetched. *exhibition_id* None: the show is not public."""

    exhibition: str
    exhibition_id: int | None
    city: str
    slot: Slot
    is_ahead: bool


def dismantling_page(actor: Actor, exhibition_id: int, now: datetime) -> DismantlingPage:
    """The list, for the people of the show's institution. NotFound for everybody else."""
    facts = exhibition_facts([exhibition_id]).get(exhibition_id)
    if facts is None or not actor.belongs_to(facts.institution_id):
        raise NotFound()
    usual = usual_slot(facts.closes_on, facts.strike_until)
    pieces = _pieces(exhibition_id)
    today = local_day(now)
    return DismantlingPage(
        show=facts,
        pieces=pieces,
        sites=tuple((site.id, site.name) for site in sites_of(facts.institution_id)),
        usual=usual,
        differs=any(piece.slot.first_day <= facts.closes_on for piece in pieces) and usual.last_day >= today,
        may_list=may_dismantle(actor, facts.institution_id),
    )


def require_lister(actor: Actor, page: DismantlingPage) -> None:
    """Forbidden for who may read the list and not write it."""
    if not page.may_list:
        raise Forbidden()


def soon_page(
    actor: Actor,
    now: datetime,
    *,
    region: str | None = None,
    category: str | None = None,
    number: int = 1,
    language: str = "fr",
) -> SoonPage:
    """Published pieces whose slot is not over, soonest first, as *actor* may see them."""
    chosen = [published_for(actor), Dismantling.last_day >= local_day(now)]
    if region:
        chosen.append(Site.region == region)
    if category:
        chosen.append(Listing.category == category)
    total = db.session.scalar(_listed(select(func.count(Listing.id)), chosen)) or 0
    columns = (
        Listing.id, Dismantling.first_day, Dismantling.last_day, Dismantling.exhibition_id, Exhibition.title,
        Exhibition.city, Exhibition.is_public, Institution.name.label("institution"), _units().label("units"),
    )  # fmt: skip
    rows = db.session.execute(
        _listed(select(*columns), chosen)
        .join(Exhibition, Exhibition.id == Dismantling.exhibition_id)
        .join(Institution, Institution.id == Listing.institution_id)
        .order_by(Dismantling.first_day, Dismantling.exhibition_id, Listing.id)
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    drawn = {one.id: one for one in cards([Hit(r.id, r.units, None) for r in rows], language, with_dates=False)}
    groups: dict[tuple[int, date], list[int]] = {}
    for n, row in enumerate(rows):
        groups.setdefault((row.exhibition_id, row.first_day), []).append(n)
    strikes = []
    for members in groups.values():
        row = rows[members[0]]
        shown = tuple(drawn[rows[n].id] for n in members if rows[n].id in drawn)
        title = row.title if row.is_public else ""
        strikes.append(Strike(title, row.city, row.institution, Slot(row.first_day, row.last_day), shown))
    return SoonPage(tuple(strikes), Page(tuple(row.id for row in rows), number, total, PAGE_SIZE), total)


def dismantled_by(actor: Actor, listing_id: int, now: datetime) -> ComesOut | None:
    """Where a listing comes from; None when it comes out of no show. The page has checked that it may be seen."""
    row = db.session.execute(
        select(Dismantling, Exhibition)
        .join(Exhibition, Exhibition.id == Dismantling.exhibition_id)
        .where(Dismantling.listing_id == listing_id)
    ).one_or_none()
    if row is None:
        return None
    piece, show = row
    is_shown = show.is_public or actor.belongs_to(show.institution_id)
    return ComesOut(
        exhibition=show.title if is_shown else "",
        exhibition_id=show.id if is_shown else None,
        city=show.city,
        slot=Slot(piece.first_day, piece.last_day),
        is_ahead=piece.last_day >= local_day(now),
    )


def _pieces(exhibition_id: int) -> tuple[PieceLine, ...]:
    rows = db.session.execute(
        select(Listing, Dismantling, _units().label("units"))
        .join(Dismantling, Dismantling.listing_id == Listing.id)
        .where(Dismantling.exhibition_id == exhibition_id)
        .order_by(Listing.id)
    )
    return tuple(
        PieceLine(one.id, one.title, one.category, units, one.state, one.offer, Slot(piece.first_day, piece.last_day))
        for one, piece, units in rows
    )


def _units() -> Any:
    return select(func.count(Unit.id)).where(Unit.listing_id == Listing.id).correlate(Listing).scalar_subquery()


def _listed(asked: Any, chosen: list[ColumnElement[bool]]) -> Any:
    return (
        asked.select_from(Listing)
        .join(Dismantling, Dismantling.listing_id == Listing.id)
        .join(Site, Site.id == Listing.site_id)
        .where(*chosen)
    )

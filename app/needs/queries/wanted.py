"""Wanted ads as the network reads them, and the ads that a lender's listing would meet."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.accounts.queries import is_institution_verified
from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.core.gazetteer import Place, find_place, place_by_insee
from app.core.paging import PAGE_SIZE, Page
from app.exhibitions.models import Exhibition
from app.listings.domain.categories import Kind, categories
from app.listings.domain.permissions import may_write_listings
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import ListingState, Offer, Visibility
from app.listings.models import Listing, Unit
from app.listings.queries.cards import ListingCard, cards
from app.listings.queries.hits import Hit
from app.listings.queries.search import Criteria, Sort
from app.listings.queries.search.page import FINDER
from app.listings.queries.visibility import published_for
from app.needs.domain.permissions import may_propose, may_publish_wanted, may_see_wanted
from app.needs.domain.wanted import WantedFields
from app.needs.domain.watching import WantedState, is_over
from app.needs.models import WantedAd, WantedMatch

SHOWN = 12


@dataclass(frozen=True, slots=True)
class WantedLine:
    """An ad in a list. *matches* counts what meets it and may be seen by this person; days are inclusive."""

    id: int
    title: str
    category: str
    quantity: int
    first_day: date
    last_day: date
    city: str
    institution: str
    institution_id: int
    offer: Offer | None
    state: WantedState
    is_over: bool
    matches: int


@dataclass(frozen=True, slots=True)
class WantedIndex:
    """The open ads of other institutions, and those of one's own in every state."""

    lines: Page[WantedLine]
    mine: tuple[WantedLine, ...]
    may_publish: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """A listing that a lender pointed at, with their words."""

    card: ListingCard
    note: str


@dataclass(frozen=True, slots=True)
class WantedPage:
    """An ad, what meets it, and what this person may do. *own* are listings one could propose (id, title)."""

    line: WantedLine
    description: str
    category_label: str
    wishes: tuple[str, ...]
    place: str
    radius_km: int | None
    exhibition: str | None
    exhibition_id: int | None
    criteria: Criteria
    answers: tuple[ListingCard, ...]
    total: int
    proposals: tuple[Proposal, ...]
    own: tuple[tuple[int, str], ...]
    may_edit: bool
    version: int


@dataclass(frozen=True, slots=True)
class ListingWanted:
    """The ads that a listing of one's own would meet, shown to those who keep it."""

    lines: tuple[WantedLine, ...]


def spec_to_json(one: SpecWanted) -> dict[str, Any]:
    """A wish as a row keeps it: exact numbers as text."""
    low, high = (None if bound is None else str(bound) for bound in (one.low, one.high))
    return {"key": one.key, "low": low, "high": high, "options": sorted(one.options)}


def spec_from_json(stored: Mapping[str, Any]) -> SpecWanted:
    """The wish that `spec_to_json` wrote."""
    low, high = (None if bound is None else Decimal(bound) for bound in (stored["low"], stored["high"]))
    return SpecWanted(stored["key"], low, high, frozenset(stored["options"]))


def spec_to_text(one: SpecWanted) -> str:
    """A wish as a form carries it: ``luminous_flux|5000||`` (key, low, high, options)."""
    low, high = ("" if bound is None else str(bound) for bound in (one.low, one.high))
    return "|".join((one.key, low, high, ",".join(sorted(one.options))))


def spec_from_text(text: str) -> SpecWanted:
    """The wish that `spec_to_text` wrote. Raises ``ValueError`` for anything else."""
    parts = text.split("|")
    if len(parts) != 4 or not parts[0]:
        raise ValueError(text)
    try:
        low, high = (Decimal(bound) if bound else None for bound in parts[1:3])
    except InvalidOperation as error:
        raise ValueError(text) from error
    if any(bound is not None and not (bound.is_finite() and abs(bound.adjusted()) < 16) for bound in (low, high)):
        raise ValueError(text)
    return SpecWanted(parts[0], low, high, frozenset(one for one in parts[3].split(",") if one))


def criteria_of(ad: WantedAd) -> Criteria:
    """The search that finds what meets an ad: one unit is news already, several lenders may make up the number."""
    place = _place(ad)
    return Criteria(
        category=ad.category,
        specs=tuple(spec_from_json(one) for one in ad.specs),
        place=place,
        place_text=ad.city,
        radius_km=ad.radius_km,
        first_day=ad.first_day,
        last_day=ad.last_day,
        offer=ad.offer,
        not_from=frozenset({ad.institution_id}),
        sort=Sort.DISTANCE,
    )


def fields_of(ad: WantedAd) -> WantedFields:
    """What an ad says now."""
    return WantedFields(
        institution_id=ad.institution_id, category=ad.category, title=ad.title, quantity=ad.quantity,
        first_day=ad.first_day, last_day=ad.last_day, place=_place(ad), radius_km=ad.radius_km,
        description=ad.description, specs=tuple(spec_from_json(one) for one in ad.specs), offer=ad.offer,
        exhibition_id=ad.exhibition_id,
    )  # fmt: skip


def wanted_index(
    actor: Actor, now: datetime, *, category: str | None = None, region: str | None = None, number: int = 1
) -> WantedIndex:
    """Open ads of others, soonest first. NotFound for who is no member of the network."""
    if not may_see_wanted(actor):
        raise NotFound()
    today = local_day(now)
    opened: ColumnElement[bool] = and_(WantedAd.state == WantedState.OPEN, WantedAd.last_day >= today)
    if category:
        opened = and_(opened, WantedAd.category == category)
    if region:
        opened = and_(opened, WantedAd.region == region)
    opened = and_(opened, WantedAd.institution_id.in_(verified_ids()))
    if actor.institution_ids:
        opened = and_(opened, WantedAd.institution_id.not_in(sorted(actor.institution_ids)))
    total = db.session.scalar(select(func.count(WantedAd.id)).where(opened)) or 0
    page = _lines(actor, opened, today, PAGE_SIZE, (number - 1) * PAGE_SIZE)
    own = WantedAd.institution_id.in_(sorted(actor.institution_ids))
    mine = _lines(actor, own, today, 100, 0) if actor.institution_ids else ()
    may = any(may_publish_wanted(actor, i) for i in actor.institution_ids)
    return WantedIndex(Page(page, number, total, PAGE_SIZE), mine, may)


def wanted_page(actor: Actor, ad_id: int, now: datetime, language: str = "fr") -> WantedPage:
    """One ad whole. NotFound for who may not read ads."""
    ad = _readable(actor, ad_id)
    reader = Actor(roles=frozenset({(ad.institution_id, Role.READER)}))
    seen_by = reader if actor.belongs_to(ad.institution_id) else actor
    line = _lines(seen_by, WantedAd.id == ad_id, local_day(now), 1, 0)[0]
    is_open = ad.state is WantedState.OPEN and not line.is_over
    found = FINDER.find(seen_by, criteria_of(ad), now, SHOWN) if is_open else None
    exhibition = db.session.get(Exhibition, ad.exhibition_id) if ad.exhibition_id else None
    category = categories().get(ad.category)
    return WantedPage(
        line=line,
        description=ad.description,
        category_label=category.label[language] if category else ad.category,
        wishes=wishes_of(ad.category, [spec_from_json(one) for one in ad.specs], language),
        place=ad.city,
        radius_km=ad.radius_km,
        exhibition=exhibition.title if exhibition and _may_name(actor, ad, exhibition) else None,
        exhibition_id=ad.exhibition_id,
        criteria=criteria_of(ad),
        answers=cards(found.hits, language, with_dates=True) if found else (),
        total=found.total if found else 0,
        proposals=_proposals(seen_by, ad, language),
        own=_own_listings(actor, ad) if is_open else (),
        may_edit=may_publish_wanted(actor, ad.institution_id) and ad.state is WantedState.OPEN,
        version=ad.version,
    )


def wanted_to_edit(actor: Actor, ad_id: int) -> tuple[WantedFields, int]:
    """What the form begins with, and the version it was read at. NotFound for who may not change it."""
    ad = _readable(actor, ad_id)
    if not may_publish_wanted(actor, ad.institution_id) or ad.state is not WantedState.OPEN:
        raise NotFound()
    return fields_of(ad), ad.version


def listing_wanted(actor: Actor, listing_id: int, now: datetime) -> ListingWanted | None:
    """The open ads that this listing meets, for those who keep it; None when there is nothing to say to them."""
    listing = db.session.get(Listing, listing_id)
    if listing is None or not may_write_listings(actor, listing.institution_id):
        return None
    met = select(WantedMatch.ad_id).where(WantedMatch.listing_id == listing_id)
    today = local_day(now)
    shown = and_(
        WantedAd.id.in_(met),
        WantedAd.state == WantedState.OPEN,
        WantedAd.last_day >= today,
        WantedAd.institution_id.in_(verified_ids()),
    )
    lines = _lines(actor, shown, today, 5, 0)
    return ListingWanted(lines) if lines else None


def wishes_of(category_id: str, specs: list[SpecWanted], language: str) -> tuple[str, ...]:
    """Each wish in words: "Flux lumineux ≥ 5 000 lm", "Résolution : 4K UHD, 1080p"."""
    category = categories().get(category_id)
    known = {spec.key: spec for spec in category.specs} if category else {}
    found = []
    for one in specs:
        spec = known.get(one.key)
        if spec is None:
            continue
        label = spec.label[language]
        if spec.kind is Kind.NUMBER:
            low, high = (None if bound is None else spec.format(bound, language) for bound in (one.low, one.high))
            bounds = {(True, False): f"≥ {low}", (False, True): f"≤ {high}", (True, True): f"{low} – {high}"}
            found.append(f"{label} {bounds.get((low is not None, high is not None), '')}".strip())
        else:
            values = [option.label[language] for option in spec.options if option.key in one.options]
            found.append(f"{label} : {', '.join(values)}" if values else label)
    return tuple(found)


def _lines(actor: Actor, chosen: ColumnElement[bool], today: date, most: int, start: int) -> tuple[WantedLine, ...]:
    counted = (
        select(func.count(WantedMatch.listing_id))
        .join(Listing, Listing.id == WantedMatch.listing_id)
        .where(WantedMatch.ad_id == WantedAd.id, published_for(actor))
        .correlate(WantedAd)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(WantedAd, Institution.name, counted.label("matches"))
        .join(Institution, Institution.id == WantedAd.institution_id)
        .where(chosen)
        .order_by(WantedAd.state != WantedState.OPEN, WantedAd.first_day, WantedAd.id)
        .limit(most)
        .offset(start)
    )
    return tuple(
        WantedLine(
            ad.id, ad.title, ad.category, ad.quantity, ad.first_day, ad.last_day, ad.city, name, ad.institution_id,
            ad.offer, ad.state, is_over(ad.last_day, today), matches,
        )
        for ad, name, matches in rows
    )  # fmt: skip


def _readable(actor: Actor, ad_id: int) -> WantedAd:
    ad = db.session.get(WantedAd, ad_id)
    if ad is None or not is_shown(actor, ad):
        raise NotFound()
    return ad


def is_shown(actor: Actor, ad: WantedAd) -> bool:
    """Whether *actor* reads this ad: that of an institution not verified, or suspended, is for its own people."""
    own = actor.belongs_to(ad.institution_id) or actor.is_staff
    return may_see_wanted(actor) and (own or is_institution_verified(ad.institution_id))


def verified_ids() -> Select[Any]:
    """The institutions whose ads the network reads."""
    return select(Institution.id).where(Institution.state == InstitutionState.VERIFIED)


def _proposals(actor: Actor, ad: WantedAd, language: str) -> tuple[Proposal, ...]:
    """Listings pointed at by their lenders, as long as *actor* may see them."""
    units = (
        select(func.count(Unit.id))
        .where(Unit.listing_id == Listing.id, Unit.out_of_service_from.is_(None))
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(WantedMatch.listing_id, WantedMatch.note, units.label("units"))
        .join(Listing, Listing.id == WantedMatch.listing_id)
        .where(
            WantedMatch.ad_id == ad.id,
            WantedMatch.proposed_by.is_not(None),
            published_for(actor),
        )
        .order_by(WantedMatch.found_at)
    ).all()
    drawn = {
        card.id: card
        for card in cards([Hit(row.listing_id, row.units, None) for row in rows], language, with_dates=False)
    }
    return tuple(Proposal(drawn[row.listing_id], row.note) for row in rows if row.listing_id in drawn)


def _own_listings(actor: Actor, ad: WantedAd) -> tuple[tuple[int, str], ...]:
    """What this person could propose: published listings of their own, of the same category first."""
    lenders = [i for i in sorted(actor.institution_ids) if may_propose(actor, i, ad.institution_id)]
    if not lenders:
        return ()
    proposed = select(WantedMatch.listing_id).where(WantedMatch.ad_id == ad.id, WantedMatch.proposed_by.is_not(None))
    rows = db.session.execute(
        select(Listing.id, Listing.title)
        .where(
            Listing.institution_id.in_(lenders),
            Listing.state == ListingState.PUBLISHED,
            Listing.visibility != Visibility.INSTITUTION,
            Listing.id.not_in(proposed),
        )
        .order_by(Listing.category != ad.category, Listing.title)
        .limit(100)
    )
    return tuple(rows.all())


def _may_name(actor: Actor, ad: WantedAd, exhibition: Exhibition) -> bool:
    return exhibition.is_public or actor.belongs_to(ad.institution_id)


def _place(ad: WantedAd) -> Place:
    found = place_by_insee(ad.insee) or next(iter(find_place(ad.city)), None)
    if found is None:
        raise NotFound()
    return found

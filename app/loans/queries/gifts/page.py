"""The pages of gifts: the list, one gift, its request and its approval."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import or_, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db, named
from app.core.errors import Forbidden, NotFound
from app.exhibitions.models import Exhibition
from app.listings.domain.availability.holds import BLOCKING
from app.listings.domain.categories import categories
from app.listings.domain.categories.catalogue import Travels
from app.listings.domain.states import ListingState, Offer
from app.listings.models import Allocation, Listing, Unit
from app.listings.queries.visibility import published_for
from app.loans import lives
from app.loans.domain.gifts.judging import Verdict, proposed_residual
from app.loans.domain.gifts.life import (
    GiftAction,
    GiftSide,
    GiftState,
    gift_side,
    gift_sides,
    may_enter_gift,
    may_see_gift,
)
from app.loans.domain.gifts.words import GiverKind, RecipientKind
from app.loans.domain.permissions import BORROWER_ROLES
from app.loans.models import Gift, GiftRebuy, GiftUnit
from app.loans.queries.gifts.facts import parties_of_gift, verdict_now

GIVER, RECIPIENT = named(Institution, "giver"), named(Institution, "recipient")
MOST_UNITS_SHOWN = 60
"""Of one listing, on the page where its giver chooses."""
GIFTS_SHOWN = 200
"""In the list: gifts are rare."""


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One object of a gift."""

    label: str
    serial: str
    residual_cents: int | None


@dataclass(frozen=True, slots=True)
class GiftPage:
    """A gift as one of its parties reads it. *verdict* None before it is approved; *sides* are the reader's.

    *bought_again_on*: the giver bought the same again; *may_say_bought_again* until then, for a year.
    """

    id: int
    state: GiftState
    title: str
    listing_id: int
    giver_id: int
    quantity: int
    giver: str
    giver_is_public: bool
    recipient: str
    recipient_is_public: bool
    outside_number: str
    is_outside: bool
    exhibition: str
    purpose: str
    answer: str
    requested_on: date
    answer_by: date
    transferred_on: date | None
    units: tuple[GivenLine, ...]
    verdict: Verdict | None
    giver_kind: GiverKind | None
    recipient_kind: RecipientKind | None
    decision: str
    domaine: str
    valuation: str
    wiped: str
    new_listing_id: int | None
    has_signed_deed: bool
    actions: frozenset[GiftAction]
    sides: frozenset[GiftSide]
    version: int
    bought_again_on: date | None
    may_say_bought_again: bool

    @property
    def moves_on(self) -> bool:
        """Whether the reader can do something other than sign."""
        return bool(self.actions - {GiftAction.SIGN})

    @property
    def is_giver(self) -> bool:
        """Whether the reader gives."""
        return GiftSide.GIVER in self.sides


def gift_page(actor: Actor, gift_id: int) -> GiftPage:
    """One gift. Raises NotFound for third parties."""
    row: Any = db.session.execute(_rows().where(Gift.id == gift_id)).one_or_none()
    if row is None or not may_see_gift(actor, parties_of_gift(row.Gift)):
        raise NotFound()
    gift, zone = row.Gift, row.zone
    parties = parties_of_gift(gift)
    return GiftPage(
        id=gift.id,
        state=gift.state,
        title=row.title,
        listing_id=gift.listing_id,
        giver_id=gift.giver_id,
        quantity=gift.quantity,
        giver=row.giver,
        giver_is_public=row.giver_is_public,
        recipient=row.recipient or gift.outside_name,
        recipient_is_public=bool(row.recipient_is_public),
        outside_number=gift.outside_number,
        is_outside=gift.recipient_id is None,
        exhibition=row.exhibition or "",
        purpose=gift.purpose,
        answer=gift.answer,
        requested_on=local_day(gift.requested_at, zone),
        answer_by=local_day(gift.expires_at, zone),
        transferred_on=gift.transferred_on,
        units=_units(gift.id),
        verdict=verdict_now(gift) if gift.units else None,
        giver_kind=gift.giver_kind,
        recipient_kind=gift.recipient_kind,
        decision=gift.decision,
        domaine=gift.domaine,
        valuation=gift.valuation,
        wiped=gift.wiped,
        new_listing_id=gift.new_listing_id if actor.belongs_to(gift.recipient_id or 0) else None,
        has_signed_deed=gift.deed_document_id is not None,
        actions=frozenset(one for one in GiftAction if gift_side(actor, parties, gift.state, one)),
        sides=gift_sides(actor, parties),
        version=gift.version,
        bought_again_on=row.bought_on,
        may_say_bought_again=row.bought_on is None
        and gift.transferred_on is not None
        and GiftSide.GIVER in gift_sides(actor, parties),
    )


def _rows() -> Any:
    return (
        select(
            Gift,
            Listing.title,
            GIVER.name.label("giver"),
            GIVER.is_public.label("giver_is_public"),
            GIVER.time_zone.label("zone"),
            RECIPIENT.name.label("recipient"),
            RECIPIENT.is_public.label("recipient_is_public"),
            Exhibition.title.label("exhibition"),
            GiftRebuy.bought_on,
        )
        .outerjoin(GiftRebuy, GiftRebuy.gift_id == Gift.id)
        .join(Listing, Listing.id == Gift.listing_id)
        .join(GIVER, GIVER.id == Gift.giver_id)
        .outerjoin(RECIPIENT, RECIPIENT.id == Gift.recipient_id)
        .outerjoin(Exhibition, Exhibition.id == Gift.exhibition_id)
    )


def _units(gift_id: int) -> tuple[GivenLine, ...]:
    rows = db.session.execute(
        select(Unit.label, Unit.serial, GiftUnit.residual_cents)
        .join(GiftUnit, GiftUnit.unit_id == Unit.id)
        .where(GiftUnit.gift_id == gift_id)
        .order_by(Unit.id)
    )
    return tuple(GivenLine(*row) for row in rows)


@dataclass(frozen=True, slots=True)
class GiftCard:
    """A gift in a list."""

    id: int
    state: GiftState
    title: str
    quantity: int
    other: str
    is_giver: bool
    requested_on: date


def gift_cards(actor: Actor) -> tuple[GiftCard, ...]:
    """The gifts of my institutions, the latest first."""
    mine = actor.institution_ids
    rows = db.session.execute(
        _rows()
        .where(or_(Gift.giver_id.in_(mine), Gift.recipient_id.in_(mine)))
        .order_by(Gift.id.desc())
        .limit(GIFTS_SHOWN)
    )
    return tuple(_card(row, row.Gift.giver_id in mine) for row in rows)


def _card(row: Any, is_giver: bool) -> GiftCard:
    gift = row.Gift
    other = (row.recipient or gift.outside_name) if is_giver else row.giver
    day = local_day(gift.requested_at, row.zone)
    return GiftCard(gift.id, gift.state, row.title, gift.quantity, other, is_giver, day)


@dataclass(frozen=True, slots=True)
class AskGiftPage:
    """A listing about to be asked as a gift. *houses* are those the actor may ask for, *shows* theirs, by id."""

    listing_id: int
    title: str
    giver: str
    total: int
    is_collection_answered: bool
    houses: tuple[tuple[int, str], ...]
    shows: tuple[tuple[int, str, int], ...]
    is_own: bool


def ask_gift_page(actor: Actor, listing_id: int, now: datetime, *, for_outside: bool = False) -> AskGiftPage:
    """Raises NotFound for a listing that is not offered as a gift to this person, Forbidden without the role."""
    row: Any = db.session.execute(
        select(Listing, Institution.name, Institution.time_zone)
        .join(Institution, Institution.id == Listing.institution_id)
        .where(Listing.id == listing_id, Listing.state == ListingState.PUBLISHED, published_for(actor))
    ).one_or_none()
    if row is None or row.Listing.offer is Offer.LOAN:
        raise NotFound()
    giver_id = row.Listing.institution_id
    if for_outside and not actor.belongs_to(giver_id):
        raise NotFound()
    houses = () if for_outside else _houses(actor.institutions_where(*BORROWER_ROLES) - {giver_id})
    if not houses and not (for_outside and may_enter_gift(actor, giver_id)):
        raise Forbidden()
    today = local_day(now, row.time_zone)
    left = or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today)
    total = len(db.session.scalars(select(Unit.id).where(Unit.listing_id == listing_id, left)).all())
    answered = row.Listing.collection_item is not None
    shows = _shows([id for id, _ in houses], today)
    return AskGiftPage(listing_id, row.Listing.title, row.name, total, answered, houses, shows, for_outside)


def _houses(ids: frozenset[int]) -> tuple[tuple[int, str], ...]:
    rows = select(Institution.id, Institution.name).where(Institution.id.in_(ids)).order_by(Institution.name)
    return tuple((row.id, row.name) for row in db.session.execute(rows))


def _shows(ids: list[int], today: date) -> tuple[tuple[int, str, int], ...]:
    rows = select(Exhibition.id, Exhibition.title, Exhibition.institution_id).where(
        Exhibition.institution_id.in_(ids), Exhibition.closes_on >= today
    )
    return tuple((row.id, row.title, row.institution_id) for row in db.session.execute(rows.order_by(Exhibition.id)))


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that could be given. *is_promised*: by name to somebody, so that it cannot."""

    id: int
    label: str
    serial: str
    is_promised: bool


@dataclass(frozen=True, slots=True)
class ApprovePage:
    """A gift and what the giver needs to decide. *proposal_cents* is replacement x (1 - age / L), from these."""

    gift: GiftPage
    units: tuple[Candidate, ...]
    replacement_cents: int | None
    made_in: int | None
    life_years: Decimal | None
    proposal_cents: int | None
    may_hold_data: bool
    collection_item: bool | None


def approve_page(actor: Actor, gift_id: int, now: datetime) -> ApprovePage:
    """What the giver decides on. Raises NotFound, Forbidden for the other side."""
    gift = gift_page(actor, gift_id)
    if not gift.is_giver:
        raise Forbidden()
    listing = db.session.get_one(Listing, gift.listing_id)
    zone = db.session.get_one(Institution, listing.institution_id).time_zone
    today = local_day(now, zone)
    life = lives.service_life(listing.category, listing.specs)
    proposal = None
    if listing.replacement_value_cents is not None and listing.made_in_year and life:
        age = max(0, today.year - listing.made_in_year)
        proposal = proposed_residual(listing.replacement_value_cents, age, life.years)
    kind = categories().get(listing.category)
    return ApprovePage(
        gift,
        _candidates(listing.id, today),
        listing.replacement_value_cents,
        listing.made_in_year,
        life.years if life else None,
        proposal,
        kind is not None and Travels.DATA_WIPE in kind.travels,
        listing.collection_item,
    )


def _candidates(listing_id: int, today: date) -> tuple[Candidate, ...]:
    left = or_(Unit.out_of_service_from.is_(None), Unit.out_of_service_from > today)
    rows = db.session.scalars(
        select(Unit).where(Unit.listing_id == listing_id, left).order_by(Unit.id).limit(MOST_UNITS_SHOWN)
    ).all()
    held = set(
        db.session.scalars(
            select(Allocation.unit_id).where(
                Allocation.unit_id.in_([row.id for row in rows]),
                Allocation.state.in_(BLOCKING),
                Allocation.end_on > today,
            )
        )
    )
    return tuple(Candidate(row.id, row.label, row.serial, row.id in held) for row in rows)

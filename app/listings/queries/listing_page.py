"""The page of a listing: its label, its calendar, and the answer to "may I have it on these days?"."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site
from app.core.actor import Actor, Role
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import NotFound
from app.listings.domain.availability import HoldState
from app.listings.domain.categories import Spec, categories
from app.listings.domain.categories.spec import Stored
from app.listings.domain.permissions import (
    ListingAccess,
    may_edit_listing,
    may_publish_listing,
    may_see_listing,
    may_see_storage_place,
    may_withdraw_listing,
)
from app.listings.domain.states import Condition, ListingState, Offer, Visibility
from app.listings.models import Listing, ListingPhoto, Unit
from app.listings.queries.calendar import (
    MONTHS,
    Month,
    Span,
    holds_drawn,
    month_start,
    months_of,
    spans_of,
    window_from,
)
from app.listings.queries.pools import pools
from app.listings.queries.request_box import RequestBox, request_box
from app.listings.queries.takers import takers
from app.media.queries import PhotoView, photos

BORROWING_ROLES = (Role.EXHIBITIONS, Role.TECHNICIAN)
"""Who may ask for a listing: what ``app.loans`` accepts, which this package does not know; a test compares them."""


class Asking(StrEnum):
    """Whether this person can ask for this listing, and if not, why: the page says what to do instead."""

    POSSIBLE = "possible"
    SIGN_IN = "sign_in"
    NO_INSTITUTION = "no_institution"
    NOT_YOUR_ROLE = "not_your_role"
    OWN = "own"
    NOT_PUBLISHED = "not_published"
    GIFT_ONLY = "gift_only"


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One physical object, for the people of its institution."""

    id: int
    label: str
    serial: str
    asset_tag: str
    condition: Condition


@dataclass(frozen=True, slots=True)
class Private:
    """What only the owner's people see: *units*, the room, the number in their inventory, value in cents."""

    storage_place: str
    reference: str | None
    address: str
    replacement_value_cents: int | None
    units: tuple[UnitLine, ...]


@dataclass(frozen=True, slots=True)
class ListingActions:
    """The buttons that would work for this person."""

    edit: bool
    publish: bool
    withdraw: bool


@dataclass(frozen=True, slots=True)
class ListingPage:
    """A listing as this person may see it. kg, cm, W; *quantity* counts the units that may be asked for.

    *private* is None for other institutions; *box* is None until days are asked for.
    """

    id: int
    institution_id: int
    title: str
    description: str
    category: str
    category_label: str
    brand: str
    model: str
    specs: tuple[tuple[str, str], ...]
    condition: Condition
    offer: Offer
    visibility: Visibility
    state: ListingState
    mass_kg: Decimal | None
    dimensions_cm: tuple[Decimal | None, Decimal | None, Decimal | None]
    power_w: Decimal | None
    made_in_year: int | None
    tested_on: date | None
    lender_conditions: str
    turnaround_days: int
    available_from: date | None
    available_until: date | None
    quantity: int
    institution: str
    website: str
    city: str
    department: str
    region: str
    photos: tuple[PhotoView, ...]
    pending_requests: int
    months: tuple[Month, ...]
    private: Private | None
    asking: Asking
    actions: ListingActions
    box: RequestBox | None


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """More months of one listing, drawn and as a list."""

    id: int
    title: str
    quantity: int
    months: tuple[Month, ...]
    spans: tuple[Span, ...]
    previous: date | None
    following: date


def listing_page(
    actor: Actor,
    listing_id: int,
    now: datetime,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    quantity: int = 1,
    language: str = "fr",
    as_published: bool = False,
) -> ListingPage:
    """All that *actor* may know of a listing, with the answer for the asked days. Raises NotFound when it is not
    there or not for them, ``EndBeforeStart`` and ``QuantityNotPositive`` for days and quantities that cannot be.

    *as_published* answers what *actor* would see if it were: for the preview of its own people alone."""
    row, access = _seen(actor, listing_id, as_published)
    listing: Listing = row.Listing
    state = ListingState.PUBLISHED if as_published else listing.state
    today = local_day(now, row.time_zone)
    since = min(first_day or today, month_start(today))
    pool = pools([listing_id], today, now=now, since=since)[listing_id]
    category = categories().get(listing.category)
    is_own = may_see_storage_place(actor, listing.institution_id)
    return ListingPage(
        id=listing.id,
        institution_id=listing.institution_id,
        title=listing.title,
        description=listing.description,
        category=listing.category,
        category_label=category.label[language] if category else listing.category,
        brand=listing.brand,
        model=listing.model,
        specs=specs_of(listing.category, listing.specs, language),
        condition=listing.condition,
        offer=listing.offer,
        visibility=listing.visibility,
        state=state,
        mass_kg=listing.mass_kg,
        dimensions_cm=(listing.width_cm, listing.height_cm, listing.depth_cm),
        power_w=listing.power_w,
        made_in_year=listing.made_in_year,
        tested_on=listing.tested_on,
        lender_conditions=listing.lender_conditions,
        turnaround_days=listing.turnaround_days,
        available_from=listing.available_from,
        available_until=listing.available_until,
        quantity=sum(unit.until is None or unit.until > today for unit in pool.units),
        institution=row.institution,
        website=row.website,
        city=row.city,
        department=row.department,
        region=row.region,
        photos=tuple(photos(_photo_ids(listing_id))),
        pending_requests=sum(h.state is HoldState.REQUESTED and h.end > today for h in pool.pool.holds),
        months=months_of(pool, window_from(today), today, takers(holds_drawn(pool)) if is_own else None),
        private=_private(row) if is_own else None,
        asking=_asking(actor, listing, state),
        actions=ListingActions(
            edit=may_edit_listing(actor, access),
            publish=may_publish_listing(actor, access),
            withdraw=may_withdraw_listing(actor, access),
        ),
        box=request_box(pool, first_day, last_day, quantity, today, is_own) if first_day and last_day else None,
    )


def calendar_page(actor: Actor, listing_id: int, now: datetime, first: date | None = None) -> CalendarPage:
    """Three months from *first* (this one when not said), and the way to those before and after."""
    row, _ = _seen(actor, listing_id)
    today = local_day(now, row.time_zone)
    start = max(month_start(first or today), month_start(today))
    window = window_from(start)
    pool = pools([listing_id], today, now=now, since=start)[listing_id]
    is_own = may_see_storage_place(actor, row.Listing.institution_id)
    names = takers(holds_drawn(pool)) if is_own else None
    earlier = max(month_start(start, -MONTHS), month_start(today))
    return CalendarPage(
        id=listing_id,
        title=row.Listing.title,
        quantity=sum(unit.until is None or unit.until > today for unit in pool.units),
        months=months_of(pool, window, today, names),
        spans=spans_of(pool, window, today, names),
        previous=earlier if earlier < start else None,
        following=window.end,
    )


def specs_of(category_id: str, stored: Mapping[str, Stored], language: str) -> tuple[tuple[str, str], ...]:
    """(label, value with its unit) of every characteristic, in the order of the category; those that the category
    no longer has come last, under the name they were kept by."""
    category = categories().get(category_id)
    specs = category.specs if category else ()
    named = {spec.key: spec for spec in specs if spec.key in stored}
    known = [(spec.label[language], spec.format(spec.restore(stored[key]), language)) for key, spec in named.items()]
    gone = {spec.key: spec for spec in (category.gone if category else ())}
    others = [_forgotten(key, value, gone.get(key), language) for key, value in stored.items() if key not in named]
    return (*known, *others)


def _forgotten(key: str, value: Stored, spec: Spec | None, language: str) -> tuple[str, str]:
    if spec is not None:
        return spec.label[language], spec.format(spec.restore(value), language)
    return key, ", ".join(value) if isinstance(value, list) else str(value)


def _seen(actor: Actor, listing_id: int, as_published: bool = False) -> tuple[Row[Any], ListingAccess]:
    columns = (
        Listing,
        Institution.name.label("institution"),
        Institution.state.label("institution_state"),
        Institution.website,
        Institution.time_zone,
        Site.name.label("site"),
        Site.address,
        Site.postcode,
        Site.city,
        Site.department,
        Site.region,
    )
    found = (
        select(*columns)
        .join(Institution, Institution.id == Listing.institution_id)
        .join(Site, Site.id == Listing.site_id)
        .where(Listing.id == listing_id)
    )
    row: Any = db.session.execute(found).one_or_none()
    if row is None:
        raise NotFound()
    listing, verified = row.Listing, row.institution_state is InstitutionState.VERIFIED
    access = ListingAccess(listing.institution_id, listing.state, listing.visibility, verified)
    judged = replace(access, state=ListingState.PUBLISHED, is_verified=True) if as_published else access
    if not may_see_listing(actor, judged):
        raise NotFound()
    return row, access


def _photo_ids(listing_id: int) -> list[int]:
    own = select(ListingPhoto.photo_id).where(ListingPhoto.listing_id == listing_id)
    return list(db.session.scalars(own.order_by(ListingPhoto.position, ListingPhoto.id)))


def _private(row: Row[Any]) -> Private:
    listing: Listing = row.Listing
    units = db.session.scalars(select(Unit).where(Unit.listing_id == listing.id).order_by(Unit.id))
    return Private(
        storage_place=listing.storage_place,
        reference=listing.reference,
        address=", ".join(part for part in (row.site, row.address, f"{row.postcode} {row.city}") if part),
        replacement_value_cents=listing.replacement_value_cents,
        units=tuple(UnitLine(unit.id, unit.label, unit.serial, unit.asset_tag, unit.condition) for unit in units),
    )


def _asking(actor: Actor, listing: Listing, state: ListingState) -> Asking:
    if state is not ListingState.PUBLISHED:
        return Asking.NOT_PUBLISHED
    if not actor.is_signed_in:
        return Asking.SIGN_IN
    if actor.institutions_where(*BORROWING_ROLES) - {listing.institution_id}:
        return Asking.GIFT_ONLY if listing.offer is Offer.GIFT else Asking.POSSIBLE
    if actor.belongs_to(listing.institution_id):
        return Asking.OWN
    return Asking.NOT_YOUR_ROLE if actor.institution_ids else Asking.NO_INSTITUTION

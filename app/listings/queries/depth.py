"""What belongs to a listing beside its label: handling, kit, accessories, papers, equivalents, the last finding."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select

from app.accounts.models import Institution
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.listings.domain.availability import Period
from app.listings.domain.handling import Vehicle
from app.listings.domain.permissions import may_see_storage_place, may_write_listings
from app.listings.domain.states import ListingState
from app.listings.models import Accessory, EquivalentModel, KitMember, Listing
from app.listings.queries.conditions import LastFinding, last_finding
from app.listings.queries.documents import Papers, papers_of
from app.listings.queries.equivalents import EquivalentView, equivalents
from app.listings.queries.listing_page import ListingPage
from app.listings.queries.visibility import published_for

MOST_CHOICES = 500


@dataclass(frozen=True, slots=True)
class Handling:
    """What it takes to move one unit; what was never said is None."""

    vehicle: Vehicle | None
    carriers: int | None
    needs_dock: bool
    needs_lift: bool
    is_crated: bool


@dataclass(frozen=True, slots=True)
class MemberView:
    """*quantity* of a listing in each kit; *is_seen*: this person finds its page."""

    id: int
    title: str
    quantity: int
    is_seen: bool


@dataclass(frozen=True, slots=True)
class AccessoryView:
    """What goes with each unit."""

    id: int
    name: str
    quantity: int
    is_essential: bool


@dataclass(frozen=True, slots=True)
class NamedModel:
    """A make and model that the lender calls equivalent."""

    id: int
    words: str


@dataclass(frozen=True, slots=True)
class Depth:
    """All of it as one person may see it. *kits*: (id, title) of the kits this listing goes out with, for its own
    people."""

    handling: Handling
    members: tuple[MemberView, ...]
    kits: tuple[tuple[int, str], ...]
    accessories: tuple[AccessoryView, ...]
    papers: Papers
    named: tuple[NamedModel, ...]
    equivalents: tuple[EquivalentView, ...]
    finding: LastFinding | None


@dataclass(frozen=True, slots=True)
class DetailsPage:
    """What the keepers of a listing arrange; *choices* are the listings that may go into its kit."""

    id: int
    institution_id: int
    title: str
    category: str
    depth: Depth
    choices: tuple[tuple[int, str], ...]


def listing_depth(
    actor: Actor,
    listing_id: int,
    now: datetime,
    *,
    first_day: date | None = None,
    last_day: date | None = None,
    quantity: int = 1,
    language: str = "fr",
) -> Depth:
    """What belongs to a listing that *actor* was shown: the page has judged that they may see it.

    With days, papers are judged until the last one, and equivalents are those free on them.
    """
    own = select(Listing, Institution.time_zone).join(Institution, Institution.id == Listing.institution_id)
    listing, zone = db.session.execute(own.where(Listing.id == listing_id)).one()
    is_own = may_see_storage_place(actor, listing.institution_id)
    period = Period.of_days(first_day, last_day) if first_day and last_day else None
    elsewhere: tuple[EquivalentView, ...] = ()
    if listing.state is ListingState.PUBLISHED:
        elsewhere = equivalents(actor, listing_id, now, period=period, quantity=quantity, language=language)
    return Depth(
        handling=Handling(
            listing.vehicle, listing.carriers, listing.needs_dock, listing.needs_lift, listing.is_crated
        ),
        members=_members(actor, listing_id),
        kits=_kits(listing_id) if is_own else (),
        accessories=accessories_of([listing_id]).get(listing_id, ()),
        papers=papers_of(actor, listing_id, listing.category, local_day(now, zone), last_day),
        named=_named(listing_id),
        equivalents=elsewhere,
        finding=last_finding(listing_id, zone),
    )


def depth_of(actor: Actor, page: ListingPage, now: datetime, language: str = "fr") -> Depth:
    """What belongs to the listing of *page*, for the days it was asked for."""
    box = page.box
    if box is None:
        return listing_depth(actor, page.id, now, language=language)
    return listing_depth(
        actor,
        page.id,
        now,
        first_day=box.first_day,
        last_day=box.last_day,
        quantity=box.quantity,
        language=language,
    )


def details_page(actor: Actor, listing_id: int, now: datetime, language: str = "fr") -> DetailsPage:
    """The page of details. Raises NotFound for other institutions, Forbidden for those who only read."""
    listing = db.session.get(Listing, listing_id)
    if listing is None or not may_see_storage_place(actor, listing.institution_id):
        raise NotFound()
    if not may_write_listings(actor, listing.institution_id):
        raise Forbidden()
    return DetailsPage(
        id=listing.id,
        institution_id=listing.institution_id,
        title=listing.title,
        category=listing.category,
        depth=listing_depth(actor, listing_id, now, language=language),
        choices=_choices(listing),
    )


def accessories_of(listing_ids: list[int]) -> dict[int, tuple[AccessoryView, ...]]:
    """The accessories of these listings, the essential first: one query."""
    rows = select(Accessory).where(Accessory.listing_id.in_(listing_ids))
    found: dict[int, tuple[AccessoryView, ...]] = {}
    for row in db.session.scalars(rows.order_by(Accessory.is_essential.desc(), Accessory.id)):
        view = AccessoryView(row.id, row.name, row.quantity, row.is_essential)
        found[row.listing_id] = (*found.get(row.listing_id, ()), view)
    return found


def _members(actor: Actor, kit_id: int) -> tuple[MemberView, ...]:
    own = Listing.institution_id.in_(sorted(actor.institution_ids))
    seen = select(Listing.id).where(or_(published_for(actor), own)).correlate(None)
    rows = db.session.execute(
        select(Listing.id, Listing.title, KitMember.quantity, Listing.id.in_(seen).label("is_seen"))
        .join(KitMember, KitMember.member_id == Listing.id)
        .where(KitMember.kit_id == kit_id)
        .order_by(Listing.title, Listing.id)
    )
    return tuple(MemberView(row.id, row.title, row.quantity, bool(row.is_seen)) for row in rows)


def _kits(member_id: int) -> tuple[tuple[int, str], ...]:
    rows = select(Listing.id, Listing.title).join(KitMember, KitMember.kit_id == Listing.id)
    found = db.session.execute(rows.where(KitMember.member_id == member_id).order_by(Listing.title))
    return tuple((row.id, row.title) for row in found)


def _named(listing_id: int) -> tuple[NamedModel, ...]:
    rows = select(EquivalentModel.id, EquivalentModel.words).where(EquivalentModel.listing_id == listing_id)
    return tuple(NamedModel(*row) for row in db.session.execute(rows.order_by(EquivalentModel.id)))


def _choices(kit: Listing) -> tuple[tuple[int, str], ...]:
    """Listings of the same institution that are no kit themselves, by title."""
    rows = (
        select(Listing.id, Listing.title, Listing.reference)
        .where(
            Listing.institution_id == kit.institution_id,
            Listing.id != kit.id,
            Listing.state != ListingState.WITHDRAWN,
            Listing.id.not_in(select(KitMember.kit_id)),
        )
        .order_by(Listing.title, Listing.id)
        .limit(MOST_CHOICES)
    )
    return tuple(
        (id, f"{title} ({reference})" if reference else title) for id, title, reference in db.session.execute(rows)
    )

"""Questions about institutions and their places, as anybody may ask them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from app.accounts.domain.permissions import is_verified, may_administer, may_see_members
from app.accounts.domain.site_rules import SiteRules
from app.accounts.domain.states import InstitutionKind, InstitutionState
from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.geo import Point, departments, regions
from app.core.paging import PAGE_SIZE, Page
from app.core.text import fold


@dataclass(frozen=True, slots=True)
class InstitutionRef:
    """An institution in a word: for a link, a card, a list of choices."""

    id: int
    name: str
    city: str
    region: str
    region_name: str
    kind: InstitutionKind
    state: InstitutionState


@dataclass(frozen=True, slots=True)
class ClosureView:
    """Days on which a site is closed, both included."""

    id: int
    first_day: date
    last_day: date
    reason: str


@dataclass(frozen=True, slots=True)
class SiteView:
    """A place; *address* and *access_notes* are for those who come to it, not for the public page."""

    id: int
    institution_id: int
    name: str
    address: str
    postcode: str
    city: str
    department: str
    region: str
    region_name: str
    point: Point
    is_exact: bool
    open_weekdays: tuple[int, ...]
    access_notes: str
    closures: tuple[ClosureView, ...]
    rules: SiteRules


@dataclass(frozen=True, slots=True)
class InstitutionPage:
    """An institution as everybody may see it. *actions*: "edit", "join"."""

    ref: InstitutionRef
    is_public: bool
    department_name: str
    website: str
    siret: str
    logo_key: str | None
    sites: tuple[SiteView, ...]
    actions: frozenset[str]


def search_institutions(text: str = "", region: str = "", number: int = 1) -> Page[InstitutionRef]:
    """Verified institutions whose name or town holds every word of *text*, in a region if asked, by name."""
    chosen = select(Institution).where(Institution.state == InstitutionState.VERIFIED)
    for word in fold(text).split()[:8]:
        chosen = chosen.where(Institution.folded_name.contains(word))
    if region:
        chosen = chosen.where(Institution.region == region)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number = max(1, number)
    rows = db.session.scalars(
        chosen.order_by(Institution.folded_name, Institution.id).limit(PAGE_SIZE).offset((number - 1) * PAGE_SIZE)
    )
    return Page([ref_of(row) for row in rows], number, total)


def institution_page(actor: Actor, institution_id: int) -> InstitutionPage:
    """The public page; before it is verified, only for its own people and the staff. Raises :class:`NotFound`."""
    found = db.session.get(Institution, institution_id, options=[selectinload(Institution.sites)])
    if found is None or not (is_verified(found.state) or may_see_members(actor, institution_id)):
        raise NotFound()
    actions = {"edit"} if may_administer(actor, institution_id) else set()
    if actor.is_signed_in and not actor.belongs_to(institution_id):
        actions.add("join")
    department = departments().get(found.department)
    return InstitutionPage(
        ref_of(found),
        found.is_public,
        department.name if department else "",
        found.website,
        found.siret or "",
        found.logo_key,
        tuple(site_view(site) for site in found.sites),
        frozenset(actions),
    )


def institution_refs(institution_ids: Iterable[int]) -> dict[int, InstitutionRef]:
    """Many institutions in a word, by id: one query."""
    wanted = list(institution_ids)
    if not wanted:
        return {}
    rows = db.session.scalars(select(Institution).where(Institution.id.in_(wanted)))
    return {row.id: ref_of(row) for row in rows}


def is_institution_verified(institution_id: int) -> bool:
    """Whether the institution may publish, request and accept."""
    state = db.session.scalar(select(Institution.state).where(Institution.id == institution_id))
    return state is not None and is_verified(state)


def sites_of(institution_id: int) -> list[SiteView]:
    """The places of an institution, the first one (its address) first."""
    rows = db.session.scalars(
        select(Site)
        .where(Site.institution_id == institution_id)
        .options(selectinload(Site.closures))
        .order_by(Site.id)
    )
    return [site_view(row) for row in rows]


def site_of(site_id: int) -> SiteView:
    """One place. Raises :class:`NotFound`."""
    found = db.session.get(Site, site_id, options=[selectinload(Site.closures)])
    if found is None:
        raise NotFound()
    return site_view(found)


def ref_of(row: Institution) -> InstitutionRef:
    """The row in a word."""
    region = regions().get(row.region)
    name = region.name if region else ""
    return InstitutionRef(row.id, row.name, row.city, row.region, name, row.kind, row.state)


def site_view(row: Site) -> SiteView:
    """The row as a value."""
    region = regions().get(row.region)
    return SiteView(
        id=row.id,
        institution_id=row.institution_id,
        name=row.name,
        address=row.address,
        postcode=row.postcode,
        city=row.city,
        department=row.department,
        region=row.region,
        region_name=region.name if region else "",
        point=Point(row.latitude, row.longitude),
        is_exact=row.geocoded_by == "ban",
        open_weekdays=tuple(row.open_weekdays),
        access_notes=row.access_notes,
        closures=tuple(ClosureView(c.id, c.first_day, c.last_day, c.reason) for c in row.closures),
        rules=SiteRules(
            lead_days=row.lead_days,
            longest_days=row.longest_days,
            visits_a_day=row.visits_a_day,
            has_same_day=row.has_same_day,
            opens_on_holidays=row.opens_on_holidays,
            processing_weekdays=tuple(row.processing_weekdays) if row.processing_weekdays else None,
        ),
    )

"""What the verbs of this package share: rows locked for the actor, fields laid on a row, words rewritten."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from sqlalchemy import delete, insert, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution, Site
from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.errors import Forbidden, Invalid, NotFound, Stale
from app.core.text import N_
from app.listings.domain.categories import Category
from app.listings.domain.categories.spec import Stored
from app.listings.domain.permissions import ListingAccess, may_edit_listing, may_see_listing, may_write_listings
from app.listings.domain.sheet import ListingFields, derived
from app.listings.domain.terms import terms_of_listing
from app.listings.models import Listing, ListingTerm
from app.listings.queries.fields import COLUMNS, forgotten_specs


class NotYourSite(Invalid):
    """Not a site of this institution."""

    message = N_("Choisissez un site de votre établissement.")
    field = "site_id"


class ReferenceTaken(Invalid):
    """Params: *reference*. Two objects with one inventory number could not be told apart."""

    message = N_("La référence « %(reference)s » existe déjà dans votre établissement.")
    field = "reference"


def require_writer(actor: Actor, institution_id: int) -> None:
    """Refuse who does not keep this inventory: 403 to its members, 404 to everybody else."""
    if may_write_listings(actor, institution_id):
        return
    raise Forbidden() if actor.belongs_to(institution_id) else NotFound()


def require_site(institution_id: int, site_id: int) -> None:
    """Refuse somebody else's site."""
    owner = db.session.execute(select(Site.institution_id).where(Site.id == site_id)).scalar()
    if owner != institution_id:
        raise NotYourSite()


def first_site(institution_id: int) -> int:
    """The first site of an institution. Raises NotFound when it has none."""
    statement = select(Site.id).where(Site.institution_id == institution_id).order_by(Site.id).limit(1)
    found = db.session.execute(statement).scalar()
    if found is None:
        raise NotFound()
    return found


def institution_day(institution_id: int, now: datetime) -> date:
    """The calendar day of *now* where the institution is."""
    zone = db.session.execute(select(Institution.time_zone).where(Institution.id == institution_id)).scalar_one()
    return local_day(now, zone)


def is_verified(institution_id: int) -> bool:
    """Whether the staff have checked this institution."""
    state = db.session.execute(select(Institution.state).where(Institution.id == institution_id)).scalar_one()
    return state is InstitutionState.VERIFIED


def access_of(listing: Listing) -> ListingAccess:
    """What decides who may do what with *listing*."""
    return ListingAccess(
        listing.institution_id, listing.state, listing.visibility, is_verified(listing.institution_id)
    )


def locked_listing(actor: Actor, listing_id: int, version: int | None = None) -> Listing:
    """The row, locked, for somebody who may edit it; :class:`Stale` when *version* is no longer the present one."""
    statement = select(Listing).where(Listing.id == listing_id).with_for_update(key_share=True)
    listing = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if listing is None or not may_see_listing(actor, access := access_of(listing)):
        raise NotFound()
    if not may_edit_listing(actor, access):
        raise Forbidden()
    if version is not None and listing.version != version:
        raise Stale()
    return listing


def lock_inventory(institution_id: int) -> None:
    """One at a time for what must be unique in an inventory; others may still point at the institution."""
    statement = select(Institution.id).where(Institution.id == institution_id)
    db.session.execute(statement.with_for_update(key_share=True))


def require_free_reference(institution_id: int, reference: str | None, but: int | None = None) -> None:
    """Refuse an inventory number that another listing of the institution has."""
    if not reference:
        return
    lock_inventory(institution_id)
    statement = select(Listing.id).where(Listing.institution_id == institution_id, Listing.reference == reference)
    found = db.session.execute(statement).scalar()
    if found is not None and found != but:
        raise ReferenceTaken(reference=reference)


def values_of(
    category: Category, fields: ListingFields, before: Mapping[str, Stored] | None = None
) -> dict[str, object]:
    """The columns of a listing that says *fields*. What its row held *before* under names that its category no longer
    has is kept: a category may change, no listing loses anything by it."""
    values: dict[str, object] = {name: getattr(fields, name) for name in COLUMNS}
    values |= derived(category, fields)
    values["reference"] = fields.reference or None
    values["specs"] = forgotten_specs(category, before or {}) | {
        key: category.spec(key).store(value) for key, value in fields.specs.items()
    }
    return values


def terms_of(category: Category, fields: ListingFields) -> set[str]:
    """The words under which a listing that says *fields* is found."""
    return terms_of_listing(category, fields.title, fields.brand, fields.model, fields.specs)


def rewrite_terms(listing_id: int, terms: Iterable[str]) -> None:
    """Replace the words of one listing, in the caller's transaction."""
    db.session.execute(delete(ListingTerm).where(ListingTerm.listing_id == listing_id))
    rows = [{"listing_id": listing_id, "term": term} for term in sorted(terms)]
    if rows:
        db.session.execute(insert(ListingTerm), rows)

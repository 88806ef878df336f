"""Which listings a person finds: the SQL twin of ``domain/permissions.may_see_listing``, published ones only.

A test holds the two together.
"""

from sqlalchemy import ColumnElement, and_, false, or_, select

from app.accounts.domain.states import InstitutionState
from app.accounts.models import Institution
from app.core.actor import Actor
from app.listings.domain.states import ListingState, Visibility
from app.listings.models import Listing


def published_for(actor: Actor) -> ColumnElement[bool]:
    """Published and shown to *actor*: public to all, network to members of any institution, the rest to its own.

    What an unverified or suspended institution offers is shown to its own people only.
    """
    verified = select(Institution.id).where(Institution.state == InstitutionState.VERIFIED)
    shared = or_(Listing.visibility == Visibility.PUBLIC, _of_network(actor))
    return and_(
        Listing.state == ListingState.PUBLISHED,
        or_(and_(shared, Listing.institution_id.in_(verified)), _of_own(actor)),
    )


def _of_network(actor: Actor) -> ColumnElement[bool]:
    is_member = bool(actor.institution_ids) or actor.is_staff
    return Listing.visibility == Visibility.NETWORK if is_member else false()


def _of_own(actor: Actor) -> ColumnElement[bool]:
    return Listing.institution_id.in_(sorted(actor.institution_ids)) if actor.institution_ids else false()

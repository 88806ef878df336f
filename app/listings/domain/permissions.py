"""Who may see, write, publish and import listings. Pure: verbs require them, pages draw their buttons by them.

Only technicians (and admins) of an institution write its inventory; every member of any institution sees what
the network sees. The platform's staff have no hand in an institution's listings: only its own command line
(an actor without a person) does.
"""

from dataclasses import dataclass

from app.core.actor import Actor, Role
from app.listings.domain.documents import DocumentReaders
from app.listings.domain.states import ListingState, Visibility


@dataclass(frozen=True, slots=True)
class ListingAccess:
    """What of a listing decides who may do what. *is_verified*: its institution was checked by the staff."""

    institution_id: int
    state: ListingState
    visibility: Visibility
    is_verified: bool = True


def may_write_listings(actor: Actor, institution_id: int) -> bool:
    """Whether the actor keeps this institution's inventory: create, edit, publish, import."""
    is_command_line = actor.is_staff and actor.user_id is None
    return is_command_line or actor.has_role(institution_id, Role.TECHNICIAN)


def may_see_listing(actor: Actor, listing: ListingAccess) -> bool:
    """Whether the listing exists for the actor. Its own institution's members see it in every state."""
    if actor.belongs_to(listing.institution_id) or may_write_listings(actor, listing.institution_id):
        return True
    if listing.state is not ListingState.PUBLISHED or not listing.is_verified:
        return False
    if listing.visibility is Visibility.PUBLIC:
        return True
    return listing.visibility is Visibility.NETWORK and (bool(actor.institution_ids) or actor.is_staff)


def may_edit_categories(actor: Actor) -> bool:
    """Add, change and retire kinds of objects: the platform's staff."""
    return actor.is_staff


def may_see_storage_place(actor: Actor, institution_id: int) -> bool:
    """Whether the actor may know in which room it is kept."""
    return actor.belongs_to(institution_id) or may_write_listings(actor, institution_id)


def may_edit_listing(actor: Actor, listing: ListingAccess) -> bool:
    """Whether the actor may change what the listing says, its units and its photos."""
    return may_write_listings(actor, listing.institution_id)


def may_publish_listing(actor: Actor, listing: ListingAccess) -> bool:
    """Whether publishing is the actor's to do and would make sense; what is still missing is said apart."""
    return may_edit_listing(actor, listing) and listing.state is not ListingState.PUBLISHED and listing.is_verified


def may_withdraw_listing(actor: Actor, listing: ListingAccess) -> bool:
    """Whether the actor may take it off the shelf; promises already made stay."""
    return may_edit_listing(actor, listing) and listing.state is ListingState.PUBLISHED


def may_dismantle(actor: Actor, institution_id: int) -> bool:
    """Whether the actor lists what comes out of this institution's shows: its exhibition team and its technicians."""
    return actor.user_id is not None and actor.has_role(institution_id, Role.EXHIBITIONS, Role.TECHNICIAN)


def may_inspect_unit(actor: Actor, institution_id: int) -> bool:
    """Whether the actor says how a unit looks, and puts a repaired one back into the pool."""
    return may_write_listings(actor, institution_id)


def may_see_condition_history(actor: Actor, institution_id: int) -> bool:
    """Whether the actor reads every finding on a unit; others see the last one, without its words."""
    return actor.belongs_to(institution_id) or may_write_listings(actor, institution_id)


def may_read_document(actor: Actor, listing: ListingAccess, readers: DocumentReaders, *, is_borrower: bool) -> bool:
    """Whether the actor may open a paper of the listing. *is_borrower*: the actor's institution has, had or was
    promised the object, and keeps the right to what it was lent with."""
    if may_see_condition_history(actor, listing.institution_id):
        return True
    if readers is DocumentReaders.OWNER:
        return False
    if is_borrower:
        return True
    return readers is DocumentReaders.EVERYONE and may_see_listing(actor, listing)

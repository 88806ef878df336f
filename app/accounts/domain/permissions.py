"""Who may do what with people and institutions.

An unverified institution prepares its drafts, but neither requests nor publishes.
"""

from app.accounts.domain.states import InstitutionState
from app.core.actor import Actor, Role


def is_verified(state: InstitutionState) -> bool:
    """Whether the platform's staff vouch for the institution: only then may it publish, request and accept."""
    return state is InstitutionState.VERIFIED


def may_create_institution(actor: Actor) -> bool:
    """Anybody with an account, who becomes its first admin."""
    return actor.is_signed_in or actor.is_staff


def may_see_members(actor: Actor, institution_id: int) -> bool:
    """The people of the institution, and the platform's staff."""
    return actor.is_staff or actor.belongs_to(institution_id)


def may_administer(actor: Actor, institution_id: int) -> bool:
    """Edit the institution, its sites, its people: its admins and the platform's staff."""
    return actor.is_staff or actor.has_role(institution_id, Role.ADMIN)


def may_decide_request(actor: Actor, institution_id: int, has_admin: bool) -> bool:
    """A request to join is decided by an admin of the institution; by the staff when it has none."""
    return actor.has_role(institution_id, Role.ADMIN) or (actor.is_staff and not has_admin)


def may_verify(actor: Actor) -> bool:
    """Verify, refuse, suspend an institution: the platform's staff."""
    return actor.is_staff


def may_revoke_role(actor: Actor, institution_id: int, user_id: int) -> bool:
    """An admin, the staff, or the person leaving."""
    return actor.user_id == user_id or may_administer(actor, institution_id)

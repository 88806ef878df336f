"""Who may do what with what is looked for."""

from app.core.actor import Actor, Role

SEEKER_ROLES = (Role.EXHIBITIONS, Role.TECHNICIAN)
"""Who looks for material in the name of an institution, beside its admins."""


def may_save_search(actor: Actor) -> bool:
    """Anybody with an account: what they hear of is what they may see anyway."""
    return actor.user_id is not None


def may_see_wanted(actor: Actor) -> bool:
    """Wanted ads are read by the members of the network and the platform's staff."""
    return bool(actor.institution_ids) or actor.is_staff


def may_publish_wanted(actor: Actor, institution_id: int) -> bool:
    """Write, change and close an ad in the name of this institution."""
    return actor.user_id is not None and actor.has_role(institution_id, *SEEKER_ROLES)


def may_propose(actor: Actor, lender_id: int, seeker_id: int) -> bool:
    """Point at one's own listing as an answer to somebody else's ad: those who keep that inventory."""
    return lender_id != seeker_id and actor.user_id is not None and actor.has_role(lender_id, Role.TECHNICIAN)


def may_see_needs(actor: Actor, institution_id: int) -> bool:
    """The list of needs of a show: the organiser's own people, whatever their role; to others it does not exist."""
    return actor.belongs_to(institution_id)


def may_write_needs(actor: Actor, institution_id: int) -> bool:
    """Write the list and fill the basket from it: who looks for material in that institution's name."""
    return actor.user_id is not None and actor.has_role(institution_id, *SEEKER_ROLES)

"""Who may say how an institution's papers are written."""

from app.core.actor import Actor
from app.loans.domain.permissions import LENDER_ROLES


def may_set_papers(actor: Actor, institution_id: int) -> bool:
    """Whoever lends for it, and its admins."""
    return actor.user_id is not None and actor.has_role(institution_id, *LENDER_ROLES)

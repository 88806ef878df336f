"""Who sees and answers a run: the houses of its loans, and nobody else."""

from collections.abc import Collection

from app.core.actor import Actor
from app.loans.domain.permissions import BORROWER_ROLES


def may_see_run(actor: Actor, house_ids: Collection[int]) -> bool:
    """Members of the houses concerned, and the platform's staff; to others it is a 404."""
    return actor.is_staff or any(actor.belongs_to(house) for house in house_ids)


def may_speak_for(actor: Actor, house_id: int) -> bool:
    """Whether the actor proposes, accepts or refuses a journey for this house."""
    return actor.user_id is not None and actor.has_role(house_id, *BORROWER_ROLES)

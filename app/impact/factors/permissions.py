"""Who may change what carbon is counted with."""

from app.core.actor import Actor


def may_propose_factors(actor: Actor) -> bool:
    """Propose versions, import official files, read what waits: the platform's staff."""
    return actor.is_staff


def may_review(actor: Actor, author_id: int | None) -> bool:
    """One of the staff, by name, and never the author: two people look at a figure before it counts."""
    return actor.is_staff and actor.user_id is not None and actor.user_id != author_id

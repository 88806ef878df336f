"""Who may see and change an exhibition."""

from app.core.actor import Actor, Role


def may_create_exhibition(actor: Actor, institution_id: int) -> bool:
    """Its exhibition team (and its admins)."""
    return actor.has_role(institution_id, Role.EXHIBITIONS)


def may_edit_exhibition(actor: Actor, institution_id: int) -> bool:
    """The same people who may create one."""
    return may_create_exhibition(actor, institution_id)


def may_see_exhibition(actor: Actor, institution_id: int, is_shown_to_all: bool) -> bool:
    """Anybody when it is public and its institution verified; else the institution's people and the staff."""
    return is_shown_to_all or actor.is_staff or actor.belongs_to(institution_id)

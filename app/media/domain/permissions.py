"""Who may send photos and papers, and see photos."""

from app.core.actor import Actor, Role


def may_send_photos(actor: Actor, institution_id: int) -> bool:
    """Those who describe objects or exhibitions there."""
    return actor.has_role(institution_id, Role.TECHNICIAN, Role.EXHIBITIONS)


def may_send_papers(actor: Actor, institution_id: int) -> bool:
    """The same, and the CSR officer, who proves what was done for a show."""
    return may_send_photos(actor, institution_id) or actor.has_role(institution_id, Role.CSR)


def may_see_photo(actor: Actor, institution_id: int, is_shown_to_all: bool) -> bool:
    """Anybody when it is public and in use; otherwise the people of its institution, and the staff.

    Whoever else has a reason (the other party of a loan) is let in by ``app.media.access``.
    """
    return is_shown_to_all or actor.is_staff or actor.belongs_to(institution_id)

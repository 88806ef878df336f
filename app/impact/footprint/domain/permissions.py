"""Who reads and who writes an exhibition's carbon calculation."""

from app.core.actor import Actor, Role


def may_read_calculation(actor: Actor, institution_id: int) -> bool:
    """The people of the institution, whatever their role, and the platform's staff."""
    return actor.is_staff or actor.belongs_to(institution_id)


def may_write_calculation(actor: Actor, institution_id: int) -> bool:
    """Its exhibition team and its CSR officer (and its admins)."""
    return actor.has_role(institution_id, Role.EXHIBITIONS, Role.CSR)

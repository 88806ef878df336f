"""Who reads the self-assessment of an exhibition, and who answers it. It is never public, even where the show is."""

from app.core.actor import Actor, Role


def may_read_assessment(actor: Actor, institution_id: int) -> bool:
    """The people of the show's institution, whatever their role, and the platform's staff."""
    return actor.is_staff or actor.belongs_to(institution_id)


def may_answer_assessment(actor: Actor, institution_id: int) -> bool:
    """Every trade that makes the show: exhibition team, technicians, CSR officer. Readers and the staff only read."""
    return actor.has_role(institution_id, Role.EXHIBITIONS, Role.TECHNICIAN, Role.CSR)


def may_settle_task(actor: Actor, institution_id: int, owner_id: int | None) -> bool:
    """Whoever may answer, and the person whose task it is, whatever their role."""
    is_own = actor.user_id is not None and actor.user_id == owner_id and actor.belongs_to(institution_id)
    return is_own or may_answer_assessment(actor, institution_id)

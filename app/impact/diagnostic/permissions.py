"""Who may read a diagnostic, and who may say what it rests on."""

from app.core.actor import Actor
from app.exhibitions.domain.permissions import may_edit_exhibition


def may_read_diagnostic(actor: Actor, institution_id: int) -> bool:
    """The house's people and the staff: a study is not public before its team says so (ISO 14044, 5.3)."""
    return actor.is_staff or actor.belongs_to(institution_id)


def may_frame_diagnostic(actor: Actor, institution_id: int) -> bool:
    """Those who may describe the exhibition."""
    return may_edit_exhibition(actor, institution_id)

"""What every verb begins with: the show, the permission, the assessment held."""

from sqlalchemy.orm import Session

from app.core.actor import Actor
from app.core.errors import Forbidden, NotFound
from app.exhibitions.queries import ExhibitionFacts
from app.impact.assessment.domain.permissions import may_answer_assessment
from app.impact.assessment.models import Assessment
from app.impact.assessment.queries.standing import assessment_of, show_of


def locked(session: Session, actor: Actor, exhibition_id: int) -> tuple[ExhibitionFacts, Assessment]:
    """The show and its assessment, held until the transaction ends: two who answer at once come one by one."""
    show = answerer_of(actor, exhibition_id)
    row = assessment_of(exhibition_id)
    if row is None:
        raise NotFound()
    held = session.get_one(Assessment, row.id, with_for_update=True, populate_existing=True)
    return show, held


def answerer_of(actor: Actor, exhibition_id: int) -> ExhibitionFacts:
    """The show, for who may answer about it. Raises NotFound, Forbidden."""
    show = show_of(actor, exhibition_id)
    if not may_answer_assessment(actor, show.institution_id):
        raise Forbidden()
    return show

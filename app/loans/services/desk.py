"""A visit at the desk: objects and signatures in one transaction, once, whenever it arrives."""

from datetime import datetime

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db, insert_once, transaction
from app.core.errors import Forbidden
from app.core.idempotency import KeyReused, fingerprint
from app.loans.domain.desk import Visit, moment_done
from app.loans.domain.papers.kinds import PaperKind
from app.loans.domain.words import Moment
from app.loans.models import DeskStep
from app.loans.services.common import locked_loan
from app.loans.services.handing_over import hand_over, take_back
from app.loans.services.papers import sign_paper

VERBS = {Moment.HAND_OVER: hand_over, Moment.RETURN: take_back}
PAPERS = {Moment.HAND_OVER: PaperKind.DELIVERY_NOTE, Moment.RETURN: PaperKind.RETURN_NOTE}


def record_visit(actor: Actor, loan_id: int, visit: Visit, now: datetime) -> bool:
    """Hand over or take back what *visit* says, and sign its note; False when this very visit was already received.

    Raises ``NotedInTheFuture``, ``NotedTooLongAgo``, ``KeyReused``, what the verbs and the signature refuse:
    then nothing of the visit is written.
    """
    with transaction():
        at = moment_done(visit.done_at, now)
        locked_loan(actor, loan_id)
        if not _is_first(actor, loan_id, visit, at, now):
            return False
        VERBS[visit.moment](actor, loan_id, visit.reports, now, done_at=at)
        for signing in visit.signings:
            sign_paper(actor, loan_id, PAPERS[visit.moment], signing, now)
        return True


def is_received(actor: Actor, client_id: str) -> bool:
    """Whether the visit was already received: then its photos need not be received again."""
    mine = select(DeskStep.id).filter_by(user_id=actor.user_id, client_id=client_id)
    return bool(client_id) and db.session.scalar(mine) is not None


def _is_first(actor: Actor, loan_id: int, visit: Visit, at: datetime, now: datetime) -> bool:
    if actor.user_id is None:
        raise Forbidden()
    if not visit.client_id:
        return True
    said = [
        loan_id,
        visit.moment.value,
        *sorted((one.unit_id, one.condition.value, one.note) for one in visit.reports),
    ]
    mine = {"user_id": actor.user_id, "client_id": visit.client_id}
    made = insert_once(
        DeskStep,
        ["user_id", "client_id"],
        **mine,
        loan_id=loan_id,
        moment=visit.moment,
        fingerprint=fingerprint(said),
        done_at=at,
        received_at=now,
    )
    if made is None and db.session.scalars(select(DeskStep).filter_by(**mine)).one().fingerprint != fingerprint(said):
        raise KeyReused()
    return made is not None

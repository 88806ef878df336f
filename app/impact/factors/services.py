"""Verbs of the factor library: somebody proposes a version, another one of the staff accepts or refuses it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import exists, select

from app.core.actor import Actor
from app.core.db import db, insert_once, transaction
from app.core.errors import Forbidden, NotFound
from app.core.journal import record
from app.impact.factors import refusals
from app.impact.factors.accepted import read_accepted
from app.impact.factors.models import FactorProposal, FactorReview, Origin
from app.impact.factors.permissions import may_propose_factors, may_review
from app.impact.factors.rows import faults_of
from app.impact.factors.table import loaded

LETTERS_OF_REASON = 1000
Waiting = Mapping[tuple[str, int], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True, slots=True)
class Read:
    """The official file that a proposal was read from."""

    origin: Origin
    name: str
    sha256: str


def propose_factor(actor: Actor, row: Mapping[str, Any], *, after: int, reason: str, now: datetime) -> int:
    """Write what a factor should say; nothing uses it before another one of the staff accepted it.

    *after* is the version that its writer saw (0: a new factor). Raises one refusal, at its field.
    """
    with transaction():
        read_accepted()
        return _propose(actor, row, after=after, reason=reason, now=now, file=None)


def propose_all(
    actor: Actor, rows: Iterable[tuple[int, Mapping[str, Any]]], *, file: Read, reason: str, now: datetime
) -> list[int]:
    """Write every (version it replaces, row) of an official file, or none of them if one is refused.

    What waits already, word for word, is not proposed again: the same file twice is one.
    """
    with transaction():
        read_accepted()
        waiting = waiting_rows()
        return [
            _propose(actor, row, after=after, reason=reason, now=now, file=file)
            for after, row in rows
            if dict(row) not in waiting.get((row["id"], after), [])
        ]


def waiting_rows() -> Waiting:
    """What is proposed and waits for a second person, by factor and the version it replaces."""
    undecided = ~exists().where(FactorReview.proposal_id == FactorProposal.id)
    rows = select(FactorProposal.factor_id, FactorProposal.after, FactorProposal.row).where(undecided)
    found: dict[tuple[str, int], list[Mapping[str, Any]]] = {}
    for factor_id, after, row in db.session.execute(rows):
        found.setdefault((factor_id, after), []).append(row)
    return found


def review_factor(actor: Actor, proposal_id: int, *, accept: bool, reason: str, now: datetime) -> str:
    """Accept or refuse a proposal of somebody else's; the reference under which it stands, "" when refused.

    Everybody uses an accepted version within two seconds; what was written before stays as it is.
    """
    with transaction():
        proposal = db.session.get(FactorProposal, proposal_id)
        if proposal is None or not may_propose_factors(actor):
            raise NotFound()
        if not may_review(actor, proposal.author_id):
            raise refusals.OwnProposal()
        if not reason.strip():
            raise refusals.ReasonMissing()
        read_accepted()
        version = _next_version(proposal, now) if accept else None
        _write_review(actor, proposal, version, reason.strip()[:LETTERS_OF_REASON], now)
    read_accepted()
    return f"{proposal.factor_id}@{version}" if version else ""


def newest_version(factor_id: str) -> int:
    """The number of the version that stands; 0 when there is no such factor."""
    found = loaded().factors.get(factor_id)
    return int(found.version) if found else 0


def _propose(
    actor: Actor, row: Mapping[str, Any], *, after: int, reason: str, now: datetime, file: Read | None
) -> int:
    if not may_propose_factors(actor):
        raise Forbidden()
    if not reason.strip():
        raise refusals.ReasonMissing()
    _judge(row, after, now)
    proposal = FactorProposal(
        factor_id=row["id"],
        after=after,
        row=dict(row),
        origin=file.origin if file else Origin.EDIT,
        file_name=file.name if file else "",
        file_sha256=file.sha256 if file else "",
        author_id=actor.user_id,
        author_name=actor.name or "Ressourcerie",
        at=now,
        reason=reason.strip()[:LETTERS_OF_REASON],
    )
    db.session.add(proposal)
    db.session.flush()
    record(actor, now, "propose_factor", "factor", proposal.id, factor=row["id"], reason=proposal.reason)
    return proposal.id


def _judge(row: Mapping[str, Any], after: int, now: datetime) -> None:
    """Raise the first thing that keeps *row* from following version *after*."""
    before = loaded().factors.get(row.get("id", ""))
    if newest_version(row.get("id", "")) != after:
        raise refusals.Overtaken()
    faults = faults_of(row, before, now.date())
    if faults:
        raise faults[0]


def _next_version(proposal: FactorProposal, now: datetime) -> int:
    _judge(proposal.row, proposal.after, now)
    return proposal.after + 1


def _write_review(actor: Actor, proposal: FactorProposal, version: int | None, reason: str, now: datetime) -> None:
    done = db.session.scalar(select(FactorReview.id).where(FactorReview.proposal_id == proposal.id))
    written = (
        None
        if done
        else insert_once(
            FactorReview,
            ["proposal_id"],
            proposal_id=proposal.id,
            factor_id=proposal.factor_id,
            version=version,
            reviewer_id=actor.user_id,
            reviewer_name=actor.name or "Ressourcerie",
            at=now,
            reason=reason,
        )
    )
    if written is None:
        raise refusals.AlreadyReviewed()
    verb = "accept_factor" if version else "refuse_factor"
    if verb == "accept_factor":
        record(actor, now, "accept_factor", "factor", proposal.id, factor=proposal.factor_id, reason=reason)
    else:
        record(actor, now, "refuse_factor", "factor", proposal.id, factor=proposal.factor_id, reason=reason)

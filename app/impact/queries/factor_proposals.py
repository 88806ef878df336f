"""The proposals of factors as the staff read them: what waits, what would change, who decided what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.core.i18n import number as figure
from app.core.text import N_
from app.impact.factors.models import FactorProposal, FactorReview, Origin
from app.impact.factors.permissions import may_propose_factors, may_review
from app.impact.factors.rows import number, row_of_factor
from app.impact.factors.table import loaded

MOST_SHOWN = 200
ORIGINS: Mapping[Origin, str] = {
    Origin.EDIT: N_("Modification"),
    Origin.BASE_CARBONE: N_("Base Carbone"),
    Origin.BOAVIZTA: N_("Boavizta"),
}
FIELDS: Mapping[str, str] = {
    "label": N_("Libellé"),
    "stage": N_("Étape du cycle de vie"),
    "value": N_("Valeur"),
    "unit": N_("Unité"),
    "low": N_("Bas de l'étendue"),
    "high": N_("Haut de l'étendue"),
    "u_rel": N_("Incertitude"),
    "source": N_("Source"),
    "locator": N_("Où dans la source"),
    "year": N_("Année"),
    "licence": N_("Licence"),
    "valid_from": N_("Valable du"),
    "valid_until": N_("Valable jusqu'au"),
    "gwp": N_("Jeu de pouvoirs de réchauffement"),
    "why": N_("Pourquoi cette valeur"),
}
"""What a factor says, in the order in which it is read."""


FIGURES = ("value", "low", "high", "u_rel")


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """One proposal in a list. *is_accepted* is None while it waits."""

    id: int
    factor_id: str
    label: str
    before: Decimal | None
    value: Decimal | None
    unit: str
    origin: str
    author: str
    at: datetime
    is_accepted: bool | None
    version: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that the proposal says otherwise than the version before; *field* is a message id."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ProposalPage:
    """A proposal whole. *may_review* is false for its author; *is_overtaken* when another version came between."""

    line: ProposalLine
    reason: str
    file_name: str
    file_sha256: str
    before: str
    changes: tuple[Change, ...]
    may_review: bool
    is_overtaken: bool
    reviewer: str
    reviewed_at: datetime | None
    review_reason: str


def proposals(actor: Actor, language: str, *, waiting: bool) -> tuple[ProposalLine, ...]:
    """What waits for a second person, the oldest first; or what was decided, the last first."""
    _staff_only(actor)
    statement = _joined().where(FactorReview.id.is_(None) if waiting else FactorReview.id.is_not(None))
    order = FactorProposal.id if waiting else FactorReview.id.desc()
    rows = db.session.execute(statement.order_by(order).limit(MOST_SHOWN))
    return tuple(_line(proposal, review, language) for proposal, review in rows)


def waiting_proposals(actor: Actor) -> int:
    """How many wait for a second person that this one may be."""
    statement = _joined().where(FactorReview.id.is_(None))
    return sum(may_review(actor, proposal.author_id) for proposal, _ in db.session.execute(statement))


def proposal_page(actor: Actor, proposal_id: int, language: str) -> ProposalPage:
    """One proposal. Raises NotFound to whoever is not of the staff."""
    _staff_only(actor)
    found = db.session.execute(_joined().where(FactorProposal.id == proposal_id)).one_or_none()
    if found is None:
        raise NotFound()
    proposal, review = found
    before = loaded().factors.get(f"{proposal.factor_id}@{proposal.after}")
    newest = loaded().factors.get(proposal.factor_id)
    return ProposalPage(
        line=_line(proposal, review, language),
        reason=proposal.reason,
        file_name=proposal.file_name,
        file_sha256=proposal.file_sha256,
        before=before.reference if before else "",
        changes=_changes(row_of_factor(before) if before else {}, proposal.row, language),
        may_review=review is None and may_review(actor, proposal.author_id),
        is_overtaken=review is None and (int(newest.version) if newest else 0) != proposal.after,
        reviewer=review.reviewer_name if review else "",
        reviewed_at=review.at if review else None,
        review_reason=review.reason if review else "",
    )


def _joined() -> Any:
    return select(FactorProposal, FactorReview).outerjoin(FactorReview, FactorReview.proposal_id == FactorProposal.id)


def _staff_only(actor: Actor) -> None:
    if not may_propose_factors(actor):
        raise NotFound()


def _line(of: FactorProposal, review: FactorReview | None, language: str) -> ProposalLine:
    before = loaded().factors.get(f"{of.factor_id}@{of.after}")
    return ProposalLine(
        id=of.id,
        factor_id=of.factor_id,
        label=_said(of.row.get("label"), language) or of.factor_id,
        before=before.value if before else None,
        value=number(of.row.get("value")),
        unit=str(of.row.get("unit", "")),
        origin=ORIGINS[of.origin],
        author=of.author_name,
        at=of.at,
        is_accepted=None if review is None else review.version is not None,
        version=review.version if review else None,
    )


def _changes(before: Mapping[str, Any], after: Mapping[str, Any], language: str) -> tuple[Change, ...]:
    told = (
        (name, _shown(key, before.get(key), language), _shown(key, after.get(key), language))
        for key, name in FIELDS.items()
    )
    return tuple(Change(name, old, new) for name, old, new in told if old != new)


def _shown(key: str, said: object, language: str) -> str:
    """A figure in the reader's locale, anything else as it is said."""
    found = number(said) if key in FIGURES else None
    return _said(said, language) if found is None else figure(found, _decimals(found))


def _decimals(of: Decimal) -> int:
    places = of.as_tuple().exponent
    return max(0, -places) if isinstance(places, int) else 0


def _said(said: object, language: str) -> str:
    """A value as it is read, in the reader's language where it has words."""
    if isinstance(said, Mapping):
        return str(said.get(language[:2]) or said.get("fr") or "")
    return "" if said is None else str(said)

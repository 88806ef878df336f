"""Questions of the platform's staff: what waits, how many, who did what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.accounts.domain.permissions import may_administer, may_verify
from app.accounts.domain.states import AskState, InstitutionState
from app.accounts.models import Institution, Membership, MembershipRequest, User
from app.accounts.queries.institutions import InstitutionRef, ref_of
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import NotFound
from app.core.journal import JournalEntry
from app.core.paging import Page

LINES = 50


@dataclass(frozen=True, slots=True)
class PlatformPage:
    """The staff's first page: numbers, and what waits for them."""

    institutions: dict[InstitutionState, int]
    people: int
    to_verify: int
    orphan_requests: int


@dataclass(frozen=True, slots=True)
class DossierLine:
    """An institution as the staff judge it."""

    ref: InstitutionRef
    siret: str
    website: str
    is_public: bool
    created_at: datetime
    people: int
    orphan_requests: int


@dataclass(frozen=True, slots=True)
class JournalLine:
    """One line of the journal."""

    at: datetime
    who: str
    action: str
    object_type: str
    object_id: int | None
    institution: str
    details: dict[str, Any]


def platform_page(actor: Actor) -> PlatformPage:
    """Counts for the staff."""
    _require_staff(actor)
    counted = db.session.execute(select(Institution.state, func.count()).group_by(Institution.state)).all()
    states: dict[InstitutionState, int] = {row[0]: row[1] for row in counted}
    people = db.session.scalar(select(func.count()).select_from(User).where(User.is_active.is_(True))) or 0
    orphans = db.session.scalar(select(func.count()).select_from(_orphans().subquery())) or 0
    return PlatformPage(states, people, states.get(InstitutionState.PENDING, 0), orphans)


def dossiers(actor: Actor, state: InstitutionState, number: int = 1) -> Page[DossierLine]:
    """The institutions in one state, the oldest first."""
    _require_staff(actor)
    chosen = select(Institution).where(Institution.state == state)
    total = db.session.scalar(select(func.count()).select_from(chosen.subquery())) or 0
    number = max(1, number)
    rows = list(
        db.session.scalars(
            chosen.order_by(Institution.created_at, Institution.id).limit(LINES).offset((number - 1) * LINES)
        )
    )
    ids = [row.id for row in rows]
    people = _count_by_institution(
        select(Membership.institution_id, func.count(func.distinct(Membership.user_id)))
        .where(Membership.institution_id.in_(ids))
        .group_by(Membership.institution_id)
    )
    orphans = _count_by_institution(
        select(MembershipRequest.institution_id, func.count())
        .where(MembershipRequest.id.in_(_orphans()), MembershipRequest.institution_id.in_(ids))
        .group_by(MembershipRequest.institution_id)
    )
    lines = [
        DossierLine(
            ref_of(row),
            row.siret or "",
            row.website,
            row.is_public,
            row.created_at,
            people.get(row.id, 0),
            orphans.get(row.id, 0),
        )
        for row in rows
    ]
    return Page(lines, number, total, LINES)


def orphan_institutions(actor: Actor) -> list[InstitutionRef]:
    """The institutions somebody asks to join and that have no admin to answer."""
    _require_staff(actor)
    asked = select(MembershipRequest.institution_id).where(MembershipRequest.id.in_(_orphans()))
    rows = db.session.scalars(select(Institution).where(Institution.id.in_(asked)).order_by(Institution.name))
    return [ref_of(row) for row in rows]


def journal_lines(actor: Actor, institution_id: int | None = None, number: int = 1) -> Page[JournalLine]:
    """The journal, the newest first: an institution's own for its admins, everything for the staff."""
    if institution_id is None:
        _require_staff(actor)
    elif not may_administer(actor, institution_id):
        raise NotFound()
    chosen = select(JournalEntry, Institution.name).outerjoin(
        Institution, Institution.id == JournalEntry.institution_id
    )
    counted = select(func.count()).select_from(JournalEntry)
    if institution_id is not None:
        chosen = chosen.where(JournalEntry.institution_id == institution_id)
        counted = counted.where(JournalEntry.institution_id == institution_id)
    number = max(1, number)
    rows = db.session.execute(chosen.order_by(JournalEntry.id.desc()).limit(LINES).offset((number - 1) * LINES))
    lines = [
        JournalLine(e.at, e.actor_name, e.action, e.object_type, e.object_id, name or "", e.details)
        for e, name in rows
    ]
    return Page(lines, number, db.session.scalar(counted) or 0, LINES)


def _orphans() -> Any:
    """The ids of requests to join that wait where nobody administers."""
    administered = select(Membership.institution_id).where(Membership.role == Role.ADMIN)
    return select(MembershipRequest.id).where(
        MembershipRequest.state == AskState.PENDING, MembershipRequest.institution_id.not_in(administered)
    )


def _count_by_institution(chosen: Any) -> dict[int, int]:
    return {row[0]: row[1] for row in db.session.execute(chosen)}


def _require_staff(actor: Actor) -> None:
    if not may_verify(actor):
        raise NotFound()

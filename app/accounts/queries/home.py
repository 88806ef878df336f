"""Questions of the people of an institution: who is here, who asks, who is invited."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from app.accounts.domain.institutions import InstitutionDraft
from app.accounts.domain.permissions import may_administer, may_decide_request, may_see_members
from app.accounts.domain.states import AskState
from app.accounts.models import Institution, Invitation, Membership, MembershipRequest, Site, User
from app.accounts.queries.institutions import InstitutionRef, SiteView, ref_of, site_view
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A person of the institution and the roles they hold, as their colleagues see them."""

    user_id: int
    name: str
    job_title: str
    email: str
    roles: tuple[Role, ...]
    is_me: bool


@dataclass(frozen=True, slots=True)
class AskLine:
    """Somebody waits for an answer."""

    id: int
    name: str
    email: str
    role: Role
    message: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class InvitationLine:
    """An address was invited and has not answered."""

    id: int
    email: str
    role: Role
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class HomePage:
    """The institution as its own people see it. *actions*: "edit", "invite", "decide"."""

    ref: InstitutionRef
    draft: InstitutionDraft
    logo_key: str | None
    sites: tuple[SiteView, ...]
    members: tuple[MemberLine, ...]
    asks: tuple[AskLine, ...]
    invitations: tuple[InvitationLine, ...]
    actions: frozenset[str]


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """An invitation as the invited address sees it."""

    institution: InstitutionRef
    email: str
    role: Role
    has_account: bool


def home_page(actor: Actor, institution_id: int, now: datetime) -> HomePage:
    """Everything the people of an institution need at hand. Raises :class:`NotFound` for strangers."""
    found = db.session.get(
        Institution, institution_id, options=[selectinload(Institution.sites).selectinload(Site.closures)]
    )
    if found is None or not may_see_members(actor, institution_id):
        raise NotFound()
    members = _members(actor, institution_id)
    edits = may_administer(actor, institution_id)
    has_admin = any(Role.ADMIN in member.roles for member in members)
    decides = may_decide_request(actor, institution_id, has_admin)
    actions = ({"edit", "invite"} if edits else set()) | ({"decide"} if decides else set())
    return HomePage(
        ref_of(found),
        InstitutionDraft(found.name, found.kind, found.is_public, found.siret or "", found.website),
        found.logo_key,
        tuple(site_view(site) for site in found.sites),
        members,
        _asks(institution_id) if edits or decides else (),
        _invitations(institution_id, now) if edits else (),
        frozenset(actions),
    )


def invitation_page(token_hash: str, now: datetime) -> InvitationPage | None:
    """The living invitation of a token's digest, or None."""
    found = db.session.scalar(
        select(Invitation).where(
            Invitation.token_hash == token_hash,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
    )
    if found is None:
        return None
    has_account = db.session.scalar(select(User.id).where(User.email == found.email)) is not None
    institution = ref_of(db.session.get_one(Institution, found.institution_id))
    return InvitationPage(institution, found.email, found.role, has_account)


def _members(actor: Actor, institution_id: int) -> tuple[MemberLine, ...]:
    rows = db.session.execute(
        select(User.id, User.name, User.job_title, User.email, Membership.role)
        .join(Membership, Membership.user_id == User.id)
        .where(Membership.institution_id == institution_id, User.is_active.is_(True))
        .order_by(User.name, User.id)
    ).all()
    roles: dict[int, list[Role]] = {}
    for row in rows:
        roles.setdefault(row.id, []).append(row.role)
    people = {row.id: row for row in rows}
    order = list(Role)
    return tuple(
        MemberLine(
            user_id,
            row.name,
            row.job_title,
            row.email,
            tuple(sorted(roles[user_id], key=order.index)),
            user_id == actor.user_id,
        )
        for user_id, row in people.items()
    )


def _asks(institution_id: int) -> tuple[AskLine, ...]:
    rows = db.session.execute(
        select(MembershipRequest, User.name, User.email)
        .join(User, User.id == MembershipRequest.user_id)
        .where(
            MembershipRequest.institution_id == institution_id,
            MembershipRequest.state == AskState.PENDING,
        )
        .order_by(MembershipRequest.id)
    )
    return tuple(AskLine(a.id, name, email, a.role, a.message, a.asked_at) for a, name, email in rows)


def _invitations(institution_id: int, now: datetime) -> tuple[InvitationLine, ...]:
    rows = db.session.scalars(
        select(Invitation)
        .where(
            Invitation.institution_id == institution_id,
            Invitation.accepted_at.is_(None),
            Invitation.revoked_at.is_(None),
            Invitation.expires_at > now,
        )
        .order_by(Invitation.id)
    )
    return tuple(InvitationLine(i.id, i.email, i.role, i.expires_at) for i in rows)

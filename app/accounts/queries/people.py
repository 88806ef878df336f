"""Questions about people: who acts, what one may know of oneself."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select

from app.accounts.domain.sessions import Lifetime, is_alive
from app.accounts.domain.states import AskState, TokenScope
from app.accounts.models import ApiToken, Institution, Membership, MembershipRequest, SignInSession, User
from app.accounts.queries.institutions import InstitutionRef, institution_refs, ref_of
from app.core.actor import Actor, Role
from app.core.db import db, run
from app.core.errors import NotFound

_SESSION = (
    select(
        SignInSession.id,
        SignInSession.user_id,
        SignInSession.created_at,
        SignInSession.last_seen_at,
        User.name,
        User.is_staff,
        Membership.institution_id,
        Membership.role,
    )
    .join(User, User.id == SignInSession.user_id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .where(SignInSession.token_hash == bindparam("token_hash"), User.is_active.is_(True))
)


_PERSON = (
    select(User.name, User.is_staff, Membership.institution_id, Membership.role)
    .outerjoin(Membership, Membership.user_id == User.id)
    .where(User.id == bindparam("person"), User.is_active.is_(True))
)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A living session: whose, and when it was last noted."""

    id: int
    token_hash: str
    actor: Actor
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One of a person's own sessions, as listed to them."""

    id: int
    opened_at: datetime
    last_seen_at: datetime
    user_agent: str
    is_this_one: bool


def session_of(token_hash: str, now: datetime, lifetime: Lifetime) -> OpenSession | None:
    """The living session of a token's digest, with its actor: one query."""
    rows = run(_SESSION, {"token_hash": token_hash}).all()
    if not rows:
        return None
    opened = rows[0]
    if not is_alive(opened.created_at, opened.last_seen_at, now, lifetime, opened.is_staff):
        return None
    return OpenSession(opened.id, token_hash, actor_in(opened.user_id, rows), opened.last_seen_at)


def actor_in(user_id: int, rows: Sequence[Any]) -> Actor:
    """A person in rows that hold their name, whether they are staff, and one role each (or none)."""
    held = frozenset((row.institution_id, row.role) for row in rows if row.role is not None)
    return Actor(user_id, rows[0].name, rows[0].is_staff, held)


def actor_of(user_id: int) -> Actor | None:
    """The person with every role they hold, or None when the account is closed or unknown."""
    rows = run(_PERSON, {"person": user_id}).all()
    return actor_in(user_id, rows) if rows else None


def person_id(email: str) -> int | None:
    """Whose address this is."""
    return db.session.scalar(select(User.id).where(User.email == email.strip().lower()))


@dataclass(frozen=True, slots=True)
class MembershipLine:
    """One of a person's own memberships."""

    institution: InstitutionRef
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class AskedLine:
    """One of a person's own requests to join that waits."""

    institution: InstitutionRef
    role: Role
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class AccountPage:
    """What a person sees of their own account."""

    email: str
    name: str
    job_title: str
    language: str
    memberships: tuple[MembershipLine, ...]
    asked: tuple[AskedLine, ...]
    sessions: tuple[SessionLine, ...]


@dataclass(frozen=True, slots=True)
class TokenLine:
    """One of a person's own keys to the API; its text is not known any more."""

    id: int
    name: str
    scope: TokenScope
    expires_at: datetime
    last_used_at: datetime | None


def account_page(actor: Actor, token_hash: str, now: datetime, lifetime: Lifetime) -> AccountPage:
    """One's own page; *token_hash* tells which session is this one."""
    person = db.session.get(User, actor.user_id) if actor.user_id is not None else None
    if person is None:
        raise NotFound()
    return AccountPage(
        person.email,
        person.name,
        person.job_title,
        person.language,
        memberships_of(actor),
        _asked(person.id),
        _sessions(person, token_hash, now, lifetime),
    )


def memberships_of(actor: Actor) -> tuple[MembershipLine, ...]:
    """The institutions of a person with their roles there, by name."""
    refs = institution_refs(actor.institution_ids)
    lines = (
        MembershipLine(ref, tuple(role for role in Role if (ref.id, role) in actor.roles)) for ref in refs.values()
    )
    return tuple(sorted(lines, key=lambda line: (line.institution.name, line.institution.id)))


def asked_by(actor: Actor) -> tuple[AskedLine, ...]:
    """One's own requests to join that wait for an answer."""
    return _asked(actor.user_id) if actor.user_id is not None else ()


def tokens_of(actor: Actor, now: datetime) -> list[TokenLine]:
    """One's own living keys, the newest first."""
    rows = db.session.scalars(
        select(ApiToken)
        .where(ApiToken.user_id == actor.user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now)
        .order_by(ApiToken.id.desc())
    )
    return [TokenLine(t.id, t.name, t.scope, t.expires_at, t.last_used_at) for t in rows]


def _asked(user_id: int) -> tuple[AskedLine, ...]:
    rows = db.session.execute(
        select(MembershipRequest, Institution)
        .join(Institution, Institution.id == MembershipRequest.institution_id)
        .where(MembershipRequest.user_id == user_id, MembershipRequest.state == AskState.PENDING)
        .order_by(MembershipRequest.id)
    )
    return tuple(AskedLine(ref_of(institution), asked.role, asked.asked_at) for asked, institution in rows)


def _sessions(person: User, token_hash: str, now: datetime, lifetime: Lifetime) -> tuple[SessionLine, ...]:
    rows = db.session.scalars(
        select(SignInSession).where(SignInSession.user_id == person.id).order_by(SignInSession.last_seen_at.desc())
    )
    return tuple(
        SessionLine(row.id, row.created_at, row.last_seen_at, row.user_agent, row.token_hash == token_hash)
        for row in rows
        if is_alive(row.created_at, row.last_seen_at, now, lifetime, person.is_staff)
    )

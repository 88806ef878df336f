"""Questions about people: who acts, what one may know of oneself."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.domain.sessions import Lifetime, is_alive
from app.accounts.models import Membership, SignInSession, User
from app.core.actor import Actor, Role
from app.core.db import db


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
    rows = db.session.execute(
        select(SignInSession, User.name, User.is_staff, Membership.institution_id, Membership.role)
        .join(User, User.id == SignInSession.user_id)
        .outerjoin(Membership, Membership.user_id == User.id)
        .where(SignInSession.token_hash == token_hash, User.is_active.is_(True))
    ).all()
    if not rows:
        return None
    opened: SignInSession = rows[0][0]
    if not is_alive(opened.created_at, opened.last_seen_at, now, lifetime):
        return None
    roles = frozenset((row.institution_id, row.role) for row in rows if row.role is not None)
    actor = Actor(opened.user_id, rows[0].name, rows[0].is_staff, roles)
    return OpenSession(opened.id, opened.token_hash, actor, opened.last_seen_at)


def actor_of(user_id: int) -> Actor | None:
    """The person with every role they hold, or None when the account is closed or unknown."""
    person = db.session.get(User, user_id)
    if person is None or not person.is_active:
        return None
    held = db.session.execute(select(Membership.institution_id, Membership.role).where(Membership.user_id == user_id))
    return Actor(person.id, person.name, person.is_staff, frozenset((i, Role(role)) for i, role in held))


def person_id(email: str) -> int | None:
    """Whose address this is."""
    return db.session.scalar(select(User.id).where(User.email == email.strip().lower()))

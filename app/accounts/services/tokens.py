"""Verbs about keys to the API: made once, shown once, kept as a digest."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, select

from app.accounts.domain.institutions import checked_name
from app.accounts.domain.states import TokenScope
from app.accounts.models import ApiToken, Membership, User
from app.accounts.queries.people import actor_in
from app.accounts.services.hashing import digest, new_token
from app.core import journal
from app.core.actor import Actor
from app.core.db import run, transaction
from app.core.errors import Invalid, NotFound
from app.core.text import N_

PREFIX = "rsc_"
LONGEST_DAYS = 366
NOTE_USE_AFTER = timedelta(minutes=5)


class TooLongLived(Invalid):
    """A key that nobody renews is a key that nobody watches."""

    message = N_("Une clé vit entre 1 et %(days)s jours.")
    field = "days"


_HELD = (
    select(
        ApiToken.id,
        ApiToken.user_id,
        ApiToken.scope,
        ApiToken.last_used_at,
        User.name,
        User.is_staff,
        Membership.institution_id,
        Membership.role,
    )
    .join(User, User.id == ApiToken.user_id)
    .outerjoin(Membership, Membership.user_id == User.id)
    .where(
        ApiToken.token_hash == bindparam("digest"),
        ApiToken.revoked_at.is_(None),
        ApiToken.expires_at > bindparam("now"),
        User.is_active.is_(True),
    )
)


@dataclass(frozen=True, slots=True)
class TokenHolder:
    """Whose key it is and what it may do."""

    token_id: int
    actor: Actor
    scope: TokenScope


def create_token(actor: Actor, name: str, scope: TokenScope, days: int, now: datetime) -> str:
    """A key for a program of this person, told now and never again. Raises :class:`TooLongLived`."""
    if actor.user_id is None:
        raise NotFound()
    if not 1 <= days <= LONGEST_DAYS:
        raise TooLongLived(days=LONGEST_DAYS)
    token, name = new_token(PREFIX), checked_name(name)
    with transaction() as session:
        kept = ApiToken(
            user_id=actor.user_id,
            name=name,
            token_hash=digest(token),
            scope=scope,
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        session.add(kept)
        session.flush()
        journal.record(actor, now, "create_token", "api_token", kept.id, scope=scope.value)
    return token


def revoke_token(actor: Actor, token_id: int, now: datetime) -> None:
    """End one of one's own keys at once."""
    with transaction() as session:
        kept = session.get(ApiToken, token_id, with_for_update=True)
        if kept is None or kept.user_id != actor.user_id:
            raise NotFound()
        kept.revoked_at = kept.revoked_at or now
        journal.record(actor, now, "revoke_token", "api_token", token_id)


def actor_for_token(token: str, now: datetime) -> TokenHolder | None:
    """Who a program acts for and with which scope; None when the key is unknown, expired or revoked."""
    rows = run(_HELD, {"digest": digest(token), "now": now}).all()
    if not rows:
        return None
    kept = rows[0]
    holder = TokenHolder(kept.id, actor_in(kept.user_id, rows), kept.scope)
    if kept.last_used_at is None or now - kept.last_used_at >= NOTE_USE_AFTER:
        with transaction() as session:
            session.get_one(ApiToken, holder.token_id).last_used_at = now
    return holder

"""Verbs of a forgotten password: thirty minutes, once, the newest link only; the answer never tells who exists."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select, update

from app.accounts.domain.passwords import SHORTEST_FOR_ADMINS
from app.accounts.domain.people import DeadLink
from app.accounts.models import PasswordReset, User
from app.accounts.services.hashing import digest, new_token
from app.accounts.services.mails import words_for, write
from app.accounts.services.people import checked_hash, store_password
from app.accounts.services.sessions import Visitor, knock
from app.core import journal
from app.core.actor import SYSTEM, Actor
from app.core.db import db, transaction

LINK_LIVES = timedelta(minutes=30)
LINK_OF_OPERATOR_LIVES = timedelta(hours=24)


def ask_reset(email: str, visitor: Visitor, now: datetime) -> None:
    """Send a link to the address if it has an account; nothing tells whether it has."""
    email = email.strip().lower()
    knock("reset", email, visitor, now)
    person = db.session.scalar(select(User).where(User.email == email, User.is_active.is_(True)))
    if person is None:
        return
    user_id, name = person.id, person.name
    with transaction(), words_for(email):
        token = one_time_link(user_id, now, LINK_LIVES)
        write(email, _("Choisir un nouveau mot de passe"), "reset_password", now, name=name, token=token)
        journal.record(Actor(user_id, name), now, "ask_reset", "person", user_id)


def one_time_link(user_id: int, now: datetime, lives: timedelta = LINK_OF_OPERATOR_LIVES) -> str:
    """A token with which to choose a password once; the links made before it die."""
    token = new_token()
    with transaction() as session:
        older = (PasswordReset.user_id == user_id, PasswordReset.used_at.is_(None))
        session.execute(update(PasswordReset).where(*older).values(used_at=now))
        session.add(PasswordReset(user_id=user_id, token_hash=digest(token), created_at=now, expires_at=now + lives))
    return token


def is_live_reset(token: str, now: datetime) -> bool:
    """Whether the link still leads somewhere."""
    return _live(token, now) is not None


def reset_password(token: str, new: str, now: datetime) -> int:
    """Choose a password by the link; every session of the account ends. Whose it is.

    Raises :class:`DeadLink` and the refusals of the password rule (which do not use the link up).
    """
    found = _live(token, now)
    if found is None:
        raise DeadLink()
    user_id, reset_id = found.user_id, found.id
    kept = checked_hash(user_id, new)
    with transaction() as session:
        still = session.get_one(PasswordReset, reset_id, with_for_update=True, populate_existing=True)
        if still.used_at is not None:
            raise DeadLink()
        still.used_at = now
        store_password(user_id, kept, len(new) >= SHORTEST_FOR_ADMINS, now, by=SYSTEM)
    return user_id


def _live(token: str, now: datetime) -> PasswordReset | None:
    found: PasswordReset | None = db.session.scalar(
        select(PasswordReset).where(
            PasswordReset.token_hash == digest(token),
            PasswordReset.used_at.is_(None),
            PasswordReset.expires_at > now,
        )
    )
    return found

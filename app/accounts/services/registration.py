"""Verbs of a first visit: ask for an account, follow the link of the mail.

Nothing tells whether an address has an account: the answer and the work are the same, only the letter differs.
No person exists before the link is followed, so nobody can prepare an account in another's name.
"""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.domain.passwords import SHORTEST_FOR_ADMINS
from app.accounts.domain.people import DeadLink, plain_email
from app.accounts.models import Registration, User
from app.accounts.services.hashing import digest, new_token, password_hash
from app.accounts.services.mails import write
from app.accounts.services.people import insert_person, require_good_password
from app.accounts.services.sessions import Visitor, knock
from app.core import journal
from app.core.actor import SYSTEM
from app.core.db import db, transaction

LINK_LIVES = timedelta(hours=24)


def register(email: str, name: str, password: str, visitor: Visitor, now: datetime) -> None:
    """Ask for an account: a letter goes to the address. Raises the refusals of the address and the password."""
    email = plain_email(email)
    require_good_password(password, name=name, email=email)
    knock("register", email, visitor, now)
    kept, token = password_hash(password), new_token()
    with transaction() as session:
        known = session.scalar(select(User.id).where(User.email == email)) is not None
        session.add(
            Registration(
                email=email,
                name=name.strip(),
                password_hash=kept,
                password_is_long=len(password) >= SHORTEST_FOR_ADMINS,
                token_hash=digest(token),
                created_at=now,
                expires_at=now + LINK_LIVES,
                used_at=now if known else None,
            )
        )
        if known:
            write(email, _("Vous avez déjà un compte"), "already_registered", now, name=name.strip())
        else:
            write(email, _("Confirmez votre adresse"), "confirm_address", now, name=name.strip(), token=token)
        journal.record(SYSTEM, now, "register", "person", None)


def is_live_registration(token: str, now: datetime) -> bool:
    """Whether the link of the letter still leads somewhere."""
    return _live(token, now) is not None


def confirm_registration(token: str, now: datetime) -> int:
    """Make the person whose address this is. Their id. Raises :class:`DeadLink`."""
    with transaction() as session:
        asked = _live(token, now)
        if asked is None or session.scalar(select(User.id).where(User.email == asked.email)) is not None:
            raise DeadLink()
        asked.used_at = now
        return insert_person(asked.email, asked.name, asked.password_hash, asked.password_is_long, now, by=SYSTEM)


def _live(token: str, now: datetime) -> Registration | None:
    found: Registration | None = db.session.scalar(
        select(Registration)
        .where(
            Registration.token_hash == digest(token),
            Registration.used_at.is_(None),
            Registration.expires_at > now,
        )
        .with_for_update()
    )
    return found

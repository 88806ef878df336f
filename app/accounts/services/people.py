"""Verbs about one person: make an account, change what is said of it, change its password."""

from datetime import datetime

from flask import current_app
from sqlalchemy import delete, select

from app.accounts.domain.passwords import SHORTEST_FOR_ADMINS, check_password
from app.accounts.domain.people import AlreadyRegistered, WrongPassword, plain_email
from app.accounts.models import Institution, Membership, SignInSession, User
from app.accounts.services.common import common_passwords
from app.accounts.services.hashing import is_password, password_hash
from app.accounts.services.sessions import Visitor, knock, note_success
from app.core import journal
from app.core.actor import SYSTEM, Actor, Role
from app.core.db import db, transaction
from app.core.errors import NotFound
from app.core.i18n import LANGUAGES, language


def require_good_password(
    password: str, *, name: str, email: str, for_admin: bool = False, places: tuple[str, ...] = ()
) -> None:
    """Refuse a password that the rule does not take, with the reason (``domain/passwords.py``)."""
    context = (name, email.partition("@")[0], current_app.config["PLATFORM_NAME"], "ressourcerie", *places)
    check_password(password, for_admin=for_admin, common=common_passwords(), context=context)


def create_person(
    email: str, name: str, password: str | None, now: datetime, *, is_staff: bool = False, by: Actor = SYSTEM
) -> int:
    """Make an account; without *password* it can only be opened by a one-time link. Its id.

    Raises :class:`AlreadyRegistered` and the refusals of the password rule.
    """
    email = plain_email(email)
    kept = None
    if password is not None:
        require_good_password(password, name=name, email=email, for_admin=is_staff)
        kept = password_hash(password)
    return insert_person(email, name, kept, len(password or "") >= SHORTEST_FOR_ADMINS, now, is_staff=is_staff, by=by)


def insert_person(
    email: str, name: str, kept: str | None, is_long: bool, now: datetime, *, is_staff: bool = False, by: Actor
) -> int:
    """The row and the journal line of a new account whose password was already checked and hashed."""
    with transaction() as session:
        if session.scalar(select(User.id).where(User.email == email)) is not None:
            raise AlreadyRegistered()
        person = User(
            email=email,
            name=name.strip(),
            password_hash=kept,
            password_is_long=is_long,
            is_staff=is_staff,
            language=language(),
            created_at=now,
        )
        session.add(person)
        session.flush()
        journal.record(by, now, "create_person", "person", person.id, staff=is_staff)
        return person.id


def change_profile(actor: Actor, name: str, job_title: str, now: datetime, *, language: str = "") -> None:
    """Say one's own name and function anew, and in which *language* to be written to (the same when empty)."""
    with transaction() as session:
        person = _own(actor)
        person.name, person.job_title = name.strip(), job_title.strip()
        person.language = language if language in LANGUAGES else person.language
        session.flush()
        journal.record(actor, now, "change_profile", "person", person.id)


def change_password(
    actor: Actor, current: str, new: str, now: datetime, *, visitor: Visitor, keep_token_hash: str = ""
) -> None:
    """Choose another password, after giving the present one (guesses are throttled); every other session ends."""
    person = _own(actor)
    kept = person.password_hash
    attempt_id = knock("change_password", person.email, visitor, now)
    if not is_password(kept, current):
        raise WrongPassword()
    note_success(attempt_id)
    set_password(person.id, new, now, by=actor, keep_token_hash=keep_token_hash)


def set_password(user_id: int, new: str, now: datetime, *, by: Actor, keep_token_hash: str = "") -> None:
    """Give an account a password that the rule takes, and end its sessions (but one, if told which)."""
    kept = checked_hash(user_id, new)
    with transaction():
        store_password(user_id, kept, len(new) >= SHORTEST_FOR_ADMINS, now, by=by, keep_token_hash=keep_token_hash)


def checked_hash(user_id: int, new: str) -> str:
    """What is to be kept of a new password of this person, once the rule took it; slow, so outside transactions."""
    places, is_admin, name, email = _context_of(user_id)
    require_good_password(new, name=name, email=email, for_admin=is_admin, places=places)
    return password_hash(new)


def store_password(
    user_id: int, kept: str, is_long: bool, now: datetime, *, by: Actor, keep_token_hash: str = ""
) -> None:
    """Replace what is kept of a password, and end the sessions of the account (but one, if told which)."""
    with transaction() as session:
        person = session.get_one(User, user_id, with_for_update=True)
        person.password_hash, person.password_is_long = kept, is_long
        others = (SignInSession.user_id == user_id, SignInSession.token_hash != keep_token_hash)
        session.execute(delete(SignInSession).where(*others))
        journal.record(by, now, "change_password", "person", user_id)


def deactivate_person(actor: Actor, user_id: int, now: datetime) -> None:
    """Close an account: its sessions end at once, what it did stays. The platform's staff only."""
    if not actor.is_staff:
        raise NotFound()
    with transaction() as session:
        person = session.get(User, user_id, with_for_update=True)
        if person is None:
            raise NotFound()
        person.is_active = False
        session.execute(delete(SignInSession).where(SignInSession.user_id == user_id))
        journal.record(actor, now, "deactivate_person", "person", user_id)


def _own(actor: Actor) -> User:
    person = db.session.get(User, actor.user_id) if actor.user_id is not None else None
    if person is None:
        raise NotFound()
    return person


def _context_of(user_id: int) -> tuple[tuple[str, ...], bool, str, str]:
    """The places, whether an administrator, the name and the address of a person."""
    person = db.session.get(User, user_id)
    if person is None:
        raise NotFound()
    rows = db.session.execute(
        select(Institution.name, Institution.city, Membership.role)
        .join(Membership, Membership.institution_id == Institution.id)
        .where(Membership.user_id == user_id)
    ).all()
    places = tuple(text for row in rows for text in (row.name, row.city))
    is_admin = person.is_staff or any(row.role is Role.ADMIN for row in rows)
    return places, is_admin, person.name, person.email

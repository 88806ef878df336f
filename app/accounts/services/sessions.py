"""Verbs about sessions: sign in, sign out, revoke, and what throttling remembers.

A password is checked outside any transaction (it is slow by design); the try is written down before, as a
failure, so that many guesses at once all count.
"""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import delete, select, update

from app.accounts.domain import throttle
from app.accounts.domain.throttle import TooManyTries
from app.accounts.models import SignInAttempt, SignInSession, User
from app.accounts.services.hashing import digest, is_password, new_token
from app.accounts.services.mails import words_for, write
from app.core import journal
from app.core.actor import Actor
from app.core.db import db, transaction
from app.core.errors import Busy, Invalid, NotFound
from app.core.text import N_


class WrongSignIn(Invalid):
    """The address and the password don't go together; which of the two is told to nobody."""

    message = N_("Cette adresse et ce mot de passe ne vont pas ensemble.")
    field = "password"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where somebody knocks from: an address, and what the browser says of itself."""

    address: str = ""
    user_agent: str = ""


def sign_in(email: str, password: str, visitor: Visitor, now: datetime) -> str:
    """Open a session and answer its token. Raises :class:`WrongSignIn`, :class:`TooManyTries`."""
    email = email.strip().lower()
    attempt_id = knock("sign_in", email, visitor, now)
    person = db.session.scalar(select(User).where(User.email == email))
    kept = person.password_hash if person is not None and person.is_active else None
    if not is_password(kept, password) or person is None:
        _warn_owner(email, now)
        raise WrongSignIn()
    user_id, name = person.id, person.name
    with transaction():
        note_success(attempt_id)
        return _open(user_id, name, visitor, now)


def open_session(user_id: int, visitor: Visitor, now: datetime) -> str:
    """A session for somebody whose identity was proven otherwise (a link in a mail). Its token."""
    person = db.session.get(User, user_id)
    if person is None or not person.is_active:
        raise NotFound()
    name = person.name
    with transaction():
        return _open(user_id, name, visitor, now)


def _open(user_id: int, name: str, visitor: Visitor, now: datetime) -> str:
    token = new_token()
    db.session.add(
        SignInSession(
            token_hash=digest(token),
            user_id=user_id,
            created_at=now,
            last_seen_at=now,
            user_agent=visitor.user_agent[:300],
        )
    )
    journal.record(Actor(user_id, name), now, "sign_in", "person", user_id)
    return token


def sign_out(actor: Actor, token: str, now: datetime) -> None:
    """End the session of *token*: its cookie, replayed, opens nothing. Doing it twice changes nothing."""
    with transaction() as session:
        session.execute(delete(SignInSession).where(SignInSession.token_hash == digest(token)))
        journal.record(actor, now, "sign_out", "person", actor.user_id)


def revoke_session(actor: Actor, session_id: int, now: datetime) -> None:
    """End one of one's own sessions."""
    with transaction() as session:
        found = session.get(SignInSession, session_id)
        if found is None or found.user_id != actor.user_id:
            raise NotFound()
        session.delete(found)
        journal.record(actor, now, "revoke_session", "person", actor.user_id)


def note_visit(session_id: int, now: datetime) -> None:
    """Remember that the session was used; not worth making anybody wait or fail."""
    try:
        with transaction() as session:
            session.execute(update(SignInSession).where(SignInSession.id == session_id).values(last_seen_at=now))
    except Busy:
        return


def knock(door: str, account: str, visitor: Visitor, now: datetime) -> int:
    """Write down a try at *door*, as failed until shown otherwise. Its id.

    Raises :class:`TooManyTries` while the account or the network must wait; a try made then is not counted.
    """
    kept, network = _account(door, account), throttle.network_of(visitor.address)
    with transaction() as session:
        _require_patience(door, kept, network, now)
        attempt = SignInAttempt(at=now, account=kept, network=f"{door} {network}", succeeded=False)
        session.add(attempt)
        session.flush()
        return attempt.id


def note_success(attempt_id: int) -> None:
    """The try was a good one: what failed before it is forgiven."""
    with transaction() as session:
        session.execute(update(SignInAttempt).where(SignInAttempt.id == attempt_id).values(succeeded=True))


def _account(door: str, account: str) -> str:
    return digest(f"{door} {account.strip().lower()}")


def _require_patience(door: str, account: str, network: str, now: datetime) -> None:
    waits = (
        throttle.wait_until(_failures(SignInAttempt.account == account, now), throttle.FIRST_WAIT_OF_ACCOUNT),
        throttle.wait_until(
            _failures(SignInAttempt.network == f"{door} {network}", now),
            throttle.FIRST_WAIT_OF_NETWORK,
            throttle.FREE_FAILURES if door == "sign_in" else throttle.FREE_LETTERS_OF_NETWORK,
        ),
    )
    until = max((wait for wait in waits if wait is not None), default=None)
    if until is not None and until > now:
        raise TooManyTries(retry_after=int((until - now).total_seconds()) + 1)


def _failures(whose: object, now: datetime) -> list[datetime]:
    """The failures of the window, since the last success."""
    rows = db.session.execute(
        select(SignInAttempt.at, SignInAttempt.succeeded)
        .where(whose, SignInAttempt.at > now - throttle.WINDOW)  # type: ignore[arg-type]
        .order_by(SignInAttempt.id.desc())
        .limit(40)
    )
    failures = []
    for at, succeeded in rows:
        if succeeded:
            break
        failures.append(at)
    return failures


def _warn_owner(email: str, now: datetime) -> None:
    """The owner learns once a day that somebody is trying; a stranger's address learns nothing."""
    person = db.session.scalar(select(User).where(User.email == email))
    if person is None or len(_failures(SignInAttempt.account == _account("sign_in", email), now)) < 5:
        return
    user_id, name = person.id, person.name
    with transaction(), words_for(email):
        subject = _("Plusieurs essais de connexion à votre compte ont échoué")
        write(email, subject, "too_many_tries", now, name=name, dedup_key=f"tries:{user_id}:{now:%Y-%m-%d}")

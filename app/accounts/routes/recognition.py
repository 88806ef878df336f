"""Who is there: Flask-Login keeps a random token in the cookie, the database says whose it is and until when.

The cookie alone opens nothing: at sign-out its row is gone, and the same cookie replayed is a stranger's.
"""

from datetime import timedelta
from typing import Any

from flask import current_app, request, session
from flask.sansio.app import App
from flask_login import UserMixin, current_user, login_user, logout_user

from app.accounts import queries, services
from app.accounts.domain.sessions import Lifetime, is_worth_noting
from app.accounts.services import Visitor
from app.accounts.services.hashing import digest
from app.core import clock, context
from app.core.actor import ANONYMOUS, Actor

KEPT_AT_SIGN_IN = ("invitation",)
"""What a visitor may bring through the door: the invitation they came to accept."""


class SignedIn(UserMixin):  # type: ignore[misc]  # Flask-Login carries no types
    """What Flask-Login holds of a person: the token of the session, never the person's id."""

    def __init__(self, token: str, opened: queries.OpenSession) -> None:
        self.token = token
        self.opened = opened

    def get_id(self) -> str:
        """What goes into the signed cookie."""
        return self.token


def _load(token: str) -> SignedIn | None:
    now = clock.now()
    opened = queries.session_of(digest(token), now, lifetime())
    if opened is None:
        return None
    if is_worth_noting(opened.last_seen_at, now):
        services.note_visit(opened.id, now)
    return SignedIn(token, opened)


def lifetime() -> Lifetime:
    """The durations of a session, from the settings."""
    return Lifetime(
        timedelta(minutes=current_app.config["SESSION_IDLE_MINUTES"]),
        timedelta(minutes=current_app.config["SESSION_STAFF_IDLE_MINUTES"]),
        timedelta(hours=current_app.config["SESSION_HOURS"]),
    )


def _actor() -> Actor:
    return current_user.opened.actor if current_user.is_authenticated else ANONYMOUS


def visitor() -> Visitor:
    """Where this request comes from."""
    return Visitor(request.remote_addr or "", request.user_agent.string)


def current_token_hash() -> str:
    """The digest of this request's session token, or nothing."""
    return current_user.opened.token_hash if current_user.is_authenticated else ""


def let_in(token: str) -> None:
    """Put *token* in a cookie that holds nothing of what came before: the session's identity changes."""
    kept = {name: session[name] for name in KEPT_AT_SIGN_IN if name in session}
    session.clear()
    session.update(kept)
    opened = queries.session_of(digest(token), clock.now(), lifetime())
    assert opened is not None
    login_user(SignedIn(token, opened))


def let_out() -> str:
    """Empty the cookie; the token it held."""
    token: str = current_user.get_id()
    logout_user()
    session.clear()
    return token


def recognise_people(app: App) -> None:
    """Tell Flask-Login and ``core.context`` how a person is found."""
    manager: Any = app.login_manager  # type: ignore[attr-defined]  # put there by Flask-Login
    manager.session_protection = None  # the token is the session; there is nothing else to compare
    manager.user_loader(_load)
    with app.app_context():  # type: ignore[attr-defined]
        context.load_actor_with(_actor)

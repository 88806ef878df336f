"""The link at the foot of a letter: it makes one kind of letter quieter for one person, and opens nothing else.

Signed, not stored: whoever holds the letter may stop it without signing in. It names the day it was written, and
is refused after a year, with a sentence.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

from app.core.errors import Refusal
from app.core.text import N_
from app.core.wishes import NoticeKind

LIFE = timedelta(days=365)
EVERYTHING = "digest"
"""What the link of the daily letter stops: every kind that is read in it."""


class UnknownLink(Refusal):
    """Cut short on its way, or never ours."""

    status = 410
    message = N_(
        "Ce lien de désabonnement n'est pas valable : il a sans doute été coupé. Vos envois se règlent dans "
        "« Mon compte », puis « Avis et courriels »."
    )


class OldLink(Refusal):
    """From a letter of more than a year ago."""

    status = 410
    message = N_(
        "Ce lien de désabonnement a plus d'un an : il n'est plus valable. Vos envois se règlent dans « Mon compte », "
        "puis « Avis et courriels »."
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """Who wants to hear less, of what: a kind, or None for everything that is read in the daily letter."""

    user_id: int
    kind: NoticeKind | None


def stop_token(user_id: int, kind: NoticeKind | None, now: datetime) -> str:
    """What the link carries."""
    return str(_signer().dumps([user_id, kind.value if kind else EVERYTHING, now.date().isoformat()]))


def read_stop(token: str, now: datetime) -> Stop:
    """What *token* stops. Raises :class:`UnknownLink` or :class:`OldLink`."""
    try:
        user_id, what, day = _signer().loads(token)
        written, kind = date.fromisoformat(day), None if what == EVERYTHING else NoticeKind(what)
    except (BadSignature, TypeError, ValueError) as error:
        raise UnknownLink() from error
    if now.date() - written > LIFE:
        raise OldLink()
    return Stop(int(user_id), kind)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current_app.config["SECRET_KEY"], salt="stop-notices")

"""What belongs to one request: its actor and its id."""

import re
import secrets
from collections.abc import Callable

from flask import current_app, g, has_request_context, request

from app.core.actor import ANONYMOUS, Actor

_LOADERS = "ressourcerie_actor_loaders"
_HARMLESS = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what a log line and a page may repeat as it came


def load_actor_with(loader: Callable[[], Actor], *, blueprint: str | None = None) -> None:
    """Tell how an actor is found (accounts and the API know; core does not), everywhere or within *blueprint*."""
    current_app.extensions.setdefault(_LOADERS, {})[blueprint] = loader


def current_actor() -> Actor:
    """The actor of this request, built once; anonymous outside a request."""
    if not has_request_context():
        return ANONYMOUS
    if "actor" not in g:
        loaders = current_app.extensions.get(_LOADERS, {})
        loader = loaders.get(request.blueprint) or loaders.get(None)
        g.actor = loader() if loader else ANONYMOUS
    actor: Actor = g.actor
    return actor


def request_id() -> str:
    """The id that ties a page, its log lines and what a person reports."""
    if not has_request_context():
        return "-"
    if "request_id" not in g:
        asked = request.headers.get("X-Request-ID", "")
        g.request_id = asked if _HARMLESS.fullmatch(asked) else secrets.token_hex(8)
    found: str = g.request_id
    return found

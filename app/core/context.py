"""What belongs to one request: its actor and its id."""

import re
import secrets
from collections.abc import Callable

from flask import current_app, g, has_request_context, request

from app.core.actor import ANONYMOUS, Actor

_LOADER = "ressourcerie_actor_loader"
_HARMLESS = re.compile(r"[A-Za-z0-9_-]{1,64}")  # what a log line and a page may repeat as it came


def load_actor_with(loader: Callable[[], Actor]) -> None:
    """Tell how an actor is found (accounts knows; core does not)."""
    current_app.extensions[_LOADER] = loader


def current_actor() -> Actor:
    """The actor of this request, built once; anonymous outside a request."""
    if not has_request_context():
        return ANONYMOUS
    if "actor" not in g:
        loader = current_app.extensions.get(_LOADER)
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

"""Who knocks, what their key may do, and how often."""

from flask import current_app, g, request

from app.accounts.domain.states import TokenScope
from app.accounts.services import TokenHolder, actor_for_token
from app.api.limits import Limiter
from app.core import clock
from app.core.actor import ANONYMOUS, Actor
from app.core.errors import Forbidden, TooMany
from app.core.text import N_

READING = {"GET", "HEAD", "OPTIONS"}
_LIMITER = "ressourcerie_api_limiter"


class ReadOnlyKey(Forbidden):
    """The key may read, and this writes."""

    message = N_("Cette clé permet seulement de lire. Créez-en une qui permet d'écrire.")


def holder() -> TokenHolder | None:
    """Whose key this request carries; None without a valid one. Found once per request."""
    if "api_holder" not in g:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        is_token = scheme.lower() == "bearer" and 0 < len(token.strip()) < 200
        g.api_holder = actor_for_token(token.strip(), clock.now()) if is_token else None
    found: TokenHolder | None = g.api_holder
    return found


def actor_of_key() -> Actor:
    """The person a program acts for. Cookies are not even looked at."""
    found = holder()
    return found.actor if found else ANONYMOUS


def limiter() -> Limiter:
    """This process's counter."""
    found: Limiter | None = current_app.extensions.get(_LIMITER)
    if found is None:
        reads, writes = current_app.config["API_READS_A_MINUTE"], current_app.config["API_WRITES_A_MINUTE"]
        found = current_app.extensions.setdefault(_LIMITER, Limiter(reads, writes))
    return found


def check_key() -> None:
    """Before a request with a key: refuse one too many, and a write by a key that only reads."""
    found = holder()
    if found is None:
        return
    is_write = request.method not in READING
    seconds = limiter().wait(found.token_id, is_write, clock.now())
    if seconds:
        raise TooMany(retry_after=seconds)
    if is_write and found.scope is not TokenScope.WRITE:
        raise ReadOnlyKey()

"""What every answer says to the browser: a strict content policy and its companions.

Source: OWASP ASVS 5.0 (3.4.x). No third-party request is possible from any page.
"""

import secrets
from typing import Any

from flask import Flask, Request, Response, g, request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map

from app.core.context import current_actor, request_id

LARGEST_ID = 2**31 - 1
"""The largest id a column can hold: what is beyond is no page, not a crash of the database."""


class RowId(IntegerConverter):
    """``<int:...>`` in an address: a number that may be the id of a row."""

    def __init__(
        self, map: Map, fixed_digits: int = 0, min: int | None = None, max: int | None = None, signed: bool = False
    ) -> None:
        super().__init__(map, fixed_digits, min, LARGEST_ID if max is None else max, signed)


def asked_number(text: str) -> int:
    """The number that was asked. Raises ``ValueError`` for what no column holds: it is no number to anybody."""
    number = int(text)
    if abs(number) > LARGEST_ID:
        raise ValueError(text)
    return number


class Asked(ImmutableMultiDict[str, Any]):
    """What the address or a form says, without what no database keeps: NUL, and numbers beyond any column."""

    def __init__(self, said: Any = None) -> None:
        pairs = said.items(multi=True) if isinstance(said, MultiDict) else said or ()
        super().__init__([(name.replace("\0", ""), _kept(value)) for name, value in pairs])

    def get(self, key: str, default: Any = None, type: Any = None) -> Any:  # type: ignore[override]
        """The first value of *key*, or *default*."""
        return super().get(key, default, asked_number if type is int else type)

    def getlist(self, key: str, type: Any = None) -> list[Any]:
        """Every value of *key* that *type* reads."""
        return super().getlist(key, asked_number if type is int else type)


def _kept(value: Any) -> Any:
    return value.replace("\0", "") if isinstance(value, str) else value


class AskedRequest(Request):
    """A request whose numbers are within reach of a column."""

    parameter_storage_class = Asked


def csp_nonce() -> str:
    """This response's nonce, made when first asked for: a CSRF refusal runs before ``before_request``."""
    if "csp_nonce" not in g:
        g.csp_nonce = secrets.token_urlsafe(16)
    nonce: str = g.csp_nonce
    return nonce


def _policy() -> str:
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'nonce-{csp_nonce()}' 'strict-dynamic'",
            "style-src 'self'",
            "img-src 'self' data: blob:",
            "connect-src 'self'",
            "font-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            *(("worker-src 'self'",) if "has_worker" in g else ()),
        )
    )


def allow_own_worker() -> None:
    """This page alone may register a worker of our own: every other page keeps the policy that knows none."""
    g.has_worker = True


def _headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _policy())
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=(), browsing-topics=()")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    headers["X-Request-ID"] = request_id()
    if request.endpoint != "static" and current_actor().is_signed_in:
        headers.setdefault("Cache-Control", "no-store")
    return response


def init_app(app: Flask) -> None:
    """Put the headers on every response and the nonce within the templates' reach."""
    app.url_map.converters["int"] = RowId
    app.request_class = AskedRequest
    app.after_request(_headers)
    app.jinja_env.globals["csp_nonce"] = csp_nonce
    app.jinja_env.globals["one_shot"] = lambda: secrets.token_hex(16)

"""Who may reach an endpoint. Each view wears exactly one of ``@public``, ``@signed_in``, ``@staff``.

The mark only opens the door of the page; what may be done with an object is decided by the predicates of
the package (``domain/permissions.py``). An endpoint without a mark is refused, and a test names it.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, current_app, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.core.context import current_actor
from app.core.errors import Forbidden, NotSignedIn, Refusal

View = TypeVar("View", bound=Callable[..., Any])
MARK = "_access"


def _mark(name: str) -> Callable[[View], View]:
    def wear(view: View) -> View:
        if hasattr(view, MARK):
            raise TypeError(f"{view.__name__} already wears {getattr(view, MARK)}")
        setattr(view, MARK, name)
        return view

    return wear


public = _mark("public")
"""Anybody, with or without an account."""
signed_in = _mark("signed_in")
"""Anybody with an account; others are sent to sign in and come back."""
staff = _mark("staff")
"""The platform's own people."""


class NoAccessRule(Refusal):
    """A page without a mark is closed to all."""

    status = 500
    message = "Cette page n'a pas de règle d'accès."


def access_of(endpoint: str) -> str | None:
    """The mark an endpoint wears; Flask's own static files are public."""
    if endpoint == "static":
        return "public"
    return getattr(current_app.view_functions[endpoint], MARK, None)


def guard() -> ResponseReturnValue | None:
    """Before each request: apply the endpoint's mark."""
    if request.endpoint is None:
        return None
    rule, actor = access_of(request.endpoint), current_actor()
    if rule is None:
        raise NoAccessRule()
    if rule == "public" or (rule == "signed_in" and actor.is_signed_in):
        return None
    if not actor.is_signed_in:
        if request.blueprint == "api":
            raise NotSignedIn()
        target = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("accounts.sign_in", next=target), 303)
    if rule == "staff" and actor.is_staff:
        return None
    raise Forbidden()


def init_app(app: Flask) -> None:
    """Guard every request of *app*."""
    app.before_request(guard)

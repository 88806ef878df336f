"""A refusal becomes a page in the reader's language, or a problem document for a program (RFC 9457)."""

from collections.abc import Mapping, Sequence
from datetime import date
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.core.context import request_id
from app.core.db import db
from app.core.errors import NotFound, NotSignedIn, Refusal
from app.core.i18n import day

PAGES = {403, 404, 409, 413, 422, 429, 500, 503}
EXPLAINED = {409, 422, 429}
"""Where the refusal itself says more than its page."""


def sentence(refusal: Refusal) -> str:
    """What the refusal says, in the language of this request."""
    text = str(gettext(refusal.message))
    params = {name: day(value) if isinstance(value, date) else value for name, value in refusal.params.items()}
    return text % params if params else text


def wants_json() -> bool:
    """Whether the other side is a program."""
    return request.path.startswith("/api/")


def answer(
    status: int,
    title: str,
    code: str,
    headers: Mapping[str, str] | None = None,
    errors: Sequence[Mapping[str, str]] = (),
    *,
    message: str = "",
) -> ResponseReturnValue:
    """The page, or the problem document, for *status*; *errors* name the fields at fault, for programs.

    *message* replaces what the page of this status says to everybody.
    """
    if wants_json():
        return problem(status, title, code, errors), status, dict(headers or {})
    page = status if status in PAGES else (500 if status >= 500 else 404 if status == 405 else 422)
    html = render_template(f"errors/{page}.html", title=title, message=message, request_id=request_id())
    return html, status, dict(headers or {})


def problem(status: int, detail: str, code: str, errors: Sequence[Mapping[str, str]] = ()) -> Response:
    """A problem document (RFC 9457): *code* is the stable name that a program reads."""
    said: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id(),
    }
    response = jsonify(said | ({"errors": [dict(one) for one in errors]} if errors else {}))
    response.content_type = "application/problem+json"
    return response


def _refused(refusal: Refusal) -> ResponseReturnValue:
    headers = {"Retry-After": str(refusal.params["retry_after"])} if "retry_after" in refusal.params else {}
    if isinstance(refusal, NotSignedIn):
        headers["WWW-Authenticate"] = "Bearer"
    said = sentence(refusal)
    message = said if refusal.status in EXPLAINED or _says_more(refusal) else ""
    return answer(refusal.status, said, refusal.code, headers, _fields(refusal), message=message)


def _says_more(refusal: Refusal) -> bool:
    """Whether something that is not found says what it was: an address of a calendar, not just a page."""
    return isinstance(refusal, NotFound) and refusal.message != NotFound.message


def _fields(refusal: Refusal) -> list[dict[str, str]]:
    """Each field at fault and why: several when a verb told everything at once."""
    every: Sequence[Refusal] = getattr(refusal, "refusals", (refusal,))
    return [{"field": one.field, "detail": sentence(one)} for one in every if one.field]


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error.get_response()
    titles = {
        404: gettext("Cette page n'existe pas, ou ne vous est pas accessible."),
        405: gettext("Cette adresse ne se lit pas ainsi."),
        413: gettext("Cet envoi dépasse %(n)s Mo, ce que ce site accepte en une fois.", n=_most_megabytes()),
        429: gettext("Trop d'essais. Réessayez plus tard."),
    }
    methods = getattr(error, "valid_methods", None)
    headers = {"Allow": ", ".join(sorted(methods))} if methods else {}
    title = titles.get(status, gettext("Cette demande n'a pas pu être traitée."))
    return answer(status, title, error.name, headers)


def _most_megabytes() -> int:
    return int(request.max_content_length or 0) // (1024 * 1024)


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    title = gettext("Cette page a expiré. Rechargez-la, puis recommencez : rien n'a été enregistré.")
    return answer(422, title, "ExpiredForm", message=title)


def _crashed(_error: InternalServerError) -> ResponseReturnValue:
    db.session.rollback()
    return answer(500, gettext("Une erreur est survenue chez nous. Rien n'a été enregistré."), "ServerError")


def init_app(app: Flask) -> None:
    """Give every error its page, and templates ``refusal_text``."""
    app.jinja_env.globals["refusal_text"] = sentence
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(InternalServerError, _crashed)

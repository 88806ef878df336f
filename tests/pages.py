"""A visitor without scripts. Every page it fetches is checked: valid HTML, one h1, labels, ids, CSRF, nonce."""

import re
from typing import Any
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from app.core.db import db

XHTML = "{http://www.w3.org/1999/xhtml}"
LABELLED = {"input", "select", "textarea"}
UNLABELLED_TYPES = {"hidden", "submit", "button", "image"}
FORBIDDEN = re.compile(
    r"carbone neutre|neutre en carbone|\bcompensé|zéro (émission|carbone)|impact positif|bon pour la planète",
    re.I,
)


class BadPage(AssertionError):
    """A page that breaks a rule every page keeps."""


def parse(html: str) -> Element:
    """The document, refused when it is not valid HTML."""
    parser = html5lib.HTMLParser(strict=False)
    document = parser.parse(html)
    problems = [f"line {line}: {code} {data}" for (line, _), code, data in parser.errors]
    if problems:
        raise BadPage("; ".join(problems[:5]))
    return document


def _all(document: Element, *names: str) -> list[Element]:
    return [e for e in document.iter() if isinstance(e.tag, str) and e.tag.removeprefix(XHTML) in names]


def check(html: str, csp: str = "") -> Element:
    """Every rule a page keeps; :class:`BadPage` names the first that is broken."""
    document = parse(html)
    if len(_all(document, "h1")) != 1:
        raise BadPage(f"{len(_all(document, 'h1'))} h1")
    title = _all(document, "title")
    if not title or not (title[0].text or "").strip():
        raise BadPage("no title")
    _check_ids(document)
    _check_labels(document)
    _check_forms(document)
    _check_scripts(document, csp)
    if found := FORBIDDEN.search(html):
        raise BadPage(f"forbidden words: {found[0]}")
    return document


def _check_ids(document: Element) -> None:
    ids = [e.get("id") for e in document.iter() if e.get("id")]
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:
        raise BadPage(f"ids used twice: {twice}")
    for e in document.iter():
        for attribute in ("aria-describedby", "aria-labelledby", "for", "aria-controls"):
            for target in (e.get(attribute) or "").split():
                if target not in ids:
                    raise BadPage(f"{attribute}={target} points nowhere")


def _check_labels(document: Element) -> None:
    labelled = {e.get("for") for e in _all(document, "label")}
    inside = {id(c) for label in _all(document, "label") for c in label.iter()}
    for e in _all(document, *LABELLED):
        if e.get("type") in UNLABELLED_TYPES:
            continue
        if not (e.get("id") in labelled or id(e) in inside or e.get("aria-label") or e.get("aria-labelledby")):
            raise BadPage(f"no label for {e.get('name')}")
    for e in _all(document, "img"):
        if e.get("alt") is None:
            raise BadPage(f"no alt on {e.get('src')}")


def _check_forms(document: Element) -> None:
    for form in _all(document, "form"):
        names = {e.get("name") for e in _all(form, "input")}
        if (form.get("method") or "get").lower() == "post" and "csrf_token" not in names:
            raise BadPage(f"no CSRF token in {form.get('action')}")


def _check_scripts(document: Element, csp: str) -> None:
    for e in document.iter():
        if e.get("style") is not None or any(name.startswith("on") for name in e.attrib):
            raise BadPage(f"inline style or handler on {e.tag}")
        for attribute in ("src", "href", "action"):
            if (e.get(attribute) or "").startswith(("http://", "https://", "//")) and e.tag.removeprefix(
                XHTML
            ) != "a":
                raise BadPage(f"third-party address {e.get(attribute)}")
    for script in _all(document, "script"):
        if f"'nonce-{script.get('nonce')}'" not in csp:
            raise BadPage("script without this response's nonce")


class Browser:
    """Fetches pages and sends forms as a browser without scripts would."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def get(self, path: str, status: int = 200, **kwargs: Any) -> TestResponse:
        """Fetch *path*, expecting *status*."""
        return self._checked(self._fetched("GET", path, **kwargs), status)

    def post(self, path: str, data: dict[str, Any] | None = None, status: int = 303, **kwargs: Any) -> TestResponse:
        """Send a form to *path* with the token a page would have given, expecting *status*."""
        data = {**(data or {}), "csrf_token": self.csrf_token()}
        return self._checked(self._fetched("POST", path, data=data, **kwargs), status)

    def csrf_token(self) -> str:
        """The token that a page would have given this visitor's session."""
        with self.app.app_context(), self.client.session_transaction() as session:
            secret = session.setdefault("csrf_token", "0" * 40)
        return str(URLSafeTimedSerializer(self.app.secret_key or "", salt="wtf-csrf-token").dumps(secret))

    def sign_in(self, email: str, password: str = "") -> "Browser":
        """Open a session as *email*; the password of every person made by ``tests.given``."""
        from tests.given.accounts import PASSWORD

        self.post("/connexion", {"email": email, "password": password or PASSWORD})
        return self

    def _fetched(self, method: str, path: str, **kwargs: Any) -> TestResponse:
        """The answer to a request of its own: nothing of it (``g``, database session) is shared with the test.

        The test's own read ends first, so that what it reads next is what the request left.
        """
        db.session.rollback()
        with self.app.app_context():
            return self.client.open(path, method=method, **kwargs)

    def _checked(self, response: TestResponse, status: int) -> TestResponse:
        assert response.status_code == status, f"{response.status_code} {response.text[:2000]}"
        if response.mimetype == "text/html" and status != 303:
            check(response.text, response.headers.get("Content-Security-Policy", ""))
        return response

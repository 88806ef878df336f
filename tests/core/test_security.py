"""What every answer says to the browser, and the doors that stay shut. Numbers are those of OWASP ASVS 5.0."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from app import create_app
from app.core.access import public
from app.core.db import db
from app.core.routes import local_target
from tests.given.accounts import PASSWORD, a_person
from tests.pages import Browser

ADDRESSES = {
    "/": 200,
    "/annonces": 200,
    "/connexion": 200,
    "/healthz": 200,
    "/readyz": 200,
    "/.well-known/security.txt": 200,
    "/api/v1/openapi.json": 200,
    "/nulle-part": 404,
    "/annonces/999999": 404,
    "/compte": 303,
    "/api/v1/nowhere": 404,
    "/static/img/nothing.svg": 404,
    "/static/favicon.svg": 200,
}
POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self' data: blob:",
    "connect-src": "'self'",
    "font-src": "'self'",
    "manifest-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}


def _open(app: Flask, address: str, method: str = "GET", client: Any = None, **kwargs: Any) -> TestResponse:
    """One request with a context of its own: nothing of ``g`` is shared with the test or the request before."""
    with app.app_context():
        answer: TestResponse = (client or app.test_client()).open(address, method=method, buffered=True, **kwargs)
        return answer


def _policy(response: TestResponse) -> dict[str, str]:
    said = response.headers["Content-Security-Policy"].split("; ")
    return dict(part.split(" ", 1) for part in said)  # type: ignore[misc]


def _is_guarded(response: TestResponse) -> None:
    policy = _policy(response)
    assert re.fullmatch(r"'nonce-[\w-]{20,}' 'strict-dynamic'", policy.pop("script-src"))
    assert policy == POLICY
    headers = response.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    age = re.search(r"max-age=(\d+)", headers["Strict-Transport-Security"])
    assert age
    assert int(age[1]) >= 31_536_000
    assert "includeSubDomains" in headers["Strict-Transport-Security"]
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "browsing-topics=()" in headers["Permissions-Policy"]
    assert "Access-Control-Allow-Origin" not in headers
    assert headers["X-Request-ID"]


@pytest.mark.parametrize(("address", "status"), ADDRESSES.items())
def test_every_answer_is_guarded(app: Flask, address: str, status: int) -> None:
    response = _open(app, address)
    assert response.status_code == status
    _is_guarded(response)


def test_refused_methods_and_forms_are_guarded_too(app: Flask) -> None:
    for method, address in (("POST", "/annonces"), ("POST", "/connexion"), ("TRACE", "/")):
        response = _open(app, address, method)
        assert response.status_code in {405, 422}
        _is_guarded(response)


def test_a_crash_tells_its_number_and_nothing_else(environment: dict[str, str]) -> None:
    app = create_app(environment)

    @app.get("/plantage")
    @public
    def crash() -> str:
        raise RuntimeError("secret-detail-of-the-crash")

    app.config["PROPAGATE_EXCEPTIONS"] = False
    response = _open(app, "/plantage", headers={"X-Request-ID": "abc123"})
    assert response.status_code == 500
    assert "abc123" in response.text
    assert "secret-detail" not in response.text
    assert "Traceback" not in response.text
    _is_guarded(response)
    with app.app_context():
        db.engine.dispose()


def test_a_nonce_serves_once(app: Flask) -> None:
    nonces = {_policy(_open(app, "/"))["script-src"] for _ in range(20)}
    assert len(nonces) == 20


def test_a_request_id_that_could_forge_a_log_line_is_replaced(app: Flask) -> None:
    assert _open(app, "/healthz", headers={"X-Request-ID": "good1"}).headers["X-Request-ID"] == "good1"
    for forged in ("a b", "x" * 65, "a;b", "é", "\x1b[31m"):
        assert _open(app, "/healthz", headers={"X-Request-ID": forged}).headers["X-Request-ID"] != forged


def test_a_reader_without_an_account_gets_no_cookie(app: Flask) -> None:
    for address in ("/", "/annonces", "/expositions", "/accessibilite", "/plan-du-site", "/nulle-part"):
        assert "Set-Cookie" not in _open(app, address).headers, address


def test_the_session_cookie_is_out_of_reach_of_scripts_and_strangers(app: Flask, browser: Browser) -> None:
    a_person(email="a@exemple.fr")
    answer = browser.post("/connexion", {"email": "a@exemple.fr", "password": PASSWORD})
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith("session="))
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Path=/" in cookie
    assert browser.get("/compte").headers["Cache-Control"] == "no-store"


EVIL = [
    "https://evil.example",
    "http://evil.example/",
    "http:evil.example",
    "https:/evil.example",
    "https:///evil.example",
    "//evil.example",
    "///evil.example",
    "////evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/evil.example",
    "/\\/evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "/\r/evil.example",
    "\t//evil.example",
    " //evil.example",
    "\x00//evil.example",
    "/\x0b/evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "evil.example",
    "@evil.example",
    ".evil.example",
    "/annonces\\@evil.example",
    "/annonces\r\nSet-Cookie: a=b",
    "//evil.example/%2e%2e",
    "https://localhost@evil.example",
    "",
]


def _stays_here(location: str) -> bool:
    """As a browser reads it: tabs and line ends dropped, a backslash is a slash."""
    read = re.sub(r"[\t\r\n]", "", location).replace("\\", "/").lstrip("\x00\x0b ")
    parts = urlsplit(read)
    return read.startswith("/") and not read.startswith("//") and not parts.scheme and not parts.netloc


def test_the_judge_of_addresses_can_say_no() -> None:
    assert _stays_here("/annonces?q=%C3%A9cran")
    assert not any(_stays_here(one) for one in ("//evil.example", "/\t/evil.example", "https://evil.example", "/\\a"))


def test_no_address_leads_elsewhere_through_our_own_doors(app: Flask) -> None:
    a_person(email="a@exemple.fr")
    for target in EVIL:
        assert local_target(target) == "/"
        answer = _open(app, "/langue/en", query_string={"retour": target})
        assert answer.status_code == 303
        assert _stays_here(answer.headers["Location"]), repr(target)
        assert "Set-Cookie: a=b" not in str(answer.headers)
        browser = Browser(app)
        signed = browser.post("/connexion", {"email": "a@exemple.fr", "password": PASSWORD, "next": target})
        assert _stays_here(signed.headers["Location"]), repr(target)
        again = _open(app, "/connexion", client=browser.client, query_string={"next": target})
        assert _stays_here(again.headers["Location"]), repr(target)


@pytest.mark.parametrize("target", ["/annonces", "/annonces?q=écran 4K&du=2027-03-01", "/prets/12#messages", "/é"])
def test_our_own_addresses_are_kept(app: Flask, target: str) -> None:
    assert local_target(target) == target


def test_an_id_no_row_can_have_is_a_page_that_is_not_there(app: Flask) -> None:
    for number in (2**31 - 1, 2**31, 2**63, 2**64, 10**40):
        for address in (f"/annonces/{number}", f"/expositions/{number}", f"/etablissements/{number}"):
            assert _open(app, address).status_code == 404, address


def test_forms_of_another_site_are_refused(app: Flask, browser: Browser) -> None:
    a_person(email="a@exemple.fr")
    refused = _open(app, "/connexion", "POST", browser.client, data={"email": "a@exemple.fr", "password": PASSWORD})
    assert refused.status_code == 422
    browser.sign_in("a@exemple.fr")
    assert _open(app, "/deconnexion", "POST", browser.client).status_code == 422
    assert browser.get("/compte")

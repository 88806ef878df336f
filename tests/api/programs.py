"""A program that talks to the API as one would from outside: a key, JSON, nothing else."""

import itertools
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from app.accounts.domain.states import TokenScope
from app.accounts.services import create_token
from app.core import clock
from app.core.actor import Actor

_numbers = itertools.count(1)


class Program:
    """Sends requests with a key (or none); every error it meets must be a problem document."""

    def __init__(self, app: Flask, key: str = "") -> None:
        self.app = app
        self.key = key

    def get(self, path: str, status: int = 200, **kwargs: Any) -> Any:
        """The document at *path*."""
        return self.send("GET", path, status, **kwargs).json

    def post(self, path: str, body: Any = None, status: int = 200, **kwargs: Any) -> Any:
        """What is answered to *body*."""
        return self.send("POST", path, status, json={} if body is None else body, **kwargs).json

    def send(
        self,
        method: str,
        path: str,
        status: int | None = None,
        headers: Any = None,
        once: str | None = "",
        **kwargs: Any,
    ) -> TestResponse:
        """One request; a write carries a fresh key of its own unless *once* names one (None: no key at all)."""
        said = dict(headers or {})
        if self.key:
            said.setdefault("Authorization", f"Bearer {self.key}")
        if method in {"POST", "PATCH"} and once is not None:
            said["Idempotency-Key"] = once or f"key-{next(_numbers)}"
        if not path.startswith("/api"):
            path = f"/api/v1{path}"
        with self.app.app_context():
            answer = self.app.test_client(use_cookies=False).open(
                path, method=method, headers=said, buffered=True, **kwargs
            )
        if status is not None:
            assert answer.status_code == status, f"{answer.status_code} {answer.text[:1500]}"
        if answer.status_code >= 400 and method != "HEAD":
            is_problem(answer)
        return answer


def is_problem(answer: TestResponse) -> None:
    """RFC 9457, and ours: a code, a sentence, the number of the request."""
    assert answer.mimetype == "application/problem+json", answer.text[:500]
    told = answer.json
    assert told["status"] == answer.status_code
    assert told["type"] == "about:blank"
    assert told["title"]
    assert told["detail"]
    assert told["code"]
    assert told["request_id"] == answer.headers["X-Request-ID"]


def a_program(app: Flask, actor: Actor, scope: TokenScope = TokenScope.WRITE, days: int = 30) -> Program:
    """A program with a fresh key of *actor*."""
    return Program(app, create_token(actor, "Programme d'essai", scope, days, clock.now()))

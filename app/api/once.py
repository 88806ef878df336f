"""Writes: each carries a key of its own, so that a request repeated after a broken line has one effect."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask import Response, current_app, request

from app.core import clock
from app.core.context import current_actor
from app.core.errors import Refusal
from app.core.idempotency import answered_once
from app.core.text import N_

_KEY = re.compile(r"[!-~]{1,64}")


class KeyMissing(Refusal):
    """A write without an ``Idempotency-Key``."""

    status = 400
    message = N_("Ajoutez un en-tête « Idempotency-Key » : une suite de 1 à 64 caractères, propre à cette demande.")


@dataclass(frozen=True, slots=True)
class Said:
    """What a write answers: a document, a status, headers."""

    document: Any
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def once(payload: Any, act: Callable[[], Said]) -> Response:
    """Do *act* in one transaction, or repeat what was answered to the same key and *payload* before.

    Raises :class:`KeyMissing`, ``KeyReused``, and whatever *act* refuses: then nothing is remembered.
    """
    key = request.headers.get("Idempotency-Key", "").strip('"')
    if not _KEY.fullmatch(key):
        raise KeyMissing()
    user_id = current_actor().user_id
    assert user_id is not None, "only those with a key get here"
    asked = [request.method, request.path, request.headers.get("If-Match"), payload]
    found = answered_once(user_id, key, asked, lambda: _written(act()), clock.now())
    answer = json.loads(found.text)
    body, status = answer["body"], answer["status"]
    response = current_app.response_class(body, status, answer["headers"], mimetype="application/json")
    if found.is_replay:
        response.headers["Idempotency-Replayed"] = "true"
    return response


def _written(said: Said) -> str:
    body = current_app.json.dumps(said.document) + "\n"
    return json.dumps({"status": said.status, "headers": said.headers, "body": body})

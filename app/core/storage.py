"""Files on disk under ``UPLOAD_DIR``, by random names that say nothing."""

import secrets
from pathlib import Path

from flask import current_app

from app.core.errors import NotFound, Refusal


class NoRoomLeft(Refusal):
    """The disk is full."""

    status = 507
    message = "Il n'y a plus de place pour les fichiers sur le serveur. Rien n'a été enregistré."


def _root() -> Path:
    return Path(current_app.config["UPLOAD_DIR"])


def _path(key: str) -> Path:
    if not key.replace("/", "").replace(".", "").replace("-", "").replace("_", "").isalnum() or ".." in key:
        raise NotFound()
    return _root() / key


def save(content: bytes, suffix: str) -> str:
    """Write *content* whole or not at all; answer its key, e.g. ``ab/ab12....webp``."""
    name = secrets.token_hex(16)
    key = f"{name[:2]}/{name}{suffix}"
    path = _path(key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(path.suffix + ".part")
        partial.write_bytes(content)
        partial.replace(path)
    except OSError as error:
        raise NoRoomLeft() from error
    return key


def read(key: str) -> bytes:
    """The content of *key*; :class:`NotFound` when it is not there."""
    try:
        return _path(key).read_bytes()
    except OSError as error:
        raise NotFound() from error


def delete(key: str) -> None:
    """Forget *key*; forgetting twice changes nothing."""
    _path(key).unlink(missing_ok=True)

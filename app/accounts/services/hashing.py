"""Passwords and tokens, as they may be kept: argon2id for what people choose, SHA-256 for what we drew at random.

Costs: OWASP Password Storage Cheat Sheet, argon2id with 19 MiB, two passes, one lane.
"""

import hashlib
import secrets
import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask import current_app

TOKEN_BYTES = 32


@cache
def _hasher(passes: int, memory_kib: int) -> PasswordHasher:
    return PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=1)


def _configured() -> PasswordHasher:
    return _hasher(current_app.config["ARGON2_PASSES"], current_app.config["ARGON2_MEMORY_KIB"])


@cache
def _nobody(passes: int, memory_kib: int) -> str:
    return _hasher(passes, memory_kib).hash(secrets.token_hex(16))


def _same(text: str) -> str:
    """One keyboard's é is two code points, another's is one: the same password."""
    return unicodedata.normalize("NFC", text)


def password_hash(password: str) -> str:
    """What is kept of *password*; the whole of it counts, whatever its length."""
    return _configured().hash(_same(password))


def is_password(kept: str | None, password: str) -> bool:
    """Whether *password* is the one; takes as long when there is none to compare with."""
    passes, memory = current_app.config["ARGON2_PASSES"], current_app.config["ARGON2_MEMORY_KIB"]
    try:
        return _configured().verify(kept or _nobody(passes, memory), _same(password)) and kept is not None
    except (VerificationError, InvalidHashError):
        return False


def new_token(prefix: str = "") -> str:
    """A token of 256 random bits."""
    return prefix + secrets.token_urlsafe(TOKEN_BYTES)


def digest(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()

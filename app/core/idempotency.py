"""The same request sent twice has one effect.

A form carries a one-shot key, the API an ``Idempotency-Key`` header. The key's row is inserted first, inside
the transaction of the event: whoever comes second waits for the first and finds its answer.
Contract: same key and same content -> same answer; same key, other content -> 422. A refusal undoes the key with
everything else: nothing happened, so the same request may be tried again.
Source: IETF draft-ietf-httpapi-idempotency-key-header-07.
"""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, Text, UniqueConstraint, bindparam, delete, select, update
from sqlalchemy.orm import Mapped, mapped_column

from app.core.actor import Actor
from app.core.db import Model, UtcDateTime, insert_once, run, transaction
from app.core.errors import Invalid
from app.core.text import N_

KEPT = timedelta(hours=24)


class IdempotencyKey(Model):
    """A key, whose it is, what was asked, and the id of what it made; for a program, the very words answered."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    result_id: Mapped[int | None]
    answer: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


_KNOWN = select(IdempotencyKey.fingerprint, IdempotencyKey.result_id, IdempotencyKey.answer).where(
    IdempotencyKey.user_id == bindparam("whose"), IdempotencyKey.key == bindparam("asked")
)
_MADE = update(IdempotencyKey).where(IdempotencyKey.id == bindparam("row"))


class KeyReused(Invalid):
    """One key, two different requests."""

    message = N_("Cet envoi a déjà servi pour une autre demande. Rechargez la page.")


@dataclass(frozen=True, slots=True)
class Claim:
    """A key that is ours, to say what came of it."""

    id: int

    def made(self, result_id: int) -> None:
        """The same key will answer *result_id*."""
        run(_MADE, {"row": self.id, "result_id": result_id})


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, and whether it was read back rather than done."""

    text: str
    is_replay: bool


def fingerprint(payload: Any) -> str:
    """A digest of what was asked, the same whatever the order of keys."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


def claim(user_id: int, key: str, payload: Any, now: datetime) -> Claim | int:
    """Inside a transaction: the new key, to be told what it made, or the id that it made before."""
    digest = fingerprint(payload)
    claimed = _new(user_id, key, digest, now)
    if claimed is not None:
        return claimed
    result_id: int | None = _known(user_id, key, digest).result_id
    if result_id is None:
        raise KeyReused()
    return result_id


def of_content(key: str, payload: Any) -> str:
    """A key for a form that one may go back to: another file sent from the same page is another request.

    >>> of_content("", "a file")
    ''
    >>> len(of_content("k" * 200, "a file"))
    64
    """
    return fingerprint([key, payload]) if key else ""


def is_repeat(actor: Actor, key: str, payload: Any, result_id: int, now: datetime) -> bool:
    """Inside a transaction: whether this very click was already obeyed; else its *key* is taken, for *result_id*.

    Without a key or a person (a job, a script) nothing is remembered. Raises :class:`KeyReused`.
    """
    if not key or actor.user_id is None:
        return False
    claimed = claim(actor.user_id, key, payload, now)
    if isinstance(claimed, int):
        return True
    claimed.made(result_id)
    return False


def made_once(actor: Actor, key: str, payload: Any, make: Callable[[], int], now: datetime) -> int:
    """Inside a transaction: the id that *make* answers, once for a *key*; for the same again, the id of then.

    Without a key or a person (a job, the command line) nothing is remembered. Raises :class:`KeyReused`.
    """
    if not key or actor.user_id is None:
        return make()
    claimed = claim(actor.user_id, key, payload, now)
    if isinstance(claimed, int):
        return claimed
    made = make()
    claimed.made(made)
    return made


def answered_once(user_id: int, key: str, payload: Any, act: Callable[[], str], now: datetime) -> Answer:
    """Do *act* in a transaction and keep its words; the same key and payload again answer the same words.

    Raises :class:`KeyReused`, and whatever *act* refuses: then nothing is kept, and the key may serve again.
    """
    with transaction():
        mine, digest = f"api:{key}", fingerprint(payload)
        claimed = _new(user_id, mine, digest, now)
        if claimed is None:
            return Answer(_known(user_id, mine, digest).answer or "", is_replay=True)
        words = act()
        run(_MADE, {"row": claimed.id, "answer": words})
        return Answer(words, is_replay=False)


def _new(user_id: int, key: str, digest: str, now: datetime) -> Claim | None:
    """The key's row, where this request is the first to bring it; whoever comes second waits for the first."""
    unique = ["user_id", "key"]
    made = insert_once(IdempotencyKey, unique, user_id=user_id, key=key, fingerprint=digest, created_at=now)
    return None if made is None else Claim(made)


def _known(user_id: int, key: str, digest: str) -> Any:
    """What came of a key that was brought before, with the same content."""
    row = run(_KNOWN, {"whose": user_id, "asked": key}).one()
    if row.fingerprint != digest:
        raise KeyReused()
    return row


def forget(now: datetime) -> None:
    """Delete keys older than twenty-four hours: nobody repeats a request that late."""
    with transaction() as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))

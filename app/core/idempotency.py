"""The same request sent twice has one effect.

A form carries a one-shot key, the API an ``Idempotency-Key`` header. The key's row is inserted first, inside
the transaction of the event: whoever comes second waits for the first and finds its answer.
Contract: same key and same content -> same answer; same key, other content -> 422.
Source: IETF draft-ietf-httpapi-idempotency-key-header-07.
"""

import hashlib
import json
from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, mapped_column

from app.core.db import Model, UtcDateTime, db, insert_once
from app.core.errors import Invalid


class IdempotencyKey(Model):
    """A key, whose it is, what was asked, and the id of what it made."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("user_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(index=True)
    key: Mapped[str] = mapped_column(String(80))
    fingerprint: Mapped[str] = mapped_column(String(64))
    result_id: Mapped[int | None]
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class KeyReused(Invalid):
    """One key, two different requests."""

    message = "Cet envoi a déjà servi pour une autre demande. Rechargez la page."


def fingerprint(payload: Any) -> str:
    """A digest of what was asked, the same whatever the order of keys."""
    return hashlib.sha256(json.dumps(payload, sort_keys=True, default=str).encode()).hexdigest()


def claim(user_id: int, key: str, payload: Any, now: datetime) -> IdempotencyKey | int:
    """Inside a transaction: the new key's row to fill in (``row.result_id = ...``), or the id it made before."""
    digest = fingerprint(payload)
    inserted = insert_once(
        IdempotencyKey, ["user_id", "key"], user_id=user_id, key=key, fingerprint=digest, created_at=now
    )
    row = db.session.execute(select(IdempotencyKey).filter_by(user_id=user_id, key=key)).scalar_one()
    if inserted is not None:
        return row
    if row.fingerprint != digest or row.result_id is None:
        raise KeyReused()
    return row.result_id

"""Writing the ledger: one writer at a time holds the head, and every entry seals the one before."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select

from app.core.db import db, insert_once
from app.impact.models import ImpactRecord, LedgerEntry, LedgerHead, LedgerPosting
from app.impact.records.domain.chain import GENESIS, EntryKind, Leg, digest_of, sealed
from app.impact.records.domain.settling import kilograms


def locked_head() -> LedgerHead:
    """The head of the chain, for this transaction alone. Whoever writes records takes it first."""
    insert_once(LedgerHead, ["id"], id=1, hash=GENESIS)
    return db.session.execute(
        select(LedgerHead).where(LedgerHead.id == 1).with_for_update().execution_options(populate_existing=True)
    ).scalar_one()


def enter(
    kind: EntryKind,
    legs: Sequence[Leg],
    *,
    record: ImpactRecord,
    at: datetime,
    author: int | None,
    reason: str = "",
    settles: int | None = None,
) -> LedgerEntry:
    """Add one entry about *record* to the ledger."""
    head, instant = locked_head(), at.astimezone(UTC)
    seal = sealed(
        head.hash,
        kind=kind.value,
        reason=reason,
        author=author,
        at=instant.isoformat(),
        record=record.id,
        digest=digest_of(record.inputs, record.results),
        settles=settles,
        legs=legs,
    )
    entry = LedgerEntry(
        kind=kind,
        reason=reason,
        record_id=record.id,
        settles_id=settles,
        author_id=author,
        at=instant,
        prev_hash=head.hash,
        hash=seal,
        postings=[LedgerPosting(account=leg.account, amount_kg=kilograms(leg.grams)) for leg in legs],
    )
    head.hash = seal
    db.session.add(entry)
    db.session.flush()
    return entry

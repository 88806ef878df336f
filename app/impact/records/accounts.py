"""What the ledger holds for objects: their cap, what they drew, how much of their life is counted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import case, func, select

from app.core.db import db
from app.impact.exact import ZERO
from app.impact.models import ImpactRecord, LedgerEntry, LedgerPosting
from app.impact.records.domain.chain import EntryKind, object_account


@dataclass(frozen=True, slots=True)
class ObjectState:
    """One object's past. *cap_left_kg* is None until its first use opens its cap."""

    drawn_kg: Decimal = ZERO
    life_counted: Decimal = ZERO
    cap_left_kg: Decimal | None = None


def object_states(unit_ids: Iterable[int]) -> dict[int, ObjectState]:
    """The past of each object, by unit id; those that never served are untouched."""
    asked = set(unit_ids)
    balances, lives = _balances(asked), _lives(asked)
    return {
        unit: ObjectState(
            drawn_kg=balances[unit][0] if unit in balances else ZERO,
            life_counted=lives.get(unit, ZERO),
            cap_left_kg=balances[unit][1] if unit in balances else None,
        )
        for unit in asked
    }


def _balances(unit_ids: set[int]) -> dict[int, tuple[Decimal, Decimal]]:
    """(drawn, left) of the objects whose cap is open."""
    names = {object_account(unit): unit for unit in unit_ids}
    opened = func.sum(case((LedgerEntry.kind == EntryKind.CAP, LedgerPosting.amount_kg), else_=None))
    left = func.sum(LedgerPosting.amount_kg)
    statement = (
        select(LedgerPosting.account, opened, left)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .where(LedgerPosting.account.in_(names))
        .group_by(LedgerPosting.account)
    )
    return {names[account]: (cap - rest, rest) for account, cap, rest in db.session.execute(statement)}


def _lives(unit_ids: set[int]) -> dict[int, Decimal]:
    """The share of life that each object's last record left counted."""
    last = select(func.max(ImpactRecord.id)).where(ImpactRecord.unit_id.in_(unit_ids)).group_by(ImpactRecord.unit_id)
    rows = db.session.execute(select(ImpactRecord.unit_id, ImpactRecord.results).where(ImpactRecord.id.in_(last)))
    return {unit: Decimal(json.loads(results)["life_counted_after"]) for unit, results in rows if unit is not None}

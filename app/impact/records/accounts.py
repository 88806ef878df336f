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
from app.listings.queries.succession import lives_of, origins, years_of_entry


@dataclass(frozen=True, slots=True)
class ObjectState:
    """One object's past. *cap_left_kg* is None until its first use opens its cap.

    *object_id* is its first unit's id, under which its account runs whoever owns it; *entered_in* the year it came.
    """

    drawn_kg: Decimal = ZERO
    life_counted: Decimal = ZERO
    cap_left_kg: Decimal | None = None
    object_id: int | None = None
    entered_in: int | None = None


def object_states(unit_ids: Iterable[int]) -> dict[int, ObjectState]:
    """The past of each object, by unit id; those that never served are untouched."""
    first = origins(set(unit_ids))
    objects = set(first.values())
    balances, lives, given = _balances(objects), _lives(objects), {one for one in first if first[one] != one}
    entered = years_of_entry({first[unit] for unit in given}) if given else {}
    return {
        unit: ObjectState(
            drawn_kg=balances[object_id][0] if object_id in balances else ZERO,
            life_counted=lives.get(object_id, ZERO),
            cap_left_kg=balances[object_id][1] if object_id in balances else None,
            object_id=object_id,
            entered_in=entered.get(object_id),
        )
        for unit, object_id in first.items()
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


def _lives(objects: set[int]) -> dict[int, Decimal]:
    """The share of life that each object's last record left counted, under whatever owner."""
    known = lives_of(objects)
    last = select(func.max(ImpactRecord.id)).where(ImpactRecord.unit_id.in_(known)).group_by(ImpactRecord.unit_id)
    rows = select(ImpactRecord.unit_id, ImpactRecord.results).where(ImpactRecord.id.in_(last))
    found = db.session.execute(rows.order_by(ImpactRecord.id))
    return {known[unit]: Decimal(json.loads(results)["life_counted_after"]) for unit, results in found if unit}

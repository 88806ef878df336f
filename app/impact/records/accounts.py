"""What the ledger holds for objects: their cap, what they drew, how much of their life is counted."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.impact.exact import ONE, ZERO, exactly
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
    """(drawn, left) of the objects whose cap is open; a cap that was reversed counts no more."""
    names, settled = {object_account(unit): unit for unit in unit_ids}, aliased(LedgerEntry)
    opens = or_(
        LedgerEntry.kind == EntryKind.CAP,
        and_(LedgerEntry.kind == EntryKind.REVERSAL, settled.kind == EntryKind.CAP),
    )
    opened = func.sum(case((opens, LedgerPosting.amount_kg), else_=None))
    left = func.sum(LedgerPosting.amount_kg)
    statement = (
        select(LedgerPosting.account, opened, left)
        .join(LedgerEntry, LedgerEntry.id == LedgerPosting.entry_id)
        .outerjoin(settled, settled.id == LedgerEntry.settles_id)
        .where(LedgerPosting.account.in_(names))
        .group_by(LedgerPosting.account)
    )
    return {names[account]: (cap - rest, rest) for account, cap, rest in db.session.execute(statement)}


def _lives(objects: set[int]) -> dict[int, Decimal]:
    """The share of life that each object's uses have counted, under whatever owner; replaced ones not."""
    known, later = lives_of(objects), aliased(ImpactRecord)
    rows = (
        select(ImpactRecord.unit_id, ImpactRecord.inputs, ImpactRecord.results)
        .outerjoin(later, later.supersedes_id == ImpactRecord.id)
        .where(ImpactRecord.unit_id.in_(known), later.id.is_(None))
    )
    found: dict[int, Decimal] = {}
    with exactly():
        for unit, inputs, results in db.session.execute(rows.order_by(ImpactRecord.id)):
            origin = known[unit or 0]
            found[origin] = min(ONE, found.get(origin, ZERO) + share_counted(inputs, results))
    return found


def share_counted(inputs: str, results: str) -> Decimal:
    """The share of life that one stored record added to what was counted before it."""
    before, after = json.loads(inputs)["life_counted"], json.loads(results)["life_counted_after"]
    with exactly():
        return Decimal(after) - Decimal(before)

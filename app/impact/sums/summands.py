"""Records as sums see them."""

import json
from collections.abc import Iterable, Iterator
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from app.core.db import db
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord
from app.impact.queries.rows import inventory_doubts, is_standing
from app.impact.records.domain.canonical import read
from app.impact.records.domain.inputs import Inputs
from app.impact.records.domain.settling import BURDENS
from app.impact.sums.domain import AMOUNTS, INTERNAL, OUT, PLANNED, PUBLIC, WAITING, Summand
from app.impact.sums.models import ImpactSummed

BATCH = 500
GRAMS = ("draw", "net", "low_bound", "burdens", "making", "moving", "energy", "footprint", "reference")
SPENT = ("transport", "refurbishment", "packaging", "storage", "energy_burden", "wear", "backfill")
"""The columns of the burdens, in the order of the method."""


_USE = func.coalesce(ImpactRecord.loan_id, -ImpactRecord.own_use_id)
"""What the records of one use share: its loan, or what an owner's own use is counted under."""


def summands(*conditions: ColumnElement[bool]) -> Iterator[Summand]:
    """The records with these *conditions*, in the state they are in now."""
    statement = select(ImpactRecord, is_standing().label("stands")).where(*conditions)
    for record, stands in db.session.execute(statement.execution_options(yield_per=BATCH)):
        yield _summand(record, state_of(record, is_standing=bool(stands)))


def summed_briefly(loans: Iterable[int]) -> Iterator[Summand]:
    """The records of these *loans* in the state they were summed in, without their figures."""
    record = ImpactRecord
    statement = (
        select(
            *(record.id, _USE.label("loan"), record.ends_on, record.borrower_id, record.lender_id),
            *(record.exhibition_id, record.evidence, ImpactSummed.state),
        )
        .join(ImpactSummed, ImpactSummed.record_id == record.id)
        .where(_USE.in_(sorted(loans)), ImpactSummed.state != OUT)
    )
    for id, loan, ends_on, borrower, lender, exhibition, evidence, state in db.session.execute(statement):
        keys = {"exhibition": str(exhibition), "evidence": evidence.value}
        yield Summand(id, loan, ends_on.year, state, borrower, lender, keys, {}, ())


def state_of(record: ImpactRecord, *, is_standing: bool) -> str:
    """Which sums the record belongs to."""
    if not is_standing:
        return OUT
    if record.phase is Phase.PLANNED:
        return PLANNED
    if not record.verified:
        return WAITING
    return INTERNAL if record.internal_only else PUBLIC


def _summand(record: ImpactRecord, state: str) -> Summand:
    return Summand(
        id=record.id,
        loan=record.loan_id or -(record.own_use_id or 0),
        year=record.ends_on.year,
        state=state,
        borrower=record.borrower_id,
        lender=record.lender_id,
        keys={
            "exhibition": str(record.exhibition_id),
            "category": record.category,
            "evidence": record.evidence.value,
            "month": f"{record.ends_on:%Y-%m}",
            "factor": record.factor,
            "method": record.method,
        },
        amounts=_amounts(record),
        doubts=_doubts(record),
    )


def _amounts(record: ImpactRecord) -> dict[str, int]:
    days = (record.ends_on - record.starts_on).days + 1
    grams = {name: int(getattr(record, f"{name}_kg").scaleb(3)) for name in GRAMS}
    spent = json.loads(record.results)["grams"]["burdens"]
    found = {
        "records": 1,
        "objects": record.quantity,
        "object_days": days * record.quantity,
        **grams,
        **dict(zip(SPENT, spent, strict=True)),
    }
    return {name: found[name] for name in AMOUNTS}


def _doubts(record: ImpactRecord) -> tuple[tuple[str, str | None, Decimal], ...]:
    inputs = read(Inputs, record.inputs)
    stored = json.loads(record.results)["doubts"]
    parts = inventory_doubts(inputs, record.making_kg, record.moving_kg, record.energy_kg)
    return (
        *(("avoided", source, Decimal(u)) for u, source in stored),
        *((account, doubt.source, doubt.u) for account, doubt in parts if doubt.u),
    )


assert len(SPENT) == len(BURDENS)

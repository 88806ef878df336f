"""What the exhibition borrowed here, as lines of its inventory: read from the impact records, never typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import and_, exists, select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.impact.exact import ONE, exactly
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Factor, Line, Phase, ValueSource
from app.impact.models import ImpactRecord, LedgerEntry
from app.impact.queries.rows import RecordRow, counted, is_standing, records, standing_records
from app.impact.services import RETURNED

CARBON, PER_CARBON = "kgCO2e", "kgCO2e/kgCO2e"


@dataclass(frozen=True, slots=True)
class Borrowed:
    """The records of one phase. *waiting* are back but not verified: they enter no total (P20)."""

    rows: tuple[RecordRow, ...]
    waiting: int

    @property
    def objects(self) -> int:
        """How many objects."""
        return sum(row.quantity for row in self.rows)

    @property
    def components(self) -> frozenset[Component]:
        """Where they belong."""
        return frozenset(row.component for row in self.rows)


def borrowed(exhibition_id: int, phase: Phase) -> Borrowed:
    """What counts in this phase: the verified actual records, or the plan as it was agreed, even come true."""
    of = ImpactRecord.exhibition_id == exhibition_id
    if phase is Phase.ACTUAL:
        rows = [row for row in standing_records(of) if row.phase is Phase.ACTUAL]
        kept = counted(rows, with_internal=True)
        return Borrowed(tuple(kept), len(rows) - len(kept))
    return Borrowed(tuple(_plans(exhibition_id)), 0)


def _plans(exhibition_id: int) -> list[RecordRow]:
    """One plan per line of a loan: the first that stands or that was let go because the objects came back.

    A return in parts replaces the plan by one for the rest: only the first says what was planned.
    """
    entry, settling = aliased(LedgerEntry), aliased(LedgerEntry)
    came_true = exists(
        select(entry.id)
        .join(settling, settling.settles_id == entry.id)
        .where(entry.record_id == ImpactRecord.id, settling.reason == RETURNED)
    )
    wanted = and_(ImpactRecord.exhibition_id == exhibition_id, ImpactRecord.phase == Phase.PLANNED)
    first: dict[object, RecordRow] = {}
    of = select(ImpactRecord.id, ImpactRecord.line_id).where(wanted)
    lines = {id: line_id for id, line_id in db.session.execute(of)}  # noqa: C416
    for row in sorted(records(wanted, came_true | is_standing()), key=lambda one: one.id):
        first.setdefault(lines[row.id] or ("record", row.id), row)
    return list(first.values())


def as_lines(rows: Sequence[RecordRow], market: Factor | None, meter_has_devices: bool) -> list[Line]:
    """Making, moving and energy of each use, in kg CO2e, with the doubts of their own factors.

    With *meter_has_devices* the energy is left to the building's meter, which has counted it.
    """
    return [line for row in rows for line in _lines(row, market, meter_has_devices)]


def _lines(row: RecordRow, market: Factor | None, meter_has_devices: bool) -> list[Line]:
    made, journey, electricity = row.inputs.made, row.inputs.journey, row.inputs.electricity
    found = [
        _line(row, row.making, Factor(ONE, PER_CARBON, made.u_rel, made.reference)),
        _line(row, row.moving, Factor(ONE, PER_CARBON, journey.factor_u_rel, journey.factor)),
    ]
    if electricity is not None and row.energy and not meter_has_devices:
        location = Factor(ONE, PER_CARBON, electricity.factor_u_rel, electricity.factor)
        found.append(_line(row, row.energy, location, _in_place_of(electricity.factor_value, market)))
    return [one for one in found if one.value]


def _in_place_of(grid: Decimal, market: Factor | None) -> Factor | None:
    """The contract's factor for an amount that is already in kg CO2e of the grid."""
    if market is None or not grid:
        return None
    with exactly():
        return Factor(market.value / grid, PER_CARBON, market.u_rel, market.id)


def _line(row: RecordRow, amount: Decimal, factor: Factor, market: Factor | None = None) -> Line:
    is_back = row.phase is Phase.ACTUAL
    return Line(
        component=row.component,
        value=amount,
        unit=CARBON,
        factor=factor,
        market_factor=market,
        source=ValueSource.SUPPLIER if is_back else ValueSource.ESTIMATED,
        phase=row.phase,
    )

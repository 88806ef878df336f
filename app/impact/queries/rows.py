"""Records as pages read them: those that stand, with the names of what they are about."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Institution
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.impact.credits.domain.kinds import Evidence
from app.impact.estimates import Doubt
from app.impact.exact import exactly
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Phase
from app.impact.models import ImpactRecord, LedgerEntry
from app.impact.records.domain.canonical import read
from app.impact.records.domain.inputs import Inputs
from app.impact.records.domain.settling import BURDENS, kilograms
from app.impact.sums.models import ImpactSummed
from app.listings.domain.categories import categories
from app.listings.models import Listing, Unit

COMPONENT_OF_FAMILY = {
    "projection": Component.MULTIMEDIA,
    "screens": Component.MULTIMEDIA,
    "players_computing": Component.MULTIMEDIA,
    "audio": Component.MULTIMEDIA,
    "lighting": Component.LIGHTING,
    "capture": Component.MULTIMEDIA,
    "interactive_vr": Component.MULTIMEDIA,
    "networks_power": Component.MULTIMEDIA,
    "cases_plinths": Component.SCENOGRAPHY,
    "walls_partitions": Component.SCENOGRAPHY,
    "seating_furniture": Component.SCENOGRAPHY,
    "graphics_signage": Component.GRAPHICS,
    "frames_mounts": Component.SCENOGRAPHY,
    "crates_logistics": Component.CRATES,
}
"""Part of which component of a footprint each family is; a test says that none is forgotten."""


@dataclass(frozen=True)
class RecordRow:
    """One record that stands, in kg CO2e."""

    id: int
    phase: Phase
    loan_id: int | None
    listing_id: int
    exhibition_id: int
    lender_id: int
    borrower_id: int
    title: str
    unit: str
    exhibition: str
    lender: str
    borrower: str
    category: str
    quantity: int
    starts_on: date
    ends_on: date
    method: str
    factor: str
    evidence: Evidence
    alternative: str
    label: str
    internal_only: bool
    sign_established: bool
    verified: bool
    review: str
    draw: Decimal
    burdens: Decimal
    net: Decimal
    low_bound: Decimal
    low: Decimal
    high: Decimal
    making: Decimal
    moving: Decimal
    energy: Decimal
    footprint: Decimal
    reference: Decimal
    stored_inputs: str
    stored_results: str

    @cached_property
    def inputs(self) -> Inputs:
        """What it was computed from."""
        return read(Inputs, self.stored_inputs)

    @property
    def days(self) -> int:
        """Days of immobilisation, both ends included."""
        return (self.ends_on - self.starts_on).days + 1

    @property
    def component(self) -> Component:
        """Where it belongs in an exhibition's footprint."""
        kind = categories().get(self.category)
        return COMPONENT_OF_FAMILY.get(kind.family if kind else "", Component.SCENOGRAPHY)

    def doubts(self) -> list[Doubt]:
        """The contributions to the uncertainty of the avoided account."""
        return [Doubt(Decimal(u), source) for u, source in json.loads(self.stored_results)["doubts"]]

    def spent(self) -> dict[str, Decimal]:
        """What the use emitted, by burden, in kg CO2e."""
        return {
            name: kilograms(amount)
            for name, amount in zip(BURDENS, json.loads(self.stored_results)["grams"]["burdens"], strict=True)
        }

    def footprint_doubts(self) -> list[Doubt]:
        """The contributions to the uncertainty of the inventory: those of its three factors."""
        return [doubt for _account, doubt in inventory_doubts(self.inputs, self.making, self.moving, self.energy)]


def inventory_doubts(inputs: Inputs, making: Decimal, moving: Decimal, energy: Decimal) -> list[tuple[str, Doubt]]:
    """(part of the inventory, its uncertainty): those of the factors that it rests on."""
    made, journey, electricity = inputs.made, inputs.journey, inputs.electricity
    with exactly():
        found = [
            ("making", Doubt(making * made.u_rel, made.reference)),
            ("moving", Doubt(moving * journey.factor_u_rel, journey.factor)),
        ]
        if electricity:
            found.append(("energy", Doubt(energy * electricity.factor_u_rel, electricity.factor)))
    return found


def standing_records(*conditions: ColumnElement[bool]) -> list[RecordRow]:
    """The records with these *conditions* that nothing replaced and nobody let go, oldest first."""
    return records(*conditions, is_standing())


def records(*conditions: ColumnElement[bool]) -> list[RecordRow]:
    """Every record with these *conditions*, those that were replaced included (R20), oldest first."""
    statement = _with_names().where(*conditions).order_by(ImpactRecord.starts_on, ImpactRecord.id)
    return [_row(*found) for found in db.session.execute(statement)]


def _with_names() -> Select[ImpactRecord, str, str, str, str, str]:
    lender, borrower = aliased(Institution), aliased(Institution)
    return (
        select(ImpactRecord, Listing.title, Unit.label, Exhibition.title, lender.name, borrower.name)
        .join(Listing, Listing.id == ImpactRecord.listing_id)
        .outerjoin(Unit, Unit.id == ImpactRecord.unit_id)
        .join(Exhibition, Exhibition.id == ImpactRecord.exhibition_id)
        .join(lender, lender.id == ImpactRecord.lender_id)
        .join(borrower, borrower.id == ImpactRecord.borrower_id)
    )


def newest_records(*conditions: ColumnElement[bool], limit: int) -> list[RecordRow]:
    """The last *limit* records with these *conditions* that stand, as they were summed, newest first."""
    stands = exists().where(ImpactSummed.record_id == ImpactRecord.id, ImpactSummed.state != "out")
    newest = (ImpactRecord.ends_on.desc(), ImpactRecord.id.desc())
    statement = _with_names().where(*conditions, stands).order_by(*newest).limit(limit)
    return [_row(*found) for found in db.session.execute(statement)]


def is_standing() -> ColumnElement[bool]:
    """Not superseded, and for a plan: still expected."""
    later, entry, settling = aliased(ImpactRecord), aliased(LedgerEntry), aliased(LedgerEntry)
    superseded = exists().where(later.supersedes_id == ImpactRecord.id)
    let_go = exists().where(entry.record_id == ImpactRecord.id, settling.settles_id == entry.id)
    return and_(~superseded, or_(ImpactRecord.phase == Phase.ACTUAL, ~let_go))


def counted(rows: Sequence[RecordRow], *, with_internal: bool) -> list[RecordRow]:
    """The actual, verified records (P20), and without those that lack evidence unless asked (R14)."""
    actual = [row for row in rows if row.phase is Phase.ACTUAL and row.verified]
    return actual if with_internal else [row for row in actual if not row.internal_only]


def planned(rows: Sequence[RecordRow]) -> list[RecordRow]:
    """What is still expected."""
    return [row for row in rows if row.phase is Phase.PLANNED]


def _row(
    record: ImpactRecord, title: str, unit: str | None, exhibition: str, lender: str, borrower: str
) -> RecordRow:
    return RecordRow(
        id=record.id,
        phase=record.phase,
        loan_id=record.loan_id,
        listing_id=record.listing_id,
        exhibition_id=record.exhibition_id,
        lender_id=record.lender_id,
        borrower_id=record.borrower_id,
        title=title,
        unit=unit or "",
        exhibition=exhibition,
        lender=lender,
        borrower=borrower,
        category=record.category,
        quantity=record.quantity,
        starts_on=record.starts_on,
        ends_on=record.ends_on,
        method=record.method,
        factor=record.factor,
        evidence=record.evidence,
        alternative=record.alternative.value,
        label=record.label.value,
        internal_only=record.internal_only,
        sign_established=record.sign_established,
        verified=record.verified,
        review=record.review,
        draw=record.draw_kg,
        burdens=record.burdens_kg,
        net=record.net_kg,
        low_bound=record.low_bound_kg,
        low=record.low_kg,
        high=record.high_kg,
        making=record.making_kg,
        moving=record.moving_kg,
        energy=record.energy_kg,
        footprint=record.footprint_kg,
        reference=record.reference_kg,
        stored_inputs=record.inputs,
        stored_results=record.results,
    )

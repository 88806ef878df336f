"""The two panels of an exhibition's page: what it emits, and beside it, what reuse avoided."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.i18n import language
from app.exhibitions.models import Exhibition
from app.impact.footprint.domain.components import COMPONENTS
from app.impact.models import ImpactRecord
from app.impact.queries.factors import FactorLink, attributions, factor_links
from app.impact.queries.groups import GroupLine, category_label
from app.impact.queries.rows import RecordRow, counted, planned, standing_records
from app.impact.queries.sums import Avoided, Inventory, avoided, inventory
from app.impact.records.domain.permissions import sees_everything_of


@dataclass(frozen=True, slots=True)
class ComponentLine:
    """One component of the inventory, in kg CO2e; *label* is a message id."""

    label: str
    making: Decimal
    moving: Decimal
    energy: Decimal
    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class FootprintPart:
    """The planned or the actual part: the two are never added."""

    phase: str
    total: Inventory
    components: tuple[ComponentLine, ...]
    objects: int


@dataclass(frozen=True, slots=True)
class FootprintPanel:
    """What the borrowed objects weigh in the exhibition's footprint."""

    parts: tuple[FootprintPart, ...]
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]
    waiting: int
    exhibition_id: int


@dataclass(frozen=True, slots=True)
class AvoidedPart:
    """A planned or an actual sum and the records it is made of."""

    phase: str
    sum: Avoided
    rows: tuple[RecordRow, ...]
    by_category: tuple[GroupLine, ...] = ()


@dataclass(frozen=True, slots=True)
class AvoidedPanel:
    """The avoided account: its own figures, beside the footprint and never inside.

    *internal* counts the records that lack evidence: shown to the borrower apart, only counted for others (R14).
    """

    parts: tuple[AvoidedPart, ...]
    internal: AvoidedPart | None
    internal_count: int
    waiting: int
    factors: tuple[FactorLink, ...]
    attributions: tuple[str, ...]
    exhibition_id: int


def footprint_panel(actor: Actor, exhibition_id: int) -> FootprintPanel | None:
    """The inventory shares (13), (15) of what the exhibition borrowed; None when it borrowed nothing."""
    rows = standing_records(ImpactRecord.exhibition_id == exhibition_id)
    parts = tuple(
        part
        for phase, some in (("actual", counted(rows, with_internal=True)), ("planned", planned(rows)))
        if (part := _footprint_part(phase, some)) is not None
    )
    if not parts:
        return None
    links = factor_links((name for part in parts for name in part.total.factors), language())
    return FootprintPanel(parts, links, attributions(links), _waiting(rows), exhibition_id)


def avoided_panel(actor: Actor, exhibition_id: int) -> AvoidedPanel | None:
    """The avoided account; None when there is nothing to say to this person.

    Others than the borrower see actual, verified figures with evidence, and only beside a calculated footprint
    (R6): the records they come from carry both.
    """
    rows = standing_records(ImpactRecord.exhibition_id == exhibition_id)
    is_own = sees_everything_of(actor, _owner(exhibition_id))
    public, everything = counted(rows, with_internal=False), counted(rows, with_internal=True)
    internal = [row for row in everything if row.internal_only]
    expected = planned(rows) if is_own else []
    parts = tuple(
        AvoidedPart(phase, total, tuple(some), _by_category(some))
        for phase, some in (("actual", public), ("planned", expected))
        if (total := avoided(some)) is not None
    )
    if not parts and not internal:
        return None
    own = avoided(internal) if is_own else None
    kept = AvoidedPart("internal", own, tuple(internal)) if own else None
    links = factor_links((name for part in parts for name in part.sum.factors), language())
    waiting = _waiting(rows) if is_own else 0
    return AvoidedPanel(parts, kept, len(internal), waiting, links, attributions(links), exhibition_id)


def _by_category(rows: Sequence[RecordRow]) -> tuple[GroupLine, ...]:
    """The parts by category, the largest first; none where there is only one."""
    kinds = dict.fromkeys(row.category for row in rows)
    lines = [
        GroupLine(None, kind, category_label(kind), found)
        for kind in kinds
        if (found := avoided([row for row in rows if row.category == kind])) is not None
    ]
    return tuple(sorted(lines, key=lambda line: (-line.sum.central, line.label))) if len(kinds) > 1 else ()


def exhibition_rows(actor: Actor, exhibition_id: int) -> list[RecordRow]:
    """The records behind the panels, as this person may see them: what the CSV holds."""
    rows = standing_records(ImpactRecord.exhibition_id == exhibition_id)
    return rows if sees_everything_of(actor, _owner(exhibition_id)) else counted(rows, with_internal=False)


def _footprint_part(phase: str, rows: Sequence[RecordRow]) -> FootprintPart | None:
    total = inventory(rows)
    if total is None:
        return None
    present = dict.fromkeys(row.component for row in rows)
    lines = []
    for component in sorted(present, key=list(COMPONENTS).index):
        part = inventory([row for row in rows if row.component is component])
        assert part is not None
        lines.append(
            ComponentLine(
                COMPONENTS[component].french, part.making, part.moving, part.energy, part.total, part.low, part.high
            )
        )
    return FootprintPart(phase, total, tuple(lines), sum(row.quantity for row in rows))


def _waiting(rows: Sequence[RecordRow]) -> int:
    """Actual records that wait for a second look."""
    return sum(row.phase.value == "actual" and not row.verified for row in rows)


def _owner(exhibition_id: int) -> int:
    return db.session.scalars(select(Exhibition.institution_id).where(Exhibition.id == exhibition_id)).one()

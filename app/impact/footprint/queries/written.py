"""The lines as they are kept, read as plain tuples: thousands of them must be read within a page."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from app.core.db import db
from app.impact.exact import ONE
from app.impact.factors.refusals import NeverCounted, UnknownFactor
from app.impact.footprint.activities import activities, kept_factor, line_factor
from app.impact.footprint.domain.activity import Origin
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.drafts import OwnFactor, own_as_factor
from app.impact.footprint.domain.entries import USUAL_DOUBT, Gap, GapReason, share_counted
from app.impact.footprint.domain.lines import Factor, Line, Phase, ValueSource
from app.impact.footprint.models import CarbonJourney, CarbonLine

_COLUMNS = (
    *(CarbonLine.id, CarbonLine.variant_id, CarbonLine.phase, CarbonLine.component, CarbonLine.activity),
    *(CarbonLine.label, CarbonLine.value, CarbonLine.unit, CarbonLine.factor, CarbonLine.own_value),
    *(CarbonLine.own_unit, CarbonLine.own_source, CarbonLine.source, CarbonLine.value_u_rel, CarbonLine.origin),
    *(CarbonLine.uses, CarbonLine.next_use, CarbonLine.is_proposed, CarbonLine.made_by, CarbonLine.document_id),
    CarbonLine.note,
)


ESTIMATE = "quick:"
"""What the lines of the quick estimate are made by, until somebody changes them."""

Known = dict[tuple[str, str, Component, Decimal], Factor | None]


@dataclass(frozen=True, slots=True)
class Written:
    """One row of `carbon_line`, with the place it waits for, if any."""

    id: int
    variant_id: int | None
    phase: Phase
    component: Component
    activity: str
    label: str
    value: Decimal | None
    unit: str
    factor: str
    own_value: Decimal | None
    own_unit: str
    own_source: str
    source: ValueSource
    value_u_rel: Decimal | None
    origin: Origin
    uses: int
    next_use: str
    is_proposed: bool
    made_by: str
    document_id: int | None
    note: str
    place: str | None = None
    waits_for_place: bool = False


@dataclass(frozen=True, slots=True)
class Setting:
    """What a line cannot say by itself: the days of the show, the contract, what the meter already counts.

    *counted* (by row) and *known* hold what was already worked out for this page: several parts of it share rows.
    """

    days: int
    market: Factor | None
    meter_has_devices: bool
    counted: dict[int, Line | Gap] = field(default_factory=dict)
    known: Known = field(default_factory=dict)


def written_lines(exhibition_id: int) -> list[Written]:
    """Every line of an exhibition, both phases, all variants, oldest first."""
    statement = (
        select(*_COLUMNS, CarbonJourney.origin, CarbonJourney.line_id.is_not(None) & CarbonJourney.km.is_(None))
        .outerjoin(CarbonJourney, CarbonJourney.line_id == CarbonLine.id)
        .where(CarbonLine.exhibition_id == exhibition_id)
        .order_by(CarbonLine.id)
    )
    rows: Any = db.session.execute(statement)  # the columns stand in the order of the fields
    return [Written(*row) for row in rows]


def rows_of(rows: Collection[Written], phase: Phase, variant_id: int | None) -> list[Written]:
    """The rows of a phase; of a plan, those common to all and those of one variant.

    What the variant says of an activity takes the place of what the quick estimate supposed of it for all.
    """
    own = {row.activity for row in rows if variant_id is not None and row.variant_id == variant_id}
    return [
        row
        for row in rows
        if row.phase is phase
        and row.variant_id in (None, variant_id)
        and not (row.variant_id is None and row.activity in own and row.made_by.startswith(ESTIMATE))
    ]


def counted_lines(rows: Sequence[Written], setting: Setting) -> Iterator[tuple[Written, Line | Gap]]:
    """Each row as a line that counts, or as a gap. What the meter has counted is left out altogether."""
    for row in rows:
        activity = activities().get(row.activity)
        if setting.meter_has_devices and activity is not None and activity.is_metered:
            continue
        found = setting.counted.get(row.id)
        if found is None:
            found = setting.counted[row.id] = line_of(row, setting, setting.known)
        yield row, found


def line_of(row: Written, setting: Setting, known: Known) -> Line | Gap:
    """One row as a line, or as the gap that it leaves; *known* keeps the factors that other rows share."""
    if row.value is None:
        reason = GapReason.NO_PLACE if row.waits_for_place else GapReason.NO_VALUE
        return Gap(row.component, reason, row.label)
    factor = factor_of(row, setting.days, known)
    if factor is None:
        return Gap(row.component, GapReason.NO_FACTOR, row.label)
    activity = activities().get(row.activity)
    is_electricity = activity is not None and activity.is_electricity
    return Line(
        component=row.component,
        value=row.value,
        unit=row.unit,
        factor=factor,
        market_factor=setting.market if is_electricity else None,
        source=row.source,
        phase=row.phase,
        value_u_rel=USUAL_DOUBT[row.source] if row.value_u_rel is None else row.value_u_rel,
    )


def factor_of(row: Written, days: int, known: Known) -> Factor | None:
    """The factor that multiplies a row's value; None when none fits, or when its version is gone from the library."""
    share = share_of(row, days)
    if row.own_value is not None:
        return own_as_factor(OwnFactor(row.own_value, row.own_unit, row.own_source), share)
    if not row.factor:
        return None
    key = (row.factor, row.activity, row.component, share)
    if key not in known:
        known[key] = _library_factor(*key)
    return known[key]


def share_of(row: Written, days: int) -> Decimal:
    """The part of the making that a row answers for: asked of what serves again, whole for everything else."""
    asks = activities().get(row.activity)
    if asks is None or asks.asks_origin or asks.asks_uses:
        return share_counted(row.origin, row.uses, bool(row.next_use), days)
    return ONE


def _library_factor(reference: str, activity_id: str, component: Component, share: Decimal) -> Factor | None:
    try:
        found = kept_factor(reference)
    except (UnknownFactor, NeverCounted):
        return None
    return line_factor(found, activities().get(activity_id), component, share)

"""All that is read of a calculation, once, and what a selection of its lines amounts to."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.exhibitions.project.queries import project_of
from app.exhibitions.queries import ExhibitionFacts, exhibition_page
from app.impact.exact import ZERO, exactly
from app.impact.footprint.activities import activities, kept_factor, line_factor, proposed_factor
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.entries import USUAL_DOUBT, Gap, gaps_of
from app.impact.footprint.domain.lines import Basis, Factor, Line, Phase
from app.impact.footprint.domain.permissions import may_read_calculation
from app.impact.footprint.domain.quick import Size, quick_lines
from app.impact.footprint.domain.tally import tallied
from app.impact.footprint.domain.totals import WITHOUT_VISITORS, Footprint
from app.impact.footprint.models import CarbonAbsence, CarbonFrame, CarbonVariant
from app.impact.footprint.queries.borrowed import Borrowed, as_lines, borrowed
from app.impact.footprint.queries.written import Setting, Written, counted_lines, rows_of, written_lines
from app.impact.records.domain.inputs import open_days_within

_CONTRACT_DOUBT = Decimal("0.10")
_PURCHASES_SHARE = Decimal("0.25")
_OF_VISITORS = (
    Component.VISITORS_TRAVEL,
    Component.PRINT,
    Component.CATALOGUE,
    Component.DIGITAL_COMMUNICATION,
)


@dataclass(frozen=True, slots=True)
class Ground:
    """All that was read, once, to compute any part of the calculation; *came*: visitors that the project counted."""

    show: ExhibitionFacts
    institution: str
    frame: CarbonFrame | None
    variants: tuple[CarbonVariant, ...]
    absences: Mapping[Component, str]
    rows: tuple[Written, ...]
    borrowed: Mapping[Phase, Borrowed]
    setting: Setting
    usual: Mapping[Component, Decimal]
    came: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """One selection of lines, counted."""

    lines: tuple[Line, ...]
    rows: tuple[Written, ...]
    gaps: tuple[Gap, ...]
    location: Footprint
    market: Footprint | None


def ground_of(actor: Actor, exhibition_id: int, today: date) -> Ground:
    """What is known of a calculation. Raises NotFound for those who may not read it."""
    page = exhibition_page(actor, exhibition_id, today)
    show = page.facts
    if not may_read_calculation(actor, show.institution_id):
        raise NotFound()
    session = db.session
    frame = session.get(CarbonFrame, exhibition_id)
    variants = session.scalars(
        select(CarbonVariant).filter_by(exhibition_id=exhibition_id).order_by(CarbonVariant.id)
    )
    absences = session.scalars(select(CarbonAbsence).filter_by(exhibition_id=exhibition_id))
    first, last = show.loan_period
    market = None
    if frame is not None and frame.market_kg is not None:
        market = Factor(frame.market_kg, "kgCO2e/kWh", _CONTRACT_DOUBT, "contract")
    return Ground(
        show=show,
        institution=page.institution,
        frame=frame,
        variants=tuple(variants),
        absences={one.component: one.reason for one in absences},
        rows=tuple(written_lines(exhibition_id)),
        borrowed={phase: borrowed(exhibition_id, phase) for phase in Phase},
        setting=Setting((last - first).days + 1, market, bool(frame and frame.meter_has_devices)),
        usual=usual_amounts(size_of(show), today),
        came=project_of(exhibition_id).actual_visitors,
    )


def size_of(show: ExhibitionFacts) -> Size:
    """What the quick estimate starts from; 0 for what nobody said."""
    first, last = show.loan_period
    shown = (show.closes_on - show.opens_on).days + 1
    return Size(
        surface_m2=Decimal(show.surface_m2 or 0),
        visitors=Decimal(show.expected_visitors or 0),
        open_days=Decimal(open_days_within(shown, show.open_weekdays_count)),
        total_days=Decimal((last - first).days + 1),
        hours_per_day=show.hours_per_day,
    )


def usual_amounts(size: Size, on: date) -> Mapping[Component, Decimal]:
    """What each component may emit in a show of this size, upper end of the quick estimate: how far a silence widens.

    Empty when the surface is unknown: then nobody can say, and the upper end is not established. For purchases, of
    which the library has no factor, a quarter of all the rest without visitors (our judgement; IHME Helsinki 2022
    published 3 % for services, purchases and waste).
    """
    if not size.surface_m2:
        return {}
    lines = []
    for one in quick_lines(size, {}):
        activity = activities()[one.activity]
        reference = proposed_factor(activity, on)
        if reference:
            factor = line_factor(kept_factor(reference), activity, activity.component)
            doubt = USUAL_DOUBT[one.source]
            lines.append(Line(activity.component, one.value, activity.unit, factor, value_u_rel=doubt))
    found = tallied(lines).components
    amounts = {component: estimate.high for component, estimate in found.items()}
    with exactly():
        rest = sum((value for one, value in amounts.items() if one in WITHOUT_VISITORS), ZERO)
        amounts.setdefault(Component.PURCHASES, rest * _PURCHASES_SHARE)
    if not size.visitors:
        for component in _OF_VISITORS:
            amounts.pop(component, None)
    return amounts


def part_of(ground: Ground, phase: Phase, variant_id: int | None, *, with_borrowed: bool = True) -> Part:
    """The lines of a phase (of a plan: those common to all and those of one variant) and what was borrowed."""
    rows = rows_of(ground.rows, phase, variant_id)
    lines: list[Line] = []
    unknown: list[Gap] = []
    for _row, one in counted_lines(rows, ground.setting):
        if isinstance(one, Line):
            lines.append(one)
        else:
            unknown.append(one)
    if with_borrowed:
        setting = ground.setting
        lines += as_lines(ground.borrowed[phase].rows, setting.market, setting.meter_has_devices)
    left_out = set(ground.absences) | ({Component.MULTIMEDIA, Component.LIGHTING} & _metered(rows, ground.setting))
    gaps = gaps_of(lines, unknown, left_out, ground.usual)
    market = tallied(lines, Basis.MARKET) if ground.setting.market else None
    return Part(tuple(lines), tuple(rows), gaps, tallied(lines), market)


def _metered(rows: Sequence[Written], setting: Setting) -> set[Component]:
    """Components of which the meter has counted all that is said."""
    if not setting.meter_has_devices:
        return set()
    return {row.component for row in rows if (one := activities().get(row.activity)) and one.is_metered}

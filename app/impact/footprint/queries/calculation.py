"""The page of a calculation: totals on both bases, with and without visitors, by component, the avoided beside."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select

from app.core.actor import Actor
from app.core.db import db
from app.core.errors import NotFound
from app.exhibitions.queries import ExhibitionFacts, exhibition_page
from app.impact.estimates import Estimate
from app.impact.exact import ZERO, exactly
from app.impact.footprint.activities import activities, kept_factor, line_factor, proposed_factor
from app.impact.footprint.domain.budget import Scope, Standing, standing
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.entries import USUAL_DOUBT, Gap, Widening, gaps_of, widening
from app.impact.footprint.domain.lines import Basis, Factor, Line, Phase, ValueSource
from app.impact.footprint.domain.permissions import may_read_calculation, may_write_calculation
from app.impact.footprint.domain.quick import Size, quick_lines
from app.impact.footprint.domain.tally import tallied
from app.impact.footprint.domain.totals import WITHOUT_VISITORS, Footprint, per
from app.impact.footprint.models import CarbonAbsence, CarbonFrame, CarbonVariant
from app.impact.footprint.queries.borrowed import Borrowed, as_lines, borrowed
from app.impact.footprint.queries.written import Setting, Written, counted_lines, rows_of, written_lines
from app.impact.queries.exhibition import AvoidedPanel, avoided_panel
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
class Amount:
    """A figure in kg CO2e with its 90 % interval; *high* is None when the upper end is not established."""

    value: Decimal
    low: Decimal
    high: Decimal | None


@dataclass(frozen=True, slots=True)
class Totals:
    """One basis for electricity: with and without visitors' travel, and the ratios of the latter."""

    everything: Amount
    without_visitors: Amount
    per_visitor: Amount | None
    per_m2: Amount | None
    per_day: Amount | None


@dataclass(frozen=True, slots=True)
class ComponentRow:
    """One of the 18. *state*: counted, partly (something is unknown), unknown, or left_out with its *reason*."""

    component: Component
    label: str
    amount: Amount | None
    lines: int
    borrowed: int
    state: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class VariantView:
    """A variant beside the others, in kg CO2e without visitors' travel."""

    id: int
    name: str
    with_borrowed: bool
    is_chosen: bool
    amount: Amount
    components: Mapping[Component, Decimal]
    lines: int


@dataclass(frozen=True, slots=True)
class BudgetView:
    """The budget and where the phase stands against it."""

    kg: Decimal
    scope: Scope
    arbiter: str
    spent: Amount
    standing: Standing

    @property
    def left(self) -> Decimal:
        """What is left of it, negative when it is passed."""
        return self.kg - self.spent.value


@dataclass(frozen=True, slots=True)
class Compared:
    """A component planned and actual; None where nothing was said."""

    label: str
    planned: Decimal | None
    actual: Decimal | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plan and what happened, without visitors' travel, and component by component."""

    planned: Amount
    actual: Amount
    rows: tuple[Compared, ...]


@dataclass(frozen=True, slots=True)
class CarbonPage:
    """A calculation, one phase of it. The avoided account stands beside (R1): nothing here is added to it."""

    show: ExhibitionFacts
    phase: Phase
    variant_id: int | None
    variants: tuple[VariantView, ...]
    location: Totals
    market: Totals | None
    components: tuple[ComponentRow, ...]
    quality: Mapping[ValueSource, Decimal]
    monetary: Decimal | None
    proposed: int
    lines: int
    gaps: Widening
    budget: BudgetView | None
    compared: Comparison | None
    borrowed: Borrowed
    visitors: int | None
    visitors_are_counted: bool
    avoided: AvoidedPanel | None
    may_write: bool
    market_proof: str

    @property
    def is_mostly_supposed(self) -> bool:
        """Whether more than half of it rests on defaults: a figure to work with, not one to publish."""
        return self.quality.get(ValueSource.DEFAULT, ZERO) * 2 > 1

    @property
    def is_empty(self) -> bool:
        """Whether nothing is counted yet."""
        return not self.lines and not self.borrowed.rows


@dataclass(frozen=True, slots=True)
class Ground:
    """All that was read, once, to compute any part of the calculation."""

    show: ExhibitionFacts
    frame: CarbonFrame | None
    variants: tuple[CarbonVariant, ...]
    absences: Mapping[Component, str]
    rows: tuple[Written, ...]
    borrowed: Mapping[Phase, Borrowed]
    setting: Setting
    usual: Mapping[Component, Decimal]


@dataclass(frozen=True, slots=True)
class Part:
    """One selection of lines, counted."""

    lines: tuple[Line, ...]
    rows: tuple[Written, ...]
    gaps: tuple[Gap, ...]
    location: Footprint
    market: Footprint | None


def carbon_page(actor: Actor, exhibition_id: int, phase: Phase, today: date) -> CarbonPage:
    """The calculation in one phase; of the plan, the chosen variant. Raises NotFound."""
    ground = ground_of(actor, exhibition_id, today)
    chosen = next((one for one in ground.variants if one.is_chosen), None)
    variant_id = chosen.id if chosen and phase is Phase.PLANNED else None
    part = part_of(ground, phase, variant_id, with_borrowed=chosen is None or chosen.with_borrowed)
    visitors, are_counted = _visitors(ground, phase)
    location = _totals(part.location, part.gaps, ground.show, visitors)
    return CarbonPage(
        show=ground.show,
        phase=phase,
        variant_id=variant_id,
        variants=tuple(_variant(ground, one) for one in ground.variants) if phase is Phase.PLANNED else (),
        location=location,
        market=None if part.market is None else _totals(part.market, part.gaps, ground.show, visitors),
        components=_components(ground, phase, part),
        quality=part.location.quality,
        monetary=part.location.monetary,
        proposed=sum(row.is_proposed for row in part.rows),
        lines=len(part.rows),
        gaps=widening(part.gaps),
        budget=_budget(ground.frame, location),
        compared=_compared(ground, chosen),
        borrowed=ground.borrowed[phase],
        visitors=visitors,
        visitors_are_counted=are_counted,
        avoided=avoided_panel(actor, exhibition_id),
        may_write=may_write_calculation(actor, ground.show.institution_id),
        market_proof=ground.frame.market_proof if ground.frame else "",
    )


def ground_of(actor: Actor, exhibition_id: int, today: date) -> Ground:
    """What is known of a calculation. Raises NotFound for those who may not read it."""
    show = exhibition_page(actor, exhibition_id, today).facts
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
        frame=frame,
        variants=tuple(variants),
        absences={one.component: one.reason for one in absences},
        rows=tuple(written_lines(exhibition_id)),
        borrowed={phase: borrowed(exhibition_id, phase) for phase in Phase},
        setting=Setting((last - first).days + 1, market, bool(frame and frame.meter_has_devices)),
        usual=usual_amounts(size_of(show, frame), today),
    )


def size_of(show: ExhibitionFacts, frame: CarbonFrame | None) -> Size:
    """What the quick estimate starts from; 0 for what nobody said."""
    first, last = show.loan_period
    shown = (show.closes_on - show.opens_on).days + 1
    visitors = show.expected_visitors if show.expected_visitors is not None else (frame.visitors if frame else None)
    return Size(
        surface_m2=Decimal(show.surface_m2 or 0),
        visitors=Decimal(visitors or 0),
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


def amount(estimate: Estimate, wide: Widening) -> Amount:
    """An estimate with what its gaps do to the upper end; an inventory is never below 0."""
    return Amount(estimate.value, max(ZERO, estimate.low), wide.high(estimate.high))


def _totals(found: Footprint, gaps: Sequence[Gap], show: ExhibitionFacts, visitors: int | None) -> Totals:
    own = amount(found.without_visitors, widening(gaps, WITHOUT_VISITORS))
    days = open_days_within((show.closes_on - show.opens_on).days + 1, show.open_weekdays_count)

    def ratio(count: int | None) -> Amount | None:
        if per(found.without_visitors, Decimal(count) if count else None) is None or not count:
            return None
        with exactly():
            return Amount(own.value / count, own.low / count, None if own.high is None else own.high / count)

    return Totals(
        everything=amount(found.total, widening(gaps)),
        without_visitors=own,
        per_visitor=ratio(visitors),
        per_m2=ratio(show.surface_m2),
        per_day=ratio(days),
    )


def _visitors(ground: Ground, phase: Phase) -> tuple[int | None, bool]:
    """How many visitors, and whether they were counted or are only expected."""
    counted = ground.frame.visitors if ground.frame else None
    if phase is Phase.ACTUAL and counted is not None:
        return counted, True
    return ground.show.expected_visitors, False


def _components(ground: Ground, phase: Phase, part: Part) -> tuple[ComponentRow, ...]:
    rows: dict[Component, int] = dict.fromkeys(Component, 0)
    for row in part.rows:
        rows[row.component] += 1
    objects: dict[Component, int] = dict.fromkeys(Component, 0)
    for record in ground.borrowed[phase].rows:
        objects[record.component] += record.quantity
    return tuple(_component(ground, part, one, rows[one], objects[one]) for one in Component)


def _component(ground: Ground, part: Part, component: Component, lines: int, objects: int) -> ComponentRow:
    found = part.location.components.get(component)
    wide = widening(part.gaps, {component})
    state = "left_out" if component in ground.absences else "unknown"
    if found is not None:
        state = "partly" if wide.gaps else "counted"
    shown = amount(found or Estimate(ZERO), wide) if found is not None or wide.gaps else None
    label, reason = COMPONENTS[component].french, ground.absences.get(component, "")
    return ComponentRow(component, label, shown, lines, objects, state, reason)


def _variant(ground: Ground, variant: CarbonVariant) -> VariantView:
    part = part_of(ground, Phase.PLANNED, variant.id, with_borrowed=variant.with_borrowed)
    return VariantView(
        id=variant.id,
        name=variant.name,
        with_borrowed=variant.with_borrowed,
        is_chosen=variant.is_chosen,
        amount=_without_visitors(part),
        components={one: found.value for one, found in part.location.components.items()},
        lines=sum(row.variant_id == variant.id for row in part.rows),
    )


def _budget(frame: CarbonFrame | None, totals: Totals) -> BudgetView | None:
    if frame is None or frame.budget_kg is None:
        return None
    spent = totals.everything if frame.budget_scope is Scope.EVERYTHING else totals.without_visitors
    where = standing(frame.budget_kg, spent.low, spent.high)
    return BudgetView(frame.budget_kg, frame.budget_scope, frame.arbiter, spent, where)


def _compared(ground: Ground, chosen: CarbonVariant | None) -> Comparison | None:
    """Planned against actual; nothing before there is something actual."""
    actual = part_of(ground, Phase.ACTUAL, None)
    if not actual.lines:
        return None
    with_borrowed = chosen is None or chosen.with_borrowed
    planned = part_of(ground, Phase.PLANNED, chosen.id if chosen else None, with_borrowed=with_borrowed)
    before, after = planned.location.components, actual.location.components
    rows = tuple(
        Compared(
            COMPONENTS[one].french,
            before[one].value if one in before else None,
            after[one].value if one in after else None,
        )
        for one in Component
        if one in before or one in after
    )
    return Comparison(_without_visitors(planned), _without_visitors(actual), rows)


def _without_visitors(part: Part) -> Amount:
    return amount(part.location.without_visitors, widening(part.gaps, WITHOUT_VISITORS))

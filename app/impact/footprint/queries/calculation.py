"""The page of a calculation: totals on both bases, with and without visitors, by component, the avoided beside."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.core.actor import Actor
from app.exhibitions.queries import ExhibitionFacts
from app.impact.estimates import Estimate
from app.impact.exact import ZERO, exactly
from app.impact.footprint.domain.budget import Scope, standing
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.entries import Gap, Widening, widening
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.domain.permissions import may_write_calculation
from app.impact.footprint.domain.totals import WITHOUT_VISITORS, Footprint, per
from app.impact.footprint.models import CarbonFrame, CarbonVariant
from app.impact.footprint.queries.ground import Ground, Part, ground_of, part_of
from app.impact.footprint.queries.views import (
    Amount,
    BudgetView,
    CarbonPage,
    Compared,
    Comparison,
    ComponentRow,
    Totals,
    VariantView,
)
from app.impact.queries.exhibition import AvoidedPanel, avoided_panel
from app.impact.records.domain.inputs import open_days_within


def carbon_page(actor: Actor, exhibition_id: int, phase: Phase, today: date) -> CarbonPage:
    """The calculation in one phase; of the plan, the chosen variant. Raises NotFound."""
    ground = ground_of(actor, exhibition_id, today)
    return calculated(actor, ground, phase, avoided_panel(actor, exhibition_id))


def calculated(actor: Actor, ground: Ground, phase: Phase, avoided: AvoidedPanel | None) -> CarbonPage:
    """The same from what was read already: a page that shows both phases reads once."""
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
        avoided=avoided,
        may_write=may_write_calculation(actor, ground.show.institution_id),
        market_proof=ground.frame.market_proof if ground.frame else "",
    )


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
    if phase is Phase.ACTUAL and ground.came is not None:
        return ground.came, True
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
    """Planned against actual; nothing before somebody says what happened: the loans alone are not the show."""
    actual = part_of(ground, Phase.ACTUAL, None)
    if not actual.rows:
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

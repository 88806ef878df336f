"""What an inventory amounts to: by component, with and without visitors, with its doubt and its quality."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.impact.estimates import Estimate, combined
from app.impact.exact import ZERO, exactly
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Basis, Line, ValueSource, doubts, emissions

EVERYTHING = frozenset(Component)
WITHOUT_VISITORS = EVERYTHING - {Component.VISITORS_TRAVEL}


@dataclass(frozen=True, slots=True)
class Footprint:
    """An exhibition's inventory in kgCO2e, on one basis for electricity.

    *quality* is the share of the total by source of the values; *monetary* the share that rests on euros.
    Shares are empty or None when the total is 0. Visitors' travel dominates by one or two orders of magnitude,
    so both totals are always there.
    """

    basis: Basis
    total: Estimate
    without_visitors: Estimate
    components: Mapping[Component, Estimate]
    quality: Mapping[ValueSource, Decimal]
    monetary: Decimal | None


def footprint(lines: Sequence[Line], basis: Basis = Basis.LOCATION) -> Footprint:
    """The footprint of *lines*, all of one phase. Components without a line are absent, not 0."""
    present = [component for component in Component if any(line.component is component for line in lines)]
    return Footprint(
        basis=basis,
        total=total(lines, basis),
        without_visitors=total(lines, basis, WITHOUT_VISITORS),
        components={component: total(lines, basis, {component}) for component in present},
        quality=quality(lines, basis),
        monetary=_part([line for line in lines if line.is_monetary], lines, basis),
    )


def total(
    lines: Sequence[Line], basis: Basis = Basis.LOCATION, components: Collection[Component] = EVERYTHING
) -> Estimate:
    """The sum over some components. Lines of one factor are wrong together; others are independent."""
    counted = [line for line in lines if line.component in components]
    with exactly():
        value = sum((emissions(line, basis) for line in counted), ZERO)
        u = combined(doubt for line in counted for doubt in doubts(line, basis))
    sources = sorted({factor for line in counted if (factor := line.factor_on(basis).id)})
    return Estimate(value, u, sources=tuple(sources))


def quality(lines: Sequence[Line], basis: Basis = Basis.LOCATION) -> dict[ValueSource, Decimal]:
    """The share of the total that is measured, given by a supplier, estimated, or a default."""
    parts = {source: _part([line for line in lines if line.source is source], lines, basis) for source in ValueSource}
    return {source: part for source, part in parts.items() if part is not None}


def per(whole: Estimate, count: Decimal | None) -> Estimate | None:
    """The footprint per visitor, per m2 or per day; None when nobody knows how many, never a division by 0."""
    if not count or count < 0:
        return None
    with exactly():
        return Estimate(whole.value / count, whole.u / count, sources=whole.sources, warnings=whole.warnings)


def _part(some: Sequence[Line], lines: Sequence[Line], basis: Basis) -> Decimal | None:
    with exactly():
        everything = sum((emissions(line, basis) for line in lines), ZERO)
        return sum((emissions(line, basis) for line in some), ZERO) / everything if everything else None

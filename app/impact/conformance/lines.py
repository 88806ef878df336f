"""`flask footprint evaluate`: activity lines in, kgCO2e out, by line and by component.

``components`` holds the components that have a line; a factor without ``u_rel`` takes its component's
(``app.impact.footprint.domain.components``). Without factor ids here, the lines' errors are independent.
"""

from typing import Any

from app.impact.conformance.reading import Fields, about
from app.impact.exact import exactly, shown
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Factor, Line, emissions
from app.impact.footprint.domain.refusals import UnknownComponent
from app.impact.footprint.domain.totals import footprint
from app.impact.refusals import UnknownChoice


def evaluate_footprint(payload: object) -> dict[str, Any]:
    """The emissions of ``{"lines": [...]}`` in kgCO2e, rounded to 4 decimals; numbered from 1 in refusals."""
    with exactly():
        raw_lines = Fields(payload, ("lines",)).items("lines")
        lines = [_line(raw, number) for number, raw in enumerate(raw_lines, start=1)]
        inventory = footprint(lines)
        return {
            "lines": [shown(emissions(line)) for line in lines],
            "components": {name.value: shown(part.value) for name, part in inventory.components.items()},
            "total": shown(inventory.total.value),
            "total_without_visitors": shown(inventory.without_visitors.value),
            "interval_90": [shown(inventory.total.low), shown(inventory.total.high)],
        }


def _line(raw: object, number: int) -> Line:
    with about("line", str(number)):
        fields = Fields(raw, ("component", "value", "unit", "factor"))
        factor = fields.inside("factor", ("value", "unit", "u_rel"))
        return Line(
            component=_component(fields),
            value=fields.number("value"),
            unit=fields.text("unit"),
            factor=Factor(factor.number("value"), factor.text("unit"), factor.optional_number("u_rel")),
        )


def _component(fields: Fields) -> Component:
    try:
        return fields.choice("component", Component)
    except UnknownChoice as choice:
        raise UnknownComponent(field="component", **choice.params) from None

"""The footprint of thousands of lines in one pass: the same figures as ``totals``, to the last digit of the value.

Lines that share component, source, factor and unit are summed first and multiplied once: value x factor is linear,
so nothing is lost (exact decimals). What must not be added linearly, the doubts of independent values, is summed as
squares. ``totals.total`` stays the definition; a test holds one against the other.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from app.impact.estimates import Estimate
from app.impact.exact import ZERO, exactly
from app.impact.footprint.domain.components import COMPONENTS, Component
from app.impact.footprint.domain.lines import Basis, Factor, Line, ValueSource
from app.impact.footprint.domain.totals import EVERYTHING, WITHOUT_VISITORS, Footprint
from app.impact.footprint.domain.units import conversion


@dataclass(slots=True)
class _Cell:
    """The lines that differ by nothing but their value: their sum, the sum of squares, that of squared doubts."""

    component: Component
    source: ValueSource
    factor: Factor
    unit: str
    is_monetary: bool
    value: Decimal = ZERO
    squares: Decimal = ZERO
    doubts: Decimal = ZERO


@dataclass(slots=True)
class _Part:
    """What is summed for one selection of components."""

    value: Decimal = ZERO
    alone: Decimal = ZERO
    shared: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))

    def estimate(self) -> Estimate:
        squares = sum((amount * amount for amount in self.shared.values()), self.alone)
        return Estimate(self.value, squares.sqrt(), sources=tuple(sorted(self.shared)))


def tallied(lines: Iterable[Line], basis: Basis = Basis.LOCATION) -> Footprint:
    """The footprint of *lines*, all of one phase: one pass over them, then some hundred cells."""
    with exactly():
        cells = _cells(lines, basis)
        return Footprint(
            basis=basis,
            total=_sum(cells, EVERYTHING),
            without_visitors=_sum(cells, WITHOUT_VISITORS),
            components={one: _sum(cells, {one}) for one in Component if any(cell.component is one for cell in cells)},
            quality=_quality(cells),
            monetary=_monetary(cells),
        )


def _cells(lines: Iterable[Line], basis: Basis) -> Sequence[_Cell]:
    cells: dict[tuple[object, ...], _Cell] = {}
    for line in lines:
        factor = line.factor_on(basis)
        monetary = line.is_monetary
        key = (line.component, line.source, line.unit, factor.id, factor.value, factor.unit, factor.u_rel, monetary)
        cell = cells.get(key)
        if cell is None:
            cell = cells[key] = _Cell(line.component, line.source, factor, line.unit, monetary)
        cell.value += line.value
        if factor.id is None:
            cell.squares += line.value * line.value
        if line.value_u_rel:
            doubt = line.value * line.value_u_rel
            cell.doubts += doubt * doubt
    return list(cells.values())


def _sum(cells: Sequence[_Cell], components: Collection[Component]) -> Estimate:
    part = _Part()
    for cell in cells:
        if cell.component not in components:
            continue
        by = cell.factor.value * conversion(cell.unit, cell.factor.unit)
        usual = COMPONENTS[cell.component].u_rel
        u_rel = usual if cell.factor.u_rel is None else cell.factor.u_rel
        part.value += cell.value * by
        part.alone += cell.doubts * by * by
        if cell.factor.id is None:
            part.alone += cell.squares * by * by * u_rel * u_rel
        else:
            part.shared[cell.factor.id] += cell.value * by * u_rel
    return part.estimate()


def _amount(cell: _Cell) -> Decimal:
    return cell.value * cell.factor.value * conversion(cell.unit, cell.factor.unit)


def _quality(cells: Sequence[_Cell]) -> dict[ValueSource, Decimal]:
    whole = sum((_amount(cell) for cell in cells), ZERO)
    if not whole:
        return {}
    parts: dict[ValueSource, Decimal] = dict.fromkeys(ValueSource, ZERO)
    for cell in cells:
        parts[cell.source] += _amount(cell)
    return {source: part / whole for source, part in parts.items()}


def _monetary(cells: Sequence[_Cell]) -> Decimal | None:
    whole = sum((_amount(cell) for cell in cells), ZERO)
    return sum((_amount(cell) for cell in cells if cell.is_monetary), ZERO) / whole if whole else None

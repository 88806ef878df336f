"""One declaration as it was read, and whether it can become a factor."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.core.errors import Invalid
from app.impact.diagnostic.domain.factors import Figure
from app.impact.diagnostic.domain.stages import BEYOND, MODULES
from app.impact.diagnostic.importing.refusals import (
    DeclarationExpired,
    DeclaredAmountNotPositive,
    DeclaredUnitMissing,
    DeclaredUnitUnknown,
    EditionUnknown,
    MakingMissing,
    MassNotPositive,
    NothingUnderstood,
    TwoFigures,
)
from app.impact.exact import exactly

MAKING = frozenset({"A1", "A2", "A3", "A1-A3"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration: *figures* are for *amount* *unit*, as declared. *line* is where it begins in its file.

    *left_out* says, in the words of the file, what was not understood; *troubles* are lines that cannot be read.
    """

    line: int
    id: str
    name: str
    unit: str
    amount: Decimal
    method: str | None
    figures: tuple[Figure, ...]
    owner: str = ""
    year: int = 0
    valid_until: date | None = None
    kg_per_unit: Decimal | None = None
    left_out: tuple[str, ...] = ()
    troubles: tuple[Invalid, ...] = field(default=())


def faults_of(found: Declared, on: date) -> list[Invalid]:
    """Everything that keeps it from being a factor."""
    return list(_faults(found, on))


def _faults(found: Declared, on: date) -> Iterator[Invalid]:
    yield from found.troubles
    if not found.unit:
        yield DeclaredUnitMissing()
    if found.unit.startswith("?"):
        yield DeclaredUnitUnknown(unit=found.unit[1:])
    if found.amount <= 0:
        yield DeclaredAmountNotPositive()
    if found.method is None:
        yield EditionUnknown()
    if found.kg_per_unit is not None and found.kg_per_unit <= 0:
        yield MassNotPositive()
    if not found.figures:
        yield NothingUnderstood()
    elif not any(one.module in MAKING for one in found.figures):
        yield MakingMissing()
    yield from _twice(found.figures)
    if found.valid_until is not None and found.valid_until < on:
        yield DeclarationExpired(until=found.valid_until.isoformat())


def _twice(figures: Sequence[Figure]) -> Iterator[Invalid]:
    seen: dict[tuple[str, str, str], Decimal] = {}
    for one in figures:
        key = (one.module, one.scenario, one.indicator)
        if seen.setdefault(key, one.value) != one.value:
            yield TwoFigures(indicator=one.indicator, module=one.module)


def per_unit(found: Declared) -> tuple[Figure, ...]:
    """The figures for one unit, each once: what was declared for 1 000 kg is divided by 1 000."""
    kept: dict[tuple[str, str, str], Figure] = {}
    with exactly():
        for one in found.figures:
            value = one.value / found.amount
            kept[one.module, one.scenario, one.indicator] = Figure(one.module, one.scenario, one.indicator, value)
    return tuple(kept.values())


def is_module(text: str) -> bool:
    """Whether EN 15804 has such a module."""
    return text in MODULES or text == BEYOND

"""What the lines amount to, indicator by indicator, with what each total leaves out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.impact.diagnostic.domain.factors import Amounts
from app.impact.diagnostic.domain.indicators import CLIMATE, asked_of
from app.impact.diagnostic.domain.lines import ActivityLine, Assessed, assess, stages_of
from app.impact.diagnostic.domain.stages import Stage
from app.impact.exact import ZERO, exactly
from app.impact.footprint.domain.components import Component


@dataclass(frozen=True, slots=True)
class Total:
    """One indicator over all lines. *value* is None when no line knows it: not available, never 0.

    *missing* are the keys of the lines that it leaves out; *climate_share* is how much of the climate total the lines
    that it holds stand for, the only common measure of how much is seen. *methods* are the editions that it mixes.
    """

    indicator: str
    value: Decimal | None
    by_stage: Mapping[Stage, Decimal]
    by_component: Mapping[Component, Decimal]
    covered: int
    missing: tuple[str, ...]
    climate_share: Decimal | None
    methods: tuple[str, ...]

    @property
    def is_partial(self) -> bool:
        """Whether it leaves a line out: then it is "at least" this much."""
        return bool(self.missing)

    @property
    def is_mixed(self) -> bool:
        """Whether it adds figures of several editions of a characterisation."""
        return len(self.methods) > 1


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """All lines, assessed, and the totals of every indicator that is shown, in order."""

    lines: tuple[Assessed, ...]
    totals: Mapping[str, Total]

    @property
    def indicators(self) -> tuple[str, ...]:
        """Those with a figure somewhere."""
        return tuple(id for id, total in self.totals.items() if total.value is not None)

    @property
    def not_available(self) -> tuple[str, ...]:
        """Those that no line knows."""
        return tuple(id for id, total in self.totals.items() if total.value is None)


def diagnose(lines: Sequence[ActivityLine]) -> Diagnostic:
    """Every line assessed and summed. Lines of two phases must not be mixed: the caller hands over one phase."""
    known: dict[str, Amounts] = {}
    assessed = tuple(assess(line, known) for line in lines)
    present = frozenset().union(*(one.indicators for one in assessed)) if assessed else frozenset()
    return Diagnostic(assessed, {id: _total(id, assessed) for id in asked_of(present)})


def _total(indicator: str, lines: Sequence[Assessed]) -> Total:
    known = [one for one in lines if indicator in one.indicators]
    by_stage: dict[Stage, Decimal] = {}
    by_component: dict[Component, Decimal] = {}
    with exactly():
        for one in known:
            for stage, part in stages_of(one, indicator).items():
                by_stage[stage] = by_stage.get(stage, ZERO) + part
                component = one.line.component
                by_component[component] = by_component.get(component, ZERO) + part
        value = sum(by_stage.values(), ZERO) if known else None
    return Total(
        indicator=indicator,
        value=value,
        by_stage={stage: by_stage[stage] for stage in Stage if stage in by_stage},
        by_component={one: by_component[one] for one in Component if one in by_component},
        covered=len(known),
        missing=tuple(one.line.key for one in lines if indicator not in one.indicators),
        climate_share=_climate_share(known, lines),
        methods=tuple(sorted({one.method_of(indicator) for one in known})),
    )


def _climate_share(known: Sequence[Assessed], lines: Sequence[Assessed]) -> Decimal | None:
    with exactly():
        everything = sum((one.total(CLIMATE) or ZERO for one in lines), ZERO)
        seen = sum((one.total(CLIMATE) or ZERO for one in known), ZERO)
        return seen / everything if everything else None

"""What the pages of a calculation show: frozen views."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.exhibitions.queries import ExhibitionFacts
from app.impact.exact import ZERO
from app.impact.footprint.domain.budget import Scope, Standing
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.entries import Widening
from app.impact.footprint.domain.lines import Phase, ValueSource
from app.impact.footprint.queries.borrowed import Borrowed
from app.impact.queries.exhibition import AvoidedPanel


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

    @property
    def gap(self) -> Decimal | None:
        """By how much what happened passes the plan, to 0.1 kg; 0 has no sign."""
        if self.planned is None or self.actual is None:
            return None
        return (self.actual - self.planned).quantize(Decimal("0.1")) + ZERO


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

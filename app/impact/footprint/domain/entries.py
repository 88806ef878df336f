"""What a team wrote of an exhibition, and how it becomes lines and gaps.

An entry whose value or factor nobody knows is a *gap*: it is never 0. It leaves the central value where it is and
moves the upper end of the interval, by what such a component usually emits; where even that is not known, the upper
end is not established, and the page says so.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.core.text import N_
from app.impact.exact import ONE, ZERO, exactly
from app.impact.footprint.domain.activity import Origin
from app.impact.footprint.domain.components import Component
from app.impact.footprint.domain.lines import Line, ValueSource

USUAL_DOUBT: Mapping[ValueSource, Decimal] = {
    ValueSource.MEASURED: Decimal("0.05"),
    ValueSource.SUPPLIER: Decimal("0.10"),
    ValueSource.ESTIMATED: Decimal("0.30"),
    ValueSource.DEFAULT: Decimal("0.60"),
}
"""The relative doubt (1 sigma) of a value of which nothing else is said (our judgement)."""

SCENOGRAPHY_LIFE_YEARS = Decimal(10)
"""How long an element that will serve again is spread over (our judgement; impact.md gives 10 years to a bench)."""


class GapReason(StrEnum):
    """Why nothing can be counted."""

    NO_LINE = "no_line"
    NO_VALUE = "no_value"
    NO_FACTOR = "no_factor"
    NO_PLACE = "no_place"


GAP_LABELS: Mapping[GapReason, str] = {
    GapReason.NO_LINE: N_("rien n'est saisi"),
    GapReason.NO_VALUE: N_("quantité inconnue"),
    GapReason.NO_FACTOR: N_("aucun facteur ne convient"),
    GapReason.NO_PLACE: N_("lieu inconnu"),
}


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that emits an unknown amount, at most *up_to* kg CO2e if that much is known."""

    component: Component
    reason: GapReason
    label: str = ""
    up_to: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Widening:
    """What the gaps do to an interval. *is_open*: some have no upper end."""

    gaps: tuple[Gap, ...]
    up_to: Decimal
    is_open: bool

    def high(self, high: Decimal) -> Decimal | None:
        """The upper end with the gaps in it; None when it is not established."""
        with exactly():
            return None if self.is_open else high + self.up_to


def widening(gaps: Iterable[Gap], components: Collection[Component] = frozenset(Component)) -> Widening:
    """The gaps of some components together: each moves the upper end by all it may hold (linear: conservative)."""
    counted = tuple(gap for gap in gaps if gap.component in components)
    with exactly():
        known = sum((gap.up_to for gap in counted if gap.up_to is not None), ZERO)
    return Widening(counted, known, any(gap.up_to is None for gap in counted))


def gaps_of(
    lines: Sequence[Line],
    unknown: Iterable[Gap],
    left_out: Collection[Component],
    usual: Mapping[Component, Decimal],
) -> tuple[Gap, ...]:
    """Every gap: the entries without value or factor, and the components of which nothing is said at all.

    *left_out* are the components that do not exist in this show, with a reason; *usual* what a component may emit.
    One component widens once, however many of its entries are unknown.
    """
    found = [Gap(gap.component, gap.reason, gap.label, usual.get(gap.component)) for gap in unknown]
    first: dict[Component, Gap] = {}
    more = []
    for gap in found:
        if gap.component in first:
            more.append(Gap(gap.component, gap.reason, gap.label, ZERO))
        else:
            first[gap.component] = gap
    spoken = {line.component for line in lines} | set(first) | set(left_out)
    silent = [Gap(one, GapReason.NO_LINE, up_to=usual.get(one)) for one in Component if one not in spoken]
    return (*first.values(), *more, *silent)


def share_counted(origin: Origin, uses: int, has_next_use: bool, days: int) -> Decimal:
    """The part of the making that this exhibition answers for.

    What serves *uses* times is divided by them. Something new with no next use is counted whole (14); what is
    reused, rented or has a documented next use is counted for its days over its life (13).

    >>> share_counted(Origin.NEW, 1, False, 120), share_counted(Origin.NEW, 4, False, 120)
    (Decimal('1'), Decimal('0.25'))
    """
    with exactly():
        if uses > 1:
            return ONE / uses
        if origin is Origin.NEW and not has_next_use:
            return ONE
        return min(ONE, Decimal(days) / (365 * SCENOGRAPHY_LIFE_YEARS))

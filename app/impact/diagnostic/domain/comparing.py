"""Two variants, line by line. What only one of them knows is named and enters no difference."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.impact.diagnostic.domain.lines import Assessed
from app.impact.diagnostic.domain.totals import Diagnostic
from app.impact.exact import ZERO, exactly


class Standing(StrEnum):
    """How a line stands in the two variants."""

    BOTH = "both"
    ONLY_FIRST = "only_first"
    ONLY_SECOND = "only_second"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class Pair:
    """One line of one or both variants. *difference* is second minus first; None when one side is not available."""

    key: str
    first: Assessed | None
    second: Assessed | None
    before: Decimal | None
    after: Decimal | None
    difference: Decimal | None
    standing: Standing

    @property
    def label(self) -> str:
        """The line's name, as the first variant that has it says."""
        found = self.first or self.second
        return found.line.label if found else self.key


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every line, the widest difference first. *difference* sums the comparable lines alone; *left_out* names the
    others, so that nobody reads a gap of knowledge as a gain."""

    indicator: str
    pairs: tuple[Pair, ...]
    difference: Decimal | None
    left_out: tuple[str, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every line of both variants could be compared."""
        return not self.left_out


def compare(first: Diagnostic, second: Diagnostic, indicator: str) -> Comparison:
    """*second* against *first* for one indicator. A line that one variant does not have counts as nothing there:
    it is not made. A line that has no figure where it is made is not comparable."""
    before, after = _by_key(first.lines), _by_key(second.lines)
    pairs = [_pair(key, before.get(key), after.get(key), indicator) for key in dict.fromkeys((*before, *after))]
    pairs.sort(key=lambda one: (one.difference is None, -abs(one.difference or ZERO), one.key))
    known = [one.difference for one in pairs if one.difference is not None]
    with exactly():
        difference = sum(known, ZERO) if known else None
    left_out = tuple(one.key for one in pairs if one.standing is Standing.NOT_COMPARABLE)
    return Comparison(indicator, tuple(pairs), difference, left_out)


def _by_key(lines: Sequence[Assessed]) -> dict[str, Assessed]:
    return {one.line.key: one for one in lines}


def _pair(key: str, first: Assessed | None, second: Assessed | None, indicator: str) -> Pair:
    before = first.total(indicator) if first else ZERO
    after = second.total(indicator) if second else ZERO
    standing = Standing.BOTH
    if first is None:
        standing = Standing.ONLY_SECOND
    elif second is None:
        standing = Standing.ONLY_FIRST
    difference = None
    if before is None or after is None:
        standing = Standing.NOT_COMPARABLE
    else:
        with exactly():
            difference = after - before
    return Pair(
        key,
        first,
        second,
        before if first else None,
        after if second else None,
        difference,
        standing,
    )

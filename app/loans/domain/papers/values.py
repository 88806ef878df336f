"""What objects are worth: the agreed value, and what is left of it after years of use.

The agreed value is the price of a new equivalent. Beside it stands, never hidden, what the rule of French practice
for equipment leaves: ``replacement x (1 - age/L)``, L the years such an object serves (law.md, loan contract
practice; an engineering summary, not legal advice).
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal

from app.loans.domain.papers.facts import LineFacts


@dataclass(frozen=True, slots=True)
class LineValue:
    """Money in cents: of one, of all of the line; what is left of it; None where it is not known."""

    each: int | None
    all: int | None
    left_each: int | None
    left_all: int | None
    age: int | None


@dataclass(frozen=True, slots=True)
class TotalValue:
    """The sum of what is known, in cents; *unknown* lines are left out: a sum with some of them is partial."""

    cents: int
    unknown: int
    left_cents: int
    left_unknown: int
    pieces: int

    @property
    def is_partial(self) -> bool:
        """Whether something of unknown value is not in the sum."""
        return self.unknown > 0


def depreciated(replacement_cents: int, age: int, life_years: Decimal) -> int:
    """``replacement x (1 - age/L)`` in cents, never below zero, half a cent to the even one.

    >>> depreciated(100_000, 3, Decimal(8))
    62500
    >>> depreciated(100_000, 12, Decimal(8))
    0
    """
    if life_years <= 0:
        return 0
    left = Decimal(replacement_cents) * (life_years - age) / life_years
    return max(0, int(left.to_integral_value(ROUND_HALF_EVEN)))


def value_of(line: LineFacts, first_day: date) -> LineValue:
    """The value of a line; its age is counted in whole years to the first day of the loan."""
    age = max(0, first_day.year - line.made_in) if line.made_in else None
    if line.value_cents is None:
        return LineValue(None, None, None, None, age)
    left = None
    if age is not None and line.life is not None:
        left = depreciated(line.value_cents, age, line.life.years)
    each = line.value_cents
    return LineValue(each, each * line.quantity, left, None if left is None else left * line.quantity, age)


def total_of(lines: tuple[LineFacts, ...], first_day: date) -> TotalValue:
    """The sum over all lines, and how many could not be counted."""
    values = [value_of(line, first_day) for line in lines]
    return TotalValue(
        sum(one.all or 0 for one in values),
        sum(one.all is None for one in values),
        sum(one.left_all or 0 for one in values),
        sum(one.left_all is None for one in values),
        sum(line.quantity for line in lines),
    )

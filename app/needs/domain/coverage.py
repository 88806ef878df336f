"""How far a list is covered: what is in the basket, asked and agreed, laid on the lines it answers. Pure."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A line that wants *amount*; each unit of a listing in *worth* covers so much of it."""

    need_id: int
    amount: Decimal
    own: Decimal
    worth: Mapping[int, Decimal]


@dataclass(frozen=True, slots=True)
class Taken:
    """Units of one listing: agreed, asked, in the basket."""

    agreed: int = 0
    asked: int = 0
    basket: int = 0


@dataclass(frozen=True, slots=True)
class Coverage:
    """What of a line is there, in its own measure (units or metres). The parts never sum to more than *needed*."""

    needed: Decimal
    own: Decimal = ZERO
    agreed: Decimal = ZERO
    asked: Decimal = ZERO
    basket: Decimal = ZERO

    @property
    def missing(self) -> Decimal:
        """Still to be found."""
        return max(ZERO, self.needed - self.own - self.agreed - self.asked - self.basket)

    @property
    def is_covered(self) -> bool:
        """Nothing is left to be found (which is not yet to be agreed)."""
        return self.missing == ZERO


def coverages(lines: Sequence[Wanting], taken: Mapping[int, Taken]) -> dict[int, Coverage]:
    """The coverage of each line by its id: a unit counts once, for the first line that it answers and that lacks it.

    What is agreed is laid first, then what is asked, then the basket; so a line is told by its surest part.
    """
    left = {listing: [one.agreed, one.asked, one.basket] for listing, one in taken.items()}
    parts = {line.need_id: [min(line.own, line.amount), ZERO, ZERO, ZERO] for line in lines}
    for stage in range(3):
        for line in lines:
            for listing, each in line.worth.items():
                _lay(left, parts[line.need_id], listing, stage, each, line.amount)
    return {line.need_id: Coverage(line.amount, *parts[line.need_id]) for line in lines}


def _lay(
    left: dict[int, list[int]], part: list[Decimal], listing: int, stage: int, each: Decimal, amount: Decimal
) -> None:
    while each > 0 and left.get(listing, [0, 0, 0])[stage] > 0 and sum(part) < amount:
        left[listing][stage] -= 1
        part[stage + 1] += min(each, amount - sum(part))


@dataclass(frozen=True, slots=True)
class Total:
    """A whole list in percent of its lines, each weighing the same whatever it counts; nice-to-haves left out."""

    lines: int
    covered: int
    agreed: int
    percent: int


def total(found: Collection[Coverage]) -> Total:
    """The sum of a list: how many lines are covered, how many wholly agreed, and the mean share that is there."""
    shares = [(one.needed - one.missing) / one.needed for one in found]
    return Total(
        lines=len(found),
        covered=sum(one.is_covered for one in found),
        agreed=sum(one.own + one.agreed >= one.needed for one in found),
        percent=int(100 * sum(shares, ZERO) / len(shares)) if shares else 0,
    )

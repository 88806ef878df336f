"""Which lender lends what: a split of what is missing over as few lenders as possible, the nearest of those. Pure.

A shared or direct run matters more to the result than any factor: one lender who has three lines is better than
three lenders a little nearer.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from app.needs.domain.needs import units_for

TRIED = 14
"""The lenders that are combined exhaustively: those who could cover most."""
MOST_TOGETHER = 3
"""Up to so many lenders every combination is tried; beyond, one is added at a time."""
ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Lendable:
    """A listing that answers a line: *free* units, each worth so much of the line, its lender *km* away."""

    listing_id: int
    lender_id: int
    free: int
    each: Decimal
    km: float


@dataclass(frozen=True, slots=True)
class Lack:
    """What a line still wants, and who could give it, the best first. A nice-to-have never adds a lender."""

    need_id: int
    missing: Decimal
    offers: tuple[Lendable, ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """So many units of a listing for a line."""

    need_id: int
    listing_id: int
    lender_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Split:
    """The proposal. *uncovered* says how much of each line nobody has; *possible_lenders* had something to lend."""

    shares: tuple[Share, ...]
    uncovered: Mapping[int, Decimal]
    possible_lenders: int

    @property
    def lenders(self) -> int:
        """How many are asked."""
        return len({share.lender_id for share in self.shares})

    @property
    def is_whole(self) -> bool:
        """Whether it covers everything that was missing."""
        return not any(self.uncovered.values())


def split(lacks: Sequence[Lack]) -> Split:
    """The split that covers as much as all lenders together would, with the fewest of them, then the nearest.

    Up to three lenders are tried in every combination of the fourteen most useful; else lenders are added one by
    one, each time the one that adds most.
    """
    wanted = [lack for lack in lacks if not lack.is_optional]
    distances = _distances(lacks)
    chosen = _fewest(wanted, distances) if wanted else set()
    if not wanted:  # a list of nice-to-haves alone
        chosen = _fewest(lacks, distances)
    shares, left = _deal(lacks, chosen)
    return Split(tuple(shares), left, len(distances))


def _fewest(lacks: Sequence[Lack], km: Mapping[int, float]) -> set[int]:
    most = _covered(lacks, km.keys())
    if not most:
        return set()
    alone = {lender: _covered(lacks, {lender}) for lender in km}
    useful = sorted((one for one in km if alone[one]), key=lambda one: (-alone[one], km[one], one))[:TRIED]
    for size in range(1, MOST_TOGETHER + 1):
        whole = [some for some in combinations(useful, size) if _covered(lacks, some) >= most]
        if whole:
            return set(min(whole, key=lambda some: (sum(km[one] for one in some), sorted(some))))
    return _one_by_one(lacks, km, most)


def _one_by_one(lacks: Sequence[Lack], km: Mapping[int, float], most: Decimal) -> set[int]:
    chosen: set[int] = set()
    while _covered(lacks, chosen) < most and len(chosen) < len(km):
        left = [one for one in km if one not in chosen]
        chosen.add(min(left, key=lambda one: (-_covered(lacks, {*chosen, one}), km[one], one)))
    return chosen


def _covered(lacks: Sequence[Lack], lenders: Collection[int]) -> Decimal:
    """The sum of the shares of each line that these lenders cover: lines weigh the same, whatever they count."""
    _, left = _deal(lacks, lenders)
    return sum((1 - left[one.need_id] / one.missing for one in lacks if one.missing > 0), ZERO)


def _deal(lacks: Sequence[Lack], lenders: Collection[int]) -> tuple[list[Share], dict[int, Decimal]]:
    """Take what is missing from *lenders*, line by line; a unit is given once."""
    free: dict[int, int] = {}
    shares: list[Share] = []
    left: dict[int, Decimal] = {}
    for lack in lacks:
        missing = lack.missing
        for offer in _in_order(lack, lenders):
            there = free.setdefault(offer.listing_id, offer.free)
            taken = min(there, units_for(missing, offer.each))
            if taken > 0:
                free[offer.listing_id] = there - taken
                missing = max(ZERO, missing - taken * offer.each)
                shares.append(Share(lack.need_id, offer.listing_id, offer.lender_id, taken))
        left[lack.need_id] = missing
    return shares, left


def _in_order(lack: Lack, lenders: Collection[int]) -> Iterator[Lendable]:
    """A listing that covers the rest of the line alone before several that do it together; then the nearest."""
    offers = [one for one in lack.offers if one.lender_id in lenders and one.each > 0]
    return iter(sorted(offers, key=lambda one: (one.free * one.each < lack.missing, one.km, one.listing_id)))


def _distances(lacks: Sequence[Lack]) -> dict[int, float]:
    """How far each lender is: as its nearest listing."""
    km: dict[int, float] = {}
    for lack in lacks:
        for offer in lack.offers:
            if offer.free > 0 and offer.each > 0:
                km[offer.lender_id] = min(offer.km, km.get(offer.lender_id, offer.km))
    return km

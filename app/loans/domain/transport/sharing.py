"""A journey made for several: what each one answers for. Shares always sum to the whole, in metres.

>>> shares_of(1000, {1: Decimal(1), 2: Decimal(1), 3: Decimal(1)})
{1: 333, 2: 334, 3: 333}
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import TypeVar

Key = TypeVar("Key", int, tuple[int, str])


def shares_of(total: int, weights: Mapping[Key, Decimal]) -> dict[Key, int]:
    """*total* (a whole number of metres) by weight. The same whatever the order, and exact: each share ends where the
    next begins, so that roundings never add up. Weights are positive."""
    whole, so_far, given = sum((Fraction(one) for one in weights.values()), Fraction(0)), Fraction(0), 0
    shares = {}
    for key in sorted(weights):
        so_far += Fraction(weights[key])
        end = round(total * so_far / whole)
        shares[key], given = end - given, end
    return shares


def weights_of(masses: Mapping[Key, Decimal], units: Mapping[Key, int]) -> dict[Key, Decimal]:
    """By mass when every mass is known, otherwise by count.

    >>> weights_of({1: Decimal("2.5"), 2: Decimal(0)}, {1: 4, 2: 1})
    {1: Decimal('4'), 2: Decimal('1')}
    """
    if all(mass > 0 for mass in masses.values()):
        return dict(masses)
    return {key: Decimal(count) for key, count in units.items()}

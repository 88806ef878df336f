"""Exact numbers: decimals in one fixed context, rounded only when shown.

    >>> shown(Decimal("39.45205"))
    Decimal('39.4520')

Binary floating point never touches a quantity of carbon: 0.1 + 0.2 must be 0.3 on every machine and for ever.
"""

from collections.abc import Iterable
from contextlib import AbstractContextManager
from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow, localcontext
from functools import cache

ZERO, ONE = Decimal(0), Decimal(1)
THOUSAND = Decimal(1000)

# 60 digits hold the product of any inputs that the readers let in (1e-9 to 1e9), with room for the divisions.
CONTEXT = Context(prec=60, rounding=ROUND_HALF_EVEN, traps=[DivisionByZero, InvalidOperation, Overflow])


def exactly() -> AbstractContextManager[Context]:
    """The context in which every figure of this package is computed, whatever the caller's own context."""
    return localcontext(CONTEXT)


def shown(value: Decimal, places: int = 4) -> Decimal:
    """*value* rounded half-even to *places*, for showing and storing; never changes a sign to nothing.

    A negative too small to see becomes the smallest visible negative (P21): it must not be read as "no harm".

    >>> shown(Decimal("-0.00001"))
    Decimal('-0.0001')
    """
    grain = grain_of(places)
    rounded = value.quantize(grain, context=CONTEXT)
    if rounded == 0:
        return -grain if value < 0 else abs(rounded)
    return rounded


@cache
def grain_of(places: int) -> Decimal:
    """The smallest step with *places* decimals."""
    return ONE.scaleb(-places)


def grams(kilograms: Decimal) -> int:
    """Kilograms as whole grams, the unit of the stored ledger."""
    with exactly():
        return int(shown(kilograms * THOUSAND, places=0))


def quadrature(terms: Iterable[Decimal]) -> Decimal:
    """The root of the sum of squares: how independent uncertainties add (GUM, JCGM 100:2008, 5.1.2)."""
    return sum((term * term for term in terms), ZERO).sqrt()

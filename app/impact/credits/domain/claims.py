"""Who may say it: a credit is split exactly between exhibitions (P9)."""

from collections.abc import Mapping
from decimal import Decimal

from app.impact.exact import ZERO, exactly


def split(amount: Decimal, shares: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """(11) *amount* times each share, on the grain of *amount* itself; the largest share takes the remainder.

    The parts always sum to *amount*, to the last digit: call it on a rounded amount to split what is shown,
    or on whole grams to split a ledger entry. Ties go to the first name in alphabetical order.

    >>> split(Decimal("0.10"), {"a": Decimal("0.5"), "b": Decimal("0.25"), "c": Decimal("0.25")})
    {'a': Decimal('0.06'), 'b': Decimal('0.02'), 'c': Decimal('0.02')}
    """
    if len(shares) == 1:
        return dict.fromkeys(shares, amount)
    grain = Decimal((0, (1,), _exponent(amount)))
    largest = min(shares, key=lambda name: (-shares[name], name))
    with exactly():
        parts = {name: (amount * share).quantize(grain) for name, share in shares.items()}
        parts[largest] = amount - sum((part for name, part in parts.items() if name != largest), ZERO)
    return parts


def _exponent(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    return min(exponent, 0)

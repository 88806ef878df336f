"""Figures of declarations: from 1e-15 to 1e9, in decimals or with an exponent."""

from decimal import Decimal, InvalidOperation

_SMALLEST, _LARGEST = -30, 12


def exact(text: str) -> Decimal | None:
    """ "1,5E-09" and "1 234.5" as exact decimals; None for what is no number or no size that exists.

    >>> exact("1,5E-09")
    Decimal('1.5E-9')
    """
    plain = text.strip().replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    if "," in plain and "." in plain:
        return None  # thousands or decimals: nobody guesses
    try:
        found = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and (found == 0 or _SMALLEST < found.adjusted() < _LARGEST) else None

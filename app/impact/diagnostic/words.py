"""Figures of a diagnostic in words: from 1e-15 to 1e9, three digits, and "not available" where nothing is known."""

from decimal import Decimal

from flask_babel import gettext as _

from app.core.i18n import number

_SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
DIGITS = 3


def figure_said(value: Decimal | None) -> str:
    """A figure as people read it: three significant digits, a power of ten below a thousandth.

    A figure that nobody knows is said so: an empty cell would be read as nothing.
    """
    if value is None:
        return str(_("non disponible"))
    if value == 0:
        return number(Decimal(0))
    power = value.adjusted()
    if -DIGITS <= power < 7:
        return number(value, max(0, DIGITS - 1 - power))
    mantissa = number(value.scaleb(-power), DIGITS - 1)
    return f"{mantissa} × 10{str(power).translate(_SUPERSCRIPT)}"


def share_said(value: Decimal | None) -> str:
    """A share as a percentage, without decimals."""
    if value is None:
        return str(_("non disponible"))
    return f"{number(value * 100, 0)} %"

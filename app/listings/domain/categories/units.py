"""Numbers as people type them: decimal comma, thousands apart, a unit behind."""

import re
from collections.abc import Mapping
from decimal import Decimal, localcontext
from fractions import Fraction

from app.core.units import ratio

_INCH_MARKS = ("in", "inch", "inches", '"', "″", "”", "''", "pouce", "pouces", "pulgadas")


def _alike(unit: str, *spellings: str) -> dict[str, str]:
    return dict.fromkeys((unit.casefold(), *spellings), unit)


_CM, _MM, _M = _alike("cm", "centimètres", "centimetres"), _alike("mm", "millimètres", "millimetres"), _alike("m")
_IN = _alike("in", *_INCH_MARKS)
UNITS: Mapping[str, Mapping[str, str]] = {
    "": dict.fromkeys((":1", "/1", "%"), ""),
    "lm": _alike("lm", "lumen", "lumens", "lm ansi", "ansi lumens", "lumens ansi", "ansi") | _alike("klm"),
    "W": _alike("W", "watt", "watts", "vatios") | _alike("kW"),
    "in": _IN | _CM | _MM,
    "cm": _CM | _MM | _M | _IN,
    "mm": _MM | _CM | _M,
    "VA": _alike("VA", "voltampères") | _alike("kVA"),
    "kg": _alike("kg", "kilo", "kilos") | _alike("g") | _alike("t"),
    "cd/m**2": _alike("cd/m**2", "cd/m2", "cd/m²", "cd/m^2", "nit", "nits"),
    "h": _alike("h", "heure", "heures", "hour", "hours", "hrs", "horas"),
    "dB": _alike("dB", "dba", "db(a)", "db spl"),
    "degree": _alike("degree", "°", "deg", "degrees", "degré", "degrés", "grados"),
    "K": _alike("K", "°k", "kelvin", "kelvins"),
    "GB": _alike("GB", "go") | _alike("TB", "to") | _alike("MB", "mo"),
}
"""The units that a characteristic may have, and how people spell those that convert to each. Spellings are ours, what
each is worth is pint's (`app.core.units`)."""

SYMBOLS: Mapping[str, Mapping[str, str]] = {
    "in": {"fr": "pouces", "en": "in", "es": "pulgadas"},
    "cd/m**2": {"fr": "cd/m²", "en": "cd/m²", "es": "cd/m²"},
    "degree": {"fr": "°", "en": "°", "es": "°"},
    "GB": {"fr": "Go", "en": "GB", "es": "GB"},
}
NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"

_NUMBER = re.compile(r"^([+-]?\d[\d\s.,'’]*)(.*)$", re.DOTALL)
_THOUSANDS = re.compile(r"^[1-9]\d{0,2}([.,])\d{3}(?:\1\d{3})*$")
_GROUPED = re.compile(r"^\d{1,3}([.,])\d{3}(?:\1\d{3})*$")
_FINEST = Decimal("0.0001")
_THOUSANDS_MARK = {"en": ",", "es": "."}
"""Which mark stands between thousands and never before decimals. French has none: there it is a space."""


def split_unit(raw: str) -> tuple[str, str] | None:
    """("5 000", "lm") out of "5 000 lm"; None when it does not begin with a number."""
    found = _NUMBER.match(raw.strip())
    return (found.group(1).strip(), found.group(2).strip().casefold()) if found else None


def readings(digits: str, language: str = "") -> list[Decimal]:
    """What *digits* may mean, likeliest first: "5,000" is 5 in French, and 5000 in English.

    Without a *language* either mark may stand before decimals, as in files. Empty when it is no number at all.
    """
    tight = re.sub(r"[\s'’]", "", digits).rstrip(".,")
    if "," in tight and "." in tight:
        decimal = max(tight.rfind(","), tight.rfind("."))
        whole, rest = tight[:decimal], tight[decimal + 1 :]
        is_grouped = rest.isdigit() and _GROUPED.match(whole.lstrip("+-"))
        return [Decimal(re.sub(r"[.,]", "", whole) + "." + rest)] if is_grouped else []
    grouped = _THOUSANDS.match(tight.lstrip("+-"))
    whole_number = [Decimal(re.sub(r"[.,]", "", tight))] if grouped else []
    if grouped and grouped[1] == _THOUSANDS_MARK.get(language):
        return whole_number
    as_decimal = tight.replace(",", ".")
    return ([Decimal(as_decimal)] if as_decimal.count(".") <= 1 else []) + whole_number


def is_ambiguous(digits: str, language: str) -> bool:
    """Whether neither reading is likelier: a French "80.000" comes from a numeric keypad, or from elsewhere."""
    return language == "fr" and "." in digits and "," not in digits and len(readings(digits, language)) > 1


def converted(value: Decimal, spelling: str, unit: str) -> Decimal | None:
    """*value* in *unit*, exactly where decimals can say it, else to four of them; None when *spelling* does not
    measure the same thing."""
    if not spelling:
        return tidy(value)
    said = UNITS.get(unit, {}).get(spelling)
    worth = None if said is None else ratio(said, unit)
    return None if worth is None else tidy(_times(value, worth))


def _times(value: Decimal, worth: Fraction) -> Decimal:
    with localcontext() as context:
        context.prec = 60
        product = value * worth.numerator
        if worth.denominator == 1:
            return product
        return (product / worth.denominator).quantize(_FINEST)


def tidy(value: Decimal) -> Decimal:
    """The same number without trailing zeros, and never as 1E+2."""
    whole = value.to_integral_value()
    return whole.quantize(Decimal(1)) if value == whole else value.normalize()


def symbol(unit: str, language: str) -> str:
    """How *unit* is written after a number in *language*."""
    return SYMBOLS.get(unit, {}).get(language, unit)


def written(value: Decimal, language: str) -> str:
    """*value* with no trailing zeros, thousands apart and the decimal mark of *language*."""
    text = f"{value.normalize():,f}" if value else "0"
    if language == "en":
        return text
    return text.replace(",", NARROW_NO_BREAK).replace(".", ",")


def with_unit(value: Decimal, unit: str, language: str) -> str:
    """*value* and its unit, never broken over two lines: "5 000 lm", "30°"."""
    mark = symbol(unit, language)
    if not mark:
        return written(value, language)
    return written(value, language) + ("" if mark == "°" else NO_BREAK) + mark

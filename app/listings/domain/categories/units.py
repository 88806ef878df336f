"""Numbers as people type them: decimal comma, thousands apart, a unit behind."""

import re
from collections.abc import Mapping
from decimal import Decimal

# Spelling -> how many of the spec's own unit it is worth, as a fraction so that cm to inches stays honest.
_Worth = Mapping[str, tuple[str, str]]
_ONE, _INCH_MARKS = ("1", "1"), ("in", "inch", "inches", '"', "″", "”", "''", "pouce", "pouces", "pulgadas")


def _alike(*spellings: str) -> dict[str, tuple[str, str]]:
    return dict.fromkeys(spellings, _ONE)


UNITS: Mapping[str, _Worth] = {
    "": _alike(":1", "/1", "%"),
    "lm": _alike("lm", "lumen", "lumens", "lm ansi", "ansi lumens", "lumens ansi", "ansi") | {"klm": ("1000", "1")},
    "W": _alike("w", "watt", "watts", "vatios") | {"kw": ("1000", "1")},
    "in": _alike(*_INCH_MARKS) | {"cm": ("1", "2.54"), "mm": ("1", "25.4")},
    "cm": _alike("cm", "centimètres", "centimetres")
    | {"mm": ("1", "10"), "m": ("100", "1")}
    | dict.fromkeys(_INCH_MARKS, ("2.54", "1")),
    "mm": _alike("mm", "millimètres", "millimetres") | {"cm": ("10", "1"), "m": ("1000", "1")},
    "VA": _alike("va", "voltampères") | {"kva": ("1000", "1")},
    "kg": _alike("kg", "kilo", "kilos") | {"g": ("1", "1000"), "t": ("1000", "1")},
    "cd/m**2": _alike("cd/m**2", "cd/m2", "cd/m²", "cd/m^2", "nit", "nits"),
    "h": _alike("h", "heure", "heures", "hour", "hours", "hrs", "horas"),
    "dB": _alike("db", "dba", "db(a)", "db spl"),
    "degree": _alike("°", "deg", "degree", "degrees", "degré", "degrés", "grados"),
    "K": _alike("k", "°k", "kelvin", "kelvins"),
    "GB": _alike("gb", "go") | {"tb": ("1000", "1"), "to": ("1000", "1"), "mb": ("1", "1000"), "mo": ("1", "1000")},
}

SYMBOLS: Mapping[str, Mapping[str, str]] = {
    "in": {"fr": "pouces", "en": "in", "es": "pulgadas"},
    "cd/m**2": {"fr": "cd/m²", "en": "cd/m²", "es": "cd/m²"},
    "degree": {"fr": "°", "en": "°", "es": "°"},
    "GB": {"fr": "Go", "en": "GB", "es": "GB"},
}
NO_BREAK, NARROW_NO_BREAK = "\u00a0", "\u202f"

_NUMBER = re.compile(r"^([+-]?\d[\d\s.,'’]*)(.*)$", re.DOTALL)
_THOUSANDS = re.compile(r"^\d{1,3}([.,])\d{3}(?:\1\d{3})*$")
_FINEST = Decimal("0.0001")


def split_unit(raw: str) -> tuple[str, str] | None:
    """("5 000", "lm") out of "5 000 lm"; None when it does not begin with a number."""
    found = _NUMBER.match(raw.strip())
    return (found.group(1).strip(), found.group(2).strip().casefold()) if found else None


def readings(digits: str) -> list[Decimal]:
    """What *digits* may mean, likeliest first: "5,000" is 5 in French, and 5000 in English.

    Empty when it is no number at all.
    """
    tight = re.sub(r"[\s'’]", "", digits).rstrip(".,")
    if "," in tight and "." in tight:
        decimal = max(tight.rfind(","), tight.rfind("."))
        whole, rest = re.sub(r"[.,]", "", tight[:decimal]), tight[decimal + 1 :]
        return [Decimal(f"{whole}.{rest}")] if rest.isdigit() else []
    as_decimal = tight.replace(",", ".")
    found = [Decimal(as_decimal)] if as_decimal.count(".") <= 1 else []
    if _THOUSANDS.match(tight.lstrip("+-")):
        found.append(Decimal(re.sub(r"[.,]", "", tight)))
    return found


def converted(value: Decimal, spelling: str, unit: str) -> Decimal | None:
    """*value* in *unit*; None when *spelling* does not measure the same thing."""
    if not spelling:
        return tidy(value)
    worth = UNITS.get(unit, {}).get(spelling)
    if worth is None:
        return None
    times, by = Decimal(worth[0]), Decimal(worth[1])
    return tidy(value * times if by == 1 else (value * times / by).quantize(_FINEST))


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

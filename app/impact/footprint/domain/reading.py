"""A quantity as people type it: "1 234,5", "1,2 t", "12 MWh". Doubtful ones are asked back, never guessed."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from math import prod

from app.core.text import N_
from app.impact.exact import exactly
from app.impact.footprint.domain.activity import Activity
from app.impact.footprint.domain.refusals import UnitsDoNotFit
from app.impact.footprint.domain.units import converted
from app.impact.refusals import Impossible, NegativeQuantity, OutOfRange

MOST = Decimal("1e12")
_TYPED = re.compile(r"(?P<sign>[-−+]?)(?P<number>\d[\d.,'’]*)(?P<unit>[^\d].*)?")
_TIMES = re.compile(r"(?<=\d)\s*[×x*]\s*(?=\d)")
_PLAIN = re.compile(r"\d[\d.,'’]*")
_BLANKS = re.compile(r"(?<=\d)[\s\u00a0\u202f](?=\d)")
_UNITS = {
    "kg": "kg", "t": "t", "tonne": "t", "tonnes": "t", "g": "g", "kwh": "kWh", "mwh": "MWh", "wh": "Wh",
    "m²": "m2", "m2": "m2", "cm²": "cm2", "cm2": "cm2", "km": "km", "go": "GB", "to": "TB", "mo": "MB",
    "gb": "GB",
    "tb": "TB", "mb": "MB", "t.km": "t.km", "t·km": "t.km", "tkm": "t.km", "kg.km": "kg.km", "k€": "kEUR",
    "keur": "kEUR",
    "m": "m", "€": "EUR", "eur": "EUR", "l": "L", "kw": "kW", "w": "W",
    "nuits": "night", "nuit": "night", "repas": "meal",
}  # fmt: skip


class NotAQuantity(Impossible):
    """No number in it, or more than one."""

    message = N_("« %(typed)s » n'est pas un nombre. Exemple : 12,5.")
    field = "value"


class AmbiguousNumber(Impossible):
    """One dot or comma before exactly three digits: a thousand in one country, a decimal in another."""

    message = N_("« %(typed)s » se lit de deux façons. Écrivez %(small)s ou %(large)s.")
    field = "value"


class OtherUnit(Impossible):
    """The unit typed after the number measures something else."""

    message = N_("« %(typed)s » : cette unité ne convient pas ici, où l'on attend %(expected)s.")
    field = "value"


class Implausible(Impossible):
    """Far outside what an exhibition has: asked back, and kept when the person says so."""

    message = N_(
        "%(value)s %(unit)s : est-ce bien cela ? D'ordinaire, entre %(low)s et %(high)s. "
        "Cochez la case pour garder cette valeur."
    )
    field = "value"


class ImplausibleUnit(Implausible):
    """It would be usual in a neighbouring unit: kg typed for t, or the reverse."""

    message = N_(
        "%(value)s %(unit)s : vouliez-vous dire %(value)s %(other)s ? "
        "Changez l'unité, ou cochez la case pour garder cette valeur."
    )


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and its unit, as the person meant them."""

    value: Decimal
    unit: str


def quantity(typed: str, unit: str, units: Collection[str]) -> Quantity:
    """What was typed beside the unit chosen in the list; a unit typed after the number wins when it fits.

    >>> quantity("1 234,5", "kg", ("kg", "t"))
    Quantity(value=Decimal('1234.5'), unit='kg')
    >>> quantity("1,2 t", "kg", ("kg", "t")).unit
    't'
    >>> quantity("3 000 × 45 g", "kg", ("kg", "g"))
    Quantity(value=Decimal('135000'), unit='g')

    Products are worked out: copies × grams, objects × days, visits × kilometres. Raises NotAQuantity,
    AmbiguousNumber, OtherUnit, NegativeQuantity or OutOfRange.
    """
    *times, text = _TIMES.split(_BLANKS.sub("", typed.strip()))
    found = _TYPED.fullmatch(text)
    if found is None or not all(_PLAIN.fullmatch(one) for one in times):
        raise NotAQuantity(typed=typed.strip()[:40])
    with exactly():
        value = prod((number(one) for one in times), start=number(found["number"]))
    if found["sign"] in ("-", "−") and value:
        raise NegativeQuantity(field="value", name=typed.strip()[:40])
    if abs(value) >= MOST:
        raise OutOfRange(field="value", name=typed.strip()[:40])
    return Quantity(value, _unit((found["unit"] or "").strip(), unit, units, typed))


def number(text: str) -> Decimal:
    """A number with a decimal comma or point, thousands apart or not; two readings are refused.

    >>> number("1.234.567"), number("1.234,5"), number("0,125")
    (Decimal('1234567'), Decimal('1234.5'), Decimal('0.125'))
    """
    plain = text.replace("'", "").replace("’", "").rstrip(".,")
    marks = [mark for mark in plain if mark in ".,"]
    if len(set(marks)) == 2:
        decimal_mark = max(".,", key=plain.rfind)
        plain = plain.replace("," if decimal_mark == "." else ".", "").replace(decimal_mark, ".")
    elif len(marks) > 1:
        plain = plain.replace(marks[0], "")
    elif marks:
        before, _, after = plain.partition(marks[0])
        if len(after) == 3 and before.lstrip("0") and len(before) <= 3:
            raise AmbiguousNumber(typed=text, small=written(Decimal(f"{before}.{after}")), large=f"{before}{after}")
        plain = f"{before}.{after}"
    try:
        return Decimal(plain)
    except InvalidOperation:
        raise NotAQuantity(typed=text[:40]) from None


def written(value: Decimal) -> str:
    """A value as a form shows it, for `number` to read it again: never three decimals that might be thousands.

    >>> written(Decimal("1.500")), written(Decimal("1.234")), written(Decimal("1200"))
    ('1,5', '1,2340', '1200')
    """
    text = _plain(value)
    before, _, after = text.partition(",")
    return f"{text}0" if len(after) == 3 and before.lstrip("0") and len(before) <= 3 else text


def check_usual(found: Quantity, activity: Activity) -> None:
    """Ask back what lies far outside the usual. Raises ImplausibleUnit or Implausible; 0 is a value like another."""
    low, high = activity.usual
    inside = converted(found.value, found.unit, activity.unit)
    if not found.value or low <= inside <= high:
        return
    for other in activity.units:
        if other != found.unit and low <= converted(found.value, other, activity.unit) <= high:
            raise ImplausibleUnit(value=_plain(found.value), unit=found.unit, other=other)
    raise Implausible(value=_plain(found.value), unit=found.unit, low=_plain(low), high=_plain(high))


def _unit(typed: str, chosen: str, units: Collection[str], whole: str) -> str:
    if not typed:
        return chosen
    named = _UNITS.get(typed.lower().rstrip("."))
    if named is None or named not in units:
        if named is not None and _fits(named, chosen):
            return named
        raise OtherUnit(typed=whole.strip()[:40], expected=chosen)
    return named


def _fits(unit: str, into: str) -> bool:
    try:
        converted(Decimal(1), unit, into)
    except UnitsDoNotFit:
        return False
    return True


def _plain(value: Decimal) -> str:
    """As people write it: a comma, no exponent.

    >>> _plain(Decimal("1.50"))
    '1,5'
    """
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")

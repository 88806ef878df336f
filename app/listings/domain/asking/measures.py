"""Measures as people say them ("2 m", "5000 lumens", "entre 50 et 60 pouces") as bounds on a spec.

A rule says, for each thing one measures, whether more is welcome ("5000 lumens": at least), less is ("30 dB":
at most), or about that much is meant: objects of "2 m" measure 1.90 m inside, or 2.40 m. The rules are ours.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum

from app.listings.domain.categories import Category, InvalidSpec, Kind, Spec
from app.listings.domain.categories.units import UNITS
from app.listings.domain.spec_wanted import SpecWanted


class Rule(Enum):
    """How a bare measure is meant: as (share below, share above) of what was said; None is without end."""

    AT_LEAST = (Decimal(0), None)
    AT_MOST = (None, Decimal(0))
    ABOUT = (Decimal("0.1"), Decimal("0.1"))
    SIZE = (Decimal("0.1"), Decimal("0.25"))
    DIAGONAL = (Decimal("0.05"), Decimal("0.05"))


BY_KEY = {"noise": Rule.AT_MOST, "light_hours": Rule.AT_MOST, "audio_power": Rule.AT_LEAST}
BY_UNIT = {
    "lm": Rule.AT_LEAST, "GB": Rule.AT_LEAST, "dB": Rule.AT_LEAST, "kg": Rule.AT_LEAST, "cd/m**2": Rule.AT_LEAST,
    "cm": Rule.SIZE, "in": Rule.DIAGONAL,
}  # fmt: skip
_MORE = ">=|≥|>|au moins|minimum|min|plus de|a partir de|at least|more than|over|from"
_LESS = "<=|≤|<|au plus|maximum|max|moins de|jusqu'a|at most|less than|up to|under"
_NUMBER = r"\d{1,3}(?:[ .,']\d{3})+(?!\d)|\d+(?:[.,]\d+)?"
_SPELLED = sorted({one for worth in UNITS.values() for one in worth} - {":1", "/1", "%", "''"}, key=len, reverse=True)
_UNIT = "|".join(re.escape(one) for one in (*_SPELLED, "metres", "metre", "meters", "meter"))
_SIDES = {
    "width": "largeur|de large|large|wide|width",
    "height": "hauteur|de haut|haut|high|tall|height",
    "depth": "profondeur|de profondeur|profond|deep|depth",
    "length": "longueur|de long|long|length",
}
_SIDE = "|".join(f"(?P<{side}>{names})" for side, names in _SIDES.items())
_MEASURE = re.compile(
    rf"(?<![\w.,])(?:(?:de|d'|of|a|with|avec)\s*)?(?:(?P<more>{_MORE})\s*|(?P<less>{_LESS})\s*)?"
    rf"(?:(?:entre|between|de|from)\s+)?(?P<first>{_NUMBER})(?:\s*(?:-|a|et|to|and)\s*(?P<second>{_NUMBER}))?"
    rf"\s*(?P<unit>{_UNIT})(?!\w)(?:\s+(?:{_SIDE})(?!\w))?(?:\s+(?:de|of)\s+(?=\w+$))?"
)
_DIMENSIONS = re.compile(
    r"(?<![\w.,])(?:(?:de|of) )?(\d+(?:[.,]\d+)?) ?x ?(\d+(?:[.,]\d+)?)(?: ?x ?(\d+(?:[.,]\d+)?))?"
    r" ?(cm|mm|m)?(?!\w)"
)
_METRES = {"metre": "m", "metres": "m", "meter": "m", "meters": "m"}


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure as said, and where it stands in the sentence."""

    start: int
    end: int
    numbers: tuple[str, ...]
    unit: str
    is_more: bool
    is_less: bool
    side: str | None
    nth: int | None = None
    """Its place in "40 x 40 x 100", read as width, depth, height; two numbers are the sides that decide."""
    of: int = 1


def measures(text: str) -> Iterator[Measure]:
    """Every measure in plain *text*, dimensions first."""
    dimensions = list(_DIMENSIONS.finditer(text))
    for sides in dimensions:
        said_sides = [one for one in sides.groups()[:3] if one]
        for nth, number in enumerate(said_sides):
            yield Measure(*sides.span(), (number,), sides[4] or "cm", False, False, None, nth, len(said_sides))
    for said in _MEASURE.finditer(text):
        if any(said.start() < sides.end() and sides.start() < said.end() for sides in dimensions):
            continue
        side = next((name for name in _SIDES if said[name]), None)
        numbers = tuple(one for one in (said["first"], said["second"]) if one)
        unit = _METRES.get(said["unit"], said["unit"])
        yield Measure(*said.span(), numbers, unit, bool(said["more"]), bool(said["less"]), side)


def bound_of(measure: Measure, category: Category, taken: Iterable[str] = ()) -> SpecWanted | None:
    """The bound that *measure* puts on a spec of *category*; None where no spec is measured so."""
    for spec in _candidates(measure, category, frozenset(taken)):
        try:
            values = [spec.parse(f"{number} {measure.unit}") for number in measure.numbers]
        except InvalidSpec:
            continue
        numbers = sorted(value for value in values if isinstance(value, Decimal))
        if numbers:
            return _bound(spec, numbers, measure)
    return None


def _candidates(measure: Measure, category: Category, taken: frozenset[str]) -> list[Spec]:
    """Number specs that the unit may measure: the side that was named, then what decides, then the others."""
    numbers = [spec for spec in category.specs if spec.kind is Kind.NUMBER and spec.unit and spec.key not in taken]
    if measure.nth is not None:
        sides = [spec for spec in category.specs if spec.unit == "cm" and (spec.decides or measure.of > 2)]
        return sides[measure.nth : measure.nth + 1] if measure.of <= len(sides) else []
    if measure.side:
        return [spec for spec in numbers if measure.side in spec.key]
    return sorted(numbers, key=lambda spec: not spec.decides)


def decides(bound: SpecWanted, category: Category) -> bool:
    """Whether *bound* is on one of the two specs that a card shows."""
    return category.spec(bound.key).decides


def _bound(spec: Spec, numbers: list[Decimal], measure: Measure) -> SpecWanted:
    if len(numbers) == 2:
        return SpecWanted(spec.key, numbers[0], numbers[1])
    said = numbers[0]
    if measure.is_more:
        return SpecWanted(spec.key, low=said)
    if measure.is_less:
        return SpecWanted(spec.key, high=said)
    below, above = BY_KEY.get(spec.key, BY_UNIT.get(spec.unit, Rule.ABOUT)).value
    low = None if below is None else _rounded(said * (1 - below))
    return SpecWanted(spec.key, low, None if above is None else _rounded(said * (1 + above)))


def _rounded(value: Decimal) -> Decimal:
    """Whole units: nobody means 52.25 inches."""
    return value.quantize(Decimal(1)) if value >= 10 else value.normalize()

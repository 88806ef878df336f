"""A factor written as a row, in the form of the files, and what is wrong with such a row."""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from app.core.errors import Invalid
from app.impact.factors import refusals
from app.impact.factors.stages import NEVER_COUNTED, STAGES
from app.impact.factors.table import GWP_NOT_STATED, Factor, last_day

Row = Mapping[str, Any]
ID = re.compile(r"[a-z][a-z0-9_]*(\.[a-z0-9_]+)?")
LONGEST_ID = 80
MOST = {
    "unit": Decimal(20_000), "kg": Decimal(250), "m2": Decimal(500), "m3": Decimal(2_000), "m": Decimal(200),
    "kWh": Decimal(2), "l": Decimal(20), "t.km": Decimal(10), "p.km": Decimal(2), "km": Decimal(10),
    "vehicle.km": Decimal(10), "m3.km": Decimal(5), "night": Decimal(300), "meal": Decimal(30),
    "unit.year": Decimal(5_000), "kEUR": Decimal(5_000),
}  # fmt: skip
"""By what it is per, the most that anything of an exhibition emits, in kg CO2e (our judgement, some three times the
highest published figure): beyond it, somebody mistook a gram for a kilogram."""

_LEAP = Decimal(10)
_SAID = ("source", "locator", "licence", "why", "label")
_FIGURES = ("value", "low", "high")


def row_of_factor(of: Factor) -> dict[str, Any]:
    """All that a file says of a factor, numbers as text."""
    return {
        "id": of.id,
        "stage": of.stage,
        "object": of.object,
        "label": dict(of.label),
        "value": str(of.value),
        "unit": of.unit,
        "low": str(of.low),
        "high": str(of.high),
        "u_rel": "" if of.u_rel is None else str(of.u_rel),
        "source": dict(of.source),
        "locator": dict(of.locator),
        "year": of.year,
        "licence": dict(of.licence),
        "validity": dict(of.validity),
        "valid_from": of.valid_from.isoformat() if of.valid_from else "",
        "valid_until": of.valid_until.isoformat() if of.valid_until else "",
        "gwp": "" if of.gwp == GWP_NOT_STATED else of.gwp,
        "why": dict(of.why),
        "share_alike": of.share_alike,
        "caveats": [dict(one) for one in of.caveats],
    }


def faults_of(row: Row, before: Factor | None, on: date) -> list[Invalid]:
    """What keeps *row* from being the next version of *before* (a new factor if None), on this day."""
    faults = [*_identity(row), *_words(row), *_figures(row)]
    if not faults:
        faults = [*_plausible(row), *_days(row, on)]
    if before is not None and not faults:
        faults = list(_follows(row, before))
    return faults


def _identity(row: Row) -> Iterator[Invalid]:
    if not ID.fullmatch(row.get("id", "")) or len(row["id"]) > LONGEST_ID:
        yield refusals.NotAFactorId()
    if row.get("stage") not in STAGES:
        yield refusals.UnknownStage(stage=row.get("stage", ""))
    if not re.fullmatch(r"kgCO2e/\S{1,20}", row.get("unit", "")):
        yield refusals.UnitMissing()


def _words(row: Row) -> Iterator[Invalid]:
    words = [words for key in _SAID for words in _languages(row.get(key))]
    year = str(row.get("year", ""))
    if not all(word.strip() for word in words) or not year.isdecimal() or not 1990 <= int(year) <= 2100:
        yield refusals.SourceMissing()
    if row.get("share_alike") is not True and "ODbL" in "".join(_languages(row.get("licence"))):
        yield refusals.ShareAlikeLost()


def _languages(said: object) -> list[str]:
    """What is said in French and in English; a word that is no word is nothing."""
    both = said if isinstance(said, Mapping) else {"fr": said, "en": said}
    return [text if isinstance(text, str) else "" for text in (both.get("fr"), both.get("en"))]


def _figures(row: Row) -> Iterator[Invalid]:
    if any(number(row.get(key)) is None for key in _FIGURES):
        yield refusals.ValueMissing()
        return
    value, low, high = (number(row[key]) or Decimal(0) for key in _FIGURES)
    if not low <= value <= high:
        yield refusals.RangeDoesNotHold()
    if low < 0 and row.get("stage") not in NEVER_COUNTED:
        yield refusals.Negative()
    doubt = number(row.get("u_rel")) if row.get("u_rel") else Decimal(0)
    if doubt is None or not 0 <= doubt <= 1:
        yield refusals.NotAShare()


def _plausible(row: Row) -> Iterator[Invalid]:
    most = MOST.get(row["unit"].removeprefix("kgCO2e/"), Decimal(20_000))
    if any(abs(number(row[key]) or Decimal(0)) > most for key in _FIGURES):
        yield refusals.Implausible(most=str(most), unit=row["unit"])


def _days(row: Row, on: date) -> Iterator[Invalid]:
    begins, ends = row.get("valid_from") or "", row.get("valid_until") or ""
    if any(text and last_day(text) is None for text in (begins, ends)):
        yield refusals.NotADay()
        return
    until = last_day(ends)
    if until is not None and until < on:
        yield refusals.ExpiredFactor(reference=row["id"], until=until.isoformat())


def _follows(row: Row, before: Factor) -> Iterator[Invalid]:
    if (row["stage"], row["unit"]) != (before.stage, before.unit):
        yield refusals.StageChanged()
        return
    if before.share_alike and row.get("share_alike") is not True:
        yield refusals.ShareAlikeLost()
    if is_leap(number(row["value"]) or Decimal(0), before.value):
        yield refusals.TooFarFromBefore(before=str(before.value), unit=before.unit)
    if is_same(row, before):
        yield refusals.NothingChanged()


def is_leap(value: Decimal, before: Decimal) -> bool:
    """Whether one is more than ten times the other: no measurement moves like that, a unit does."""
    small, large = sorted((abs(value), abs(before)))
    return large > small * _LEAP


def is_rounding(value: Decimal, before: Decimal) -> bool:
    """Whether *before* is *value* with fewer decimals, at least two, and no more than half a per cent away."""
    places = before.as_tuple().exponent
    if value == before:
        return True
    if not isinstance(places, int) or places > -2 or abs(value - before) * 200 > abs(before):
        return False
    return value.quantize(before) == before


def is_same(row: Row, before: Factor) -> bool:
    """Whether a row says what the version before says, numbers compared as numbers."""
    old = row_of_factor(before)
    figures = ("value", "low", "high", "u_rel")
    if any(number(row.get(key) or "0") != number(old[key] or "0") for key in figures):
        return False
    rest = [key for key in old if key not in (*figures, "validity")]
    return all(_plain(row.get(key)) == _plain(old[key]) for key in rest)


def _plain(said: object) -> object:
    """Words alike in both languages are one word."""
    if isinstance(said, Mapping) and said.get("fr") == said.get("en"):
        return said.get("fr")
    return str(said) if isinstance(said, int) and not isinstance(said, bool) else said or ""


def number(text: object) -> Decimal | None:
    """A number as somebody types it ("39,2") or a file writes it; None if it is none, or none that is finite."""
    plain = str(text if text is not None else "").strip().replace("\u202f", "").replace("\xa0", "").replace(" ", "")
    try:
        found = Decimal(plain.replace(",", "."))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found.adjusted()) < 12 else None

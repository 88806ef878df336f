"""Characteristics: numbers and choices of each category's own listings."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from sys import intern
from typing import Any

import numpy as np

from app.listings.domain.categories import Kind, categories
from app.listings.queries.search.criteria import SpecWanted
from app.listings.queries.search.finder import Spread
from app.listings.queries.search.index.arrays import AnyArray, Bits, Floats, Ints, Mask, ints, snug

STEPS = 20
_WORD = 64
YES, NO = "yes", "no"


@dataclass(frozen=True, slots=True)
class Numbers:
    """A number of each row, as its place among *values*; the last of them is NaN: nobody said it."""

    values: Floats
    codes: AnyArray

    def at(self, places: AnyArray) -> Floats:
        """The numbers at *places*."""
        return self.values[self.codes[places]]

    @property
    def all(self) -> Floats:
        """The number of each row."""
        return self.values[self.codes]


def numbers_of(each: Floats) -> Numbers:
    """*each* row's number in little room."""
    values, codes = np.unique(each, return_inverse=True)
    if not (values.size and np.isnan(values[-1])):
        values = np.append(values, np.nan)
    return Numbers(values, snug(codes))


@dataclass(frozen=True, slots=True)
class Choices:
    """Which of *keys* each row has, as bits: *bits[n // 64]* holds the n-th key's."""

    keys: tuple[str, ...]
    bits: tuple[AnyArray, ...]

    def has(self, key: str, places: AnyArray) -> Mask:
        """Whether each of *places* has *key*."""
        if key not in self.keys:
            return np.zeros(len(places), dtype=np.bool_)
        number = self.keys.index(key)
        of = self.bits[number // _WORD]
        found: Mask = of[places] & of.dtype.type(1 << (number % _WORD)) != 0
        return found


@dataclass(frozen=True, slots=True)
class SpecTable:
    """The listings of one category, as *kinds* had it when they were read. A number nobody said is NaN."""

    kinds: Mapping[str, Kind]
    rows: Ints
    numbers: Mapping[str, Numbers]
    choices: Mapping[str, Choices]

    def places(self, rows: AnyArray) -> AnyArray:
        """Where *rows* (all of this category) stand in the table."""
        return np.searchsorted(self.rows, rows)

    def answers(self, wanted: SpecWanted, places: AnyArray) -> Mask:
        """Whether each of *places* is as *wanted*; what was never said is not. An unknown key asks nothing."""
        if wanted.key in self.numbers:
            values = self.numbers[wanted.key].at(places)
            low = -np.inf if wanted.low is None else float(wanted.low)
            high = np.inf if wanted.high is None else float(wanted.high)
            return (values >= low) & (values <= high)
        found = np.zeros(len(places), dtype=np.bool_)
        if wanted.key in self.choices and wanted.options:
            for key in wanted.options:
                found |= self.choices[wanted.key].has(key, places)
            return found
        return ~found

    def counts(self, key: str, places: AnyArray) -> dict[str, int]:
        """How many of *places* have each choice."""
        of = self.choices[key]
        found = {one: int(np.count_nonzero(of.has(one, places))) for one in of.keys}
        return {one: count for one, count in found.items() if count}

    def spread(self, key: str, places: AnyArray) -> Spread | None:
        """How the number lies among *places*; None when none of them says it."""
        values = self.numbers[key].at(places)
        values = values[~np.isnan(values)]
        if values.size == 0:
            return None
        low, high = float(values.min()), float(values.max())
        steps = np.histogram(values, bins=STEPS, range=(low, high))[0] if low < high else ints([values.size])
        return Spread(_decimal(low), _decimal(high), tuple(int(one) for one in steps))


def kinds_of(category_id: str) -> dict[str, Kind]:
    """What the characteristics of a category are today: a schema may change while the index stands."""
    of = categories().get(category_id)
    return {spec.key: spec.kind for spec in of.specs if spec.kind is not Kind.TEXT} if of else {}


def spec_table(
    category_id: str, rows: AnyArray, sheets: Sequence[Mapping[str, Any]], which: Ints | None = None
) -> SpecTable:
    """The table of *rows* (ascending), whose characteristics are *sheets* one by one, or those that *which* says."""
    kinds = kinds_of(category_id)
    of = np.arange(len(rows)) if which is None else which
    return SpecTable(
        kinds=kinds,
        rows=ints(rows),
        numbers={key: numbers_of(_numbers(key, sheets)[of]) for key, kind in kinds.items() if kind is Kind.NUMBER},
        choices={key: _choices(key, sheets, of) for key, kind in kinds.items() if kind is not Kind.NUMBER},
    )


def joined(a: SpecTable, leave: AnyArray, b: SpecTable) -> SpecTable:
    """*a* without the rows *leave*, and *b*: both of one category, read under the same kinds."""
    keep = ~np.isin(a.rows, leave)
    rows = np.concatenate([a.rows[keep], b.rows])
    order = np.argsort(rows, kind="stable")
    return SpecTable(
        kinds=b.kinds,
        rows=rows[order],
        numbers={
            key: numbers_of(np.concatenate([a.numbers[key].all[keep], b.numbers[key].all])[order])
            for key in b.numbers
        },
        choices={key: _joined_choices(a.choices[key], keep, b.choices[key], order) for key in b.choices},
    )


def _joined_choices(a: Choices, keep: Mask, b: Choices, order: AnyArray) -> Choices:
    keys = tuple(dict.fromkeys((*a.keys, *b.keys)))
    size = len(keep)
    old, new = np.flatnonzero(keep), np.arange(len(b.bits[0]))
    assert size == len(a.bits[0])
    made = [np.zeros(len(old) + len(new), dtype=np.uint64) for _ in range(len(keys) // _WORD + 1)]
    for number, key in enumerate(keys):
        has = np.concatenate([a.has(key, old), b.has(key, new)])
        made[number // _WORD] |= has.astype(np.uint64) << np.uint64(number % _WORD)
    return _narrow(keys, (one[order] for one in made))


def _numbers(key: str, stored: Sequence[Mapping[str, Any]]) -> Floats:
    return np.array([_number(one.get(key)) for one in stored], dtype=np.float64)


def _number(stored: Any) -> float:
    """Four decimals at most, so a float tells any two of them apart."""
    if not isinstance(stored, str):
        return np.nan
    try:
        found = float(stored)
    except ValueError:
        return np.nan
    return found if np.isfinite(found) else np.nan


def _choices(key: str, stored: Sequence[Mapping[str, Any]], of: AnyArray) -> Choices:
    place: dict[str, int] = {}
    said = [[place.setdefault(one, len(place)) for one in _said(row.get(key))] for row in stored]
    words = range(len(place) // _WORD + 1)
    bits = (np.array([_bits(numbers, word) for numbers in said], dtype=np.uint64)[of] for word in words)
    return _narrow(tuple(place), bits)


def _narrow(keys: tuple[str, ...], bits: Iterable[Bits]) -> Choices:
    """In as few bytes as there are keys; *keys* are written once for all tables."""
    narrow = next((one for one in (np.uint8, np.uint16, np.uint32) if len(keys) <= np.iinfo(one).bits), np.uint64)
    return Choices(tuple(intern(key) for key in keys), tuple(one.astype(narrow) for one in bits))


def _bits(numbers: Iterable[int], word: int) -> int:
    found = 0
    for number in numbers:
        if number // _WORD == word:
            found |= 1 << (number % _WORD)
    return found


def _said(stored: Any) -> Iterable[str]:
    if isinstance(stored, bool):
        return (YES if stored else NO,)
    if isinstance(stored, str):
        return (stored,)
    return [one for one in stored if isinstance(one, str)] if isinstance(stored, list) else ()


def _decimal(value: float) -> Decimal:
    try:
        found = Decimal(repr(value))
    except InvalidOperation:
        return Decimal(0)
    whole = found.to_integral_value()
    return whole.quantize(Decimal(1)) if found == whole else found.normalize()

"""One characteristic: what it is called, what it may be, how it is read and written."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeAlias

from app.core.text import fold, one_line
from app.listings.domain.categories.refusals import (
    AmbiguousNumber,
    NotAnOption,
    NotANumber,
    NotThisUnit,
    NotYesOrNo,
    OutOfBounds,
    TooLong,
)
from app.listings.domain.categories.units import (
    converted,
    is_ambiguous,
    readings,
    split_unit,
    symbol,
    with_unit,
    written,
)

MOST_LETTERS = 200
SpecValue: TypeAlias = Decimal | str | bool | tuple[str, ...]
Stored: TypeAlias = str | bool | list[str]

_PIXELS = re.compile(r"^(\d{3,5})\s*[x×*]\s*(\d{3,5})(?:\s*(?:px|pixels))?$", re.IGNORECASE)
_SEVERAL = re.compile(r"[,;|/\n]+")
_YES = frozenset({"oui", "yes", "si", "true", "vrai", "1", "x", "o", "y", "on"})
_NO = frozenset({"non", "no", "false", "faux", "0", "n", "off"})
_YES_WORD = {"fr": ("Oui", "Non"), "en": ("Yes", "No"), "es": ("Sí", "No")}


class Kind(StrEnum):
    """What a value is: an exact number, one option, several options, yes or no, or words."""

    NUMBER = "number"
    ENUM = "enum"
    SET = "set"
    BOOL = "bool"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Words:
    """The same words in French, English and Spanish."""

    fr: str
    en: str
    es: str

    def __getitem__(self, language: str) -> str:
        return {"en": self.en, "es": self.es}.get(language[:2], self.fr)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice; *pixels* are sizes, wide side first, that mean it."""

    key: str
    label: Words
    synonyms: tuple[str, ...] = ()
    pixels: tuple[tuple[int, int], ...] = ()

    def names(self) -> Iterable[str]:
        """Every spelling that means this option."""
        return (self.key, self.label.fr, self.label.en, self.label.es, *self.synonyms)


@dataclass(frozen=True, slots=True)
class Spec:
    """A characteristic of a category. *unit* is written as pint does; bounds are in that unit.

    *gone_options* are read and shown where they were said, and proposed no longer.
    """

    key: str
    label: Words
    kind: Kind
    unit: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    options: tuple[Option, ...] = ()
    gone_options: tuple[Option, ...] = ()
    decides: bool = False
    required: bool = False
    hint: Words | None = None
    columns: tuple[str, ...] = ()
    fills: str | None = None
    otherwise: str | None = None

    def parse(self, raw: str, language: str = "") -> SpecValue:
        """The value that *raw* means; raises `InvalidSpec` (never called with nothing typed).

        A number is given in the spec's unit, "2,54 cm" converted to 1 inch; an option by its key. *language* is that
        of the page it was typed on: "80,000" is 80 in French and 80000 in English.
        """
        typed = one_line(raw)
        match self.kind:
            case Kind.NUMBER:
                return self._number(typed, language[:2])
            case Kind.ENUM:
                return self._option(typed)
            case Kind.SET:
                parts = [part for part in _SEVERAL.split(raw) if part.strip()]
                return tuple(dict.fromkeys(self._option(one_line(part)) for part in parts))
            case Kind.BOOL:
                return self._yes_or_no(typed)
            case Kind.TEXT:
                return self._words(typed)

    def format(self, value: SpecValue, language: str = "fr") -> str:
        """*value* as it is read on a page: "5 000 lm", "4K UHD", "HDMI, VGA", "Oui"."""
        if isinstance(value, bool):
            return _YES_WORD.get(language[:2], _YES_WORD["fr"])[0 if value else 1]
        if isinstance(value, Decimal):
            return with_unit(value, self.unit, language[:2])
        if isinstance(value, tuple):
            return ", ".join(self._label(key, language) for key in value)
        return self._label(value, language) if self.kind is Kind.ENUM else value

    def store(self, value: SpecValue) -> Stored:
        """*value* as JSON keeps it; numbers stay exact as text."""
        if isinstance(value, bool):
            return value
        if isinstance(value, Decimal):
            return f"{value.normalize():f}" if value else "0"
        return list(value) if isinstance(value, tuple) else value

    def restore(self, stored: Stored) -> SpecValue:
        """The value that `store` wrote."""
        if isinstance(stored, list):
            return tuple(stored)
        if self.kind is Kind.NUMBER and isinstance(stored, str):
            try:
                return Decimal(stored)
            except InvalidOperation:  # it was words before: shown as they stand
                return stored
        return stored

    def unit_symbol(self, language: str = "fr") -> str:
        """What stands beside the field: "pouces", "lm", or nothing."""
        return symbol(self.unit, language[:2])

    def _number(self, typed: str, language: str) -> Decimal:
        split = split_unit(typed)
        try:
            candidates = readings(split[0], language) if split else []
        except InvalidOperation:
            candidates = []
        if split is None or not candidates:
            raise NotANumber(field=self.key, raw=typed)
        values = [value for value in (converted(one, split[1], self.unit) for one in candidates) if value is not None]
        if not values:
            raise NotThisUnit(field=self.key, raw=split[1], unit=self.unit_symbol() or "nombre")
        fitting = [value for value in values if self._in_bounds(value)]
        if len(fitting) > 1 and is_ambiguous(split[0], language):
            small, large = (written(one, language) for one in sorted(candidates))
            raise AmbiguousNumber(field=self.key, raw=typed, small=small, large=large)
        return fitting[0] if fitting else self._refuse(values[0])

    def _in_bounds(self, value: Decimal) -> bool:
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def _refuse(self, value: Decimal) -> Decimal:
        if self._in_bounds(value):
            return value
        low, high = (with_unit(bound or Decimal(0), self.unit, "fr") for bound in (self.low, self.high))
        raise OutOfBounds(field=self.key, value=with_unit(value, self.unit, "fr"), low=low, high=high)

    def _option(self, typed: str) -> str:
        exact, folded = typed.casefold(), fold(typed)
        for same in (lambda name: name.casefold() == exact, lambda name: bool(folded) and fold(name) == folded):
            for option in (*self.options, *self.gone_options):
                if any(same(name) for name in option.names()):
                    return option.key
        sized = self._option_of_size(typed)
        if sized is None:
            choices = ", ".join(option.label.fr for option in self.options)
            raise NotAnOption(field=self.key, raw=typed, choices=choices)
        return sized

    def _option_of_size(self, typed: str) -> str | None:
        size = _PIXELS.match(typed)
        if size is None:
            return self.otherwise if fold(typed) else None
        wide, high = sorted((int(size.group(1)), int(size.group(2))), reverse=True)
        known = (option.key for option in self.options if (wide, high) in option.pixels)
        return next(known, self.otherwise)

    def _yes_or_no(self, typed: str) -> bool:
        word = fold(typed)
        if word not in _YES | _NO:
            raise NotYesOrNo(field=self.key, raw=typed)
        return word in _YES

    def _words(self, typed: str) -> str:
        if len(typed) > MOST_LETTERS:
            raise TooLong(field=self.key, length=len(typed), most=MOST_LETTERS)
        size = _PIXELS.match(typed)
        return f"{size.group(1)} x {size.group(2)}" if size else typed

    def _label(self, key: str, language: str) -> str:
        every = (*self.options, *self.gone_options)
        return next((option.label[language] for option in every if option.key == key), key)

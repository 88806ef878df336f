"""Reading JSON that strangers wrote, and writing decimals without losing a digit."""

import json
import re
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import Any, TypeVar

from app.core.errors import Refusal
from app.impact.refusals import (
    MissingField,
    NotADate,
    NotAList,
    NotAnObject,
    NotANumber,
    NotJson,
    NotText,
    NotWhole,
    NotYesOrNo,
    OutOfRange,
    UnknownChoice,
    UnknownField,
)

SMALLEST, LARGEST = Decimal("1e-9"), Decimal("1e9")
_JSON = json.JSONEncoder(ensure_ascii=False)
_NUMBER = re.compile(r"[+-]?\d{1,40}(\.\d{1,40})?([eE][+-]?\d{1,3})?", re.ASCII)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
SUBJECTS: tuple[str, ...] = ("use", "line", "question")
_REQUIRED: Any = object()

Word = TypeVar("Word", bound=StrEnum)


def loads(text: str | bytes) -> Any:
    """JSON with its numbers exact; raises NotJson, also for NaN and infinities."""
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_refuse_constant)
    except (ValueError, InvalidOperation, RecursionError) as problem:
        raise NotJson(name="JSON") from problem


def dumps(value: Any) -> str:
    """JSON with decimals as plain numbers, trailing zeros dropped."""
    if isinstance(value, Decimal):
        return _plain(value)
    if isinstance(value, dict):
        return "{" + ", ".join([f"{_quoted(key)}: {dumps(item)}" for key, item in value.items()]) + "}"
    if isinstance(value, list):
        return "[" + ", ".join([dumps(item) for item in value]) + "]"
    return _JSON.encode(value)


def described(refusal: Refusal) -> dict[str, str]:
    """A refusal as the commands print it: its name, a sentence, and the record it is about."""
    subject = {kind: str(refusal.params[kind]) for kind in SUBJECTS if kind in refusal.params}
    return {"error": refusal.code, "message": str(refusal), **subject}


@contextmanager
def about(kind: str, subject: str) -> Iterator[None]:
    """Let a refusal raised inside say which record it is about."""
    try:
        yield
    except Refusal as refusal:
        refusal.params.setdefault(kind, subject)
        raise


class Fields:
    """The fields of one JSON object: known ones only, each read once with its type and its default."""

    def __init__(self, raw: object, known: Collection[str], path: str = "") -> None:
        self.path = path
        if not isinstance(raw, Mapping):
            raise NotAnObject(field=path or None, name=path or "JSON")
        self.raw: Mapping[str, Any] = raw
        for name in raw:
            if name not in known:
                raise UnknownField(field=self.named(str(name)), name=self.named(str(name)))

    def named(self, name: str) -> str:
        """The full name of a field, as a person would point at it."""
        return f"{self.path}.{name}" if self.path else name

    def has(self, name: str) -> bool:
        """Whether the field is there with a value: null counts as left out."""
        return self.raw.get(name) is not None

    def _value(self, name: str, default: Any) -> Any:
        value = self.raw.get(name)
        if value is None:
            if default is _REQUIRED:
                raise MissingField(field=self.named(name), name=self.named(name))
            return default
        return value

    def number(self, name: str, default: Decimal = _REQUIRED) -> Decimal:
        """An exact number, from a JSON number or a string that writes one."""
        value = self._value(name, default)
        return default if value is default else exact_number(value, self.named(name))

    def optional_number(self, name: str) -> Decimal | None:
        """A number, or None when it was left out."""
        return self.number(name) if self.has(name) else None

    def whole(self, name: str, default: int = _REQUIRED) -> int:
        """A whole number."""
        value = exact_number(self._value(name, default), self.named(name))
        if value != value.to_integral_value():
            raise NotWhole(field=self.named(name), name=self.named(name))
        return int(value)

    def text(self, name: str, default: str = _REQUIRED) -> str:
        """A non-empty text."""
        value = self._value(name, default)
        if not isinstance(value, str) or not value.strip():
            raise NotText(field=self.named(name), name=self.named(name))
        return value

    def yes(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self._value(name, default)
        if not isinstance(value, bool):
            raise NotYesOrNo(field=self.named(name), name=self.named(name))
        return value

    def day(self, name: str) -> date | None:
        """A day written YYYY-MM-DD, or None when it was left out."""
        value = self._value(name, None)
        if value is None:
            return None
        try:
            if isinstance(value, str) and _DAY.fullmatch(value):
                return date.fromisoformat(value)
        except ValueError:
            pass
        raise NotADate(field=self.named(name), name=self.named(name))

    def choice(self, name: str, choices: type[Word], default: Word = _REQUIRED) -> Word:
        """One word of a list."""
        value = self._value(name, default)
        if isinstance(value, str) and value in choices.__members__.values():
            return choices(value)
        raise UnknownChoice(field=self.named(name), name=self.named(name), value=value)

    def inside(self, name: str, known: Collection[str]) -> "Fields":
        """The fields of the object under *name*; none when it was left out."""
        return Fields(self._value(name, {}), known, self.named(name))

    def mapping(self, name: str) -> Mapping[str, Any]:
        """The object under *name*, whatever its keys."""
        value = self._value(name, {})
        if not isinstance(value, Mapping):
            raise NotAnObject(field=self.named(name), name=self.named(name))
        return value

    def items(self, name: str) -> list[Any]:
        """The list under *name*."""
        value = self._value(name, _REQUIRED)
        if not isinstance(value, list):
            raise NotAList(field=self.named(name), name=self.named(name))
        return value


def exact_number(value: object, name: str) -> Decimal:
    """*value* as an exact decimal between 1e-9 and 1e9 in magnitude, or 0."""
    number = None if isinstance(value, bool) else _parsed(str(value))
    if number is None:
        raise NotANumber(field=name, name=name)
    if number and not SMALLEST <= abs(number) <= LARGEST:
        raise OutOfRange(field=name, name=name)
    return number


@lru_cache(maxsize=4096)
def _parsed(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


@lru_cache(maxsize=4096)
def _quoted(key: str) -> str:
    return _JSON.encode(key)


def _plain(value: Decimal) -> str:
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _refuse_constant(name: str) -> None:
    raise ValueError(name)

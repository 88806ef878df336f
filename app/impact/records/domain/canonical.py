"""Values as text: the same bytes for the same values on every machine, and the values again from the text.

>>> written({"b": Decimal("1.50"), "a": date(2027, 3, 1)})
'{"a":"2027-03-01","b":"1.50"}'
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from functools import cache
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
_AS_THEY_ARE = {str, int, bool, type(None)}


def written(value: object) -> str:
    """*value* as canonical JSON: keys sorted, no spaces, decimals as text with all their digits."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """*value* as JSON knows it."""
    kind = type(value)
    if kind in _AS_THEY_ARE:
        return value
    if kind is Decimal:
        return f"{value:f}"
    if is_dataclass(kind):
        return {name: plain(getattr(value, name)) for name in _names(kind)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def read(kind: type[T], text: str) -> T:
    """The dataclass *kind* that :func:`written` wrote; a missing or a foreign key is a ``TypeError``."""
    reader: Any = _reader
    made: T = reader(kind)(json.loads(text))
    return made


@cache
def _reader(kind: Any) -> Callable[[Any], Any]:
    """What makes a *kind* out of what JSON knows; found once for each kind, because ledgers are long."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        some = _reader(next(one for one in inner if one is not type(None)))
        return lambda value: None if value is None else some(value)
    if origin is tuple:
        each = _reader(inner[0])
        return lambda value: tuple(each(item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        return _dataclass_reader(kind)
    made: Callable[[Any], Any] = date.fromisoformat if kind is date else kind
    return made


def _dataclass_reader(kind: type) -> Callable[[Any], Any]:
    readers = {name: _reader(hint) for name, hint in get_type_hints(kind).items()}
    return lambda value: kind(**{name: readers.get(name, str)(item) for name, item in value.items()})

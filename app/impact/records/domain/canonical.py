"""Values as text: the same bytes for the same values on every machine, and the values again from the text.

>>> written({"b": Decimal("1.50"), "a": date(2027, 3, 1)})
'{"a":"2027-03-01","b":"1.50"}'
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")


def written(value: object) -> str:
    """*value* as canonical JSON: keys sorted, no spaces, decimals as text with all their digits."""
    return json.dumps(plain(value), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def plain(value: Any) -> Any:
    """*value* as JSON knows it."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    return [plain(item) for item in value] if isinstance(value, list | tuple) else value


def read(kind: type[T], text: str) -> T:
    """The dataclass *kind* that :func:`written` wrote; a missing or a foreign key is a ``TypeError``."""
    made: T = _typed(kind, json.loads(text))
    return made


def _typed(kind: Any, value: Any) -> Any:
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return None if value is None else _typed(next(one for one in inner if one is not type(None)), value)
    if origin is tuple:
        return tuple(_typed(inner[0], item) for item in value)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{name: _typed(hints.get(name, str), item) for name, item in value.items()})
    if kind is date:
        return date.fromisoformat(value)
    return kind(value)

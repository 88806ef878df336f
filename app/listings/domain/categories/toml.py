"""Rows of categories as TOML, as a reviewer reads them: what is written reads back identical."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from app.listings.domain.categories.rows import Row

_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}


def toml_of_rows(rows: Iterable[Row]) -> str:
    """The text of a file of categories.

    >>> import tomllib
    >>> row = {"id": "a", "label": {"fr": 'dit « "A" »'}, "travels": [], "spec": [{"key": "k", "decides": True}]}
    >>> tomllib.loads(toml_of_rows([row])) == {"category": [row]}
    True
    """
    return "\n".join("\n".join(_category(row)) + "\n" for row in rows)


def _category(row: Row) -> Iterator[str]:
    yield "[[category]]"
    yield from _pairs(row, but="spec")
    if not row["spec"]:
        yield "spec = []"
    for spec in row["spec"]:
        yield ""
        yield "[[category.spec]]"
        yield from _pairs(spec, but="options")
        if options := spec.get("options"):
            yield "options = ["
            yield from (f"  {_value(option)}," for option in options)
            yield "]"


def _pairs(row: Row, *, but: str) -> Iterator[str]:
    return (f"{key} = {_value(value)}" for key, value in row.items() if key != but)


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(_value(one) for one in value) + "]"
    return '"' + "".join(_letter(one) for one in str(value)) + '"'


def _letter(one: str) -> str:
    if one in _ESCAPED:
        return _ESCAPED[one]
    return f"\\u{ord(one):04x}" if ord(one) < 32 or ord(one) == 127 else one

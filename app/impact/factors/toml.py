"""A factor written as the reviewed files write it."""

import json
from collections.abc import Mapping

from app.impact.factors.rows import row_of_factor
from app.impact.factors.table import Factor

_LEFT_OUT = ("caveats",)


def toml_of_factor(of: Factor) -> str:
    """One [[factor]] table, with its version."""
    row = {"id": of.id, "version": of.version, **row_of_factor(of)}
    lines = [f"{key} = {_value(said)}" for key, said in row.items() if said not in ("", []) and key not in _LEFT_OUT]
    return "\n".join(["[[factor]]", *lines, ""])


def _value(said: object) -> str:
    if isinstance(said, bool):
        return "true" if said else "false"
    if isinstance(said, int):
        return str(said)
    if isinstance(said, Mapping):
        if said["fr"] == said["en"]:
            return _text(said["fr"])
        return f"{{ fr = {_text(said['fr'])}, en = {_text(said['en'])} }}"
    return _text(str(said))


def _text(said: str) -> str:
    """A basic string: JSON's escapes are TOML's."""
    return json.dumps(said, ensure_ascii=False)

"""Exports of known programmes, recognised by their headings: which of their columns means what.

The facts are a reviewed text file, ``app/listings/data/import_profiles.toml``, each with its source.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.core.text import fold

FILE = Path(__file__).parents[2] / "data" / "import_profiles.toml"


@dataclass(frozen=True, slots=True)
class Profile:
    """An export that is recognised when every one of *signature* is among its headings (folded).

    *columns* lists for each of our fields the headings that mean it, likeliest first; *ignored* are headings whose
    usual meaning would mislead.
    """

    id: str
    name: str
    signature: frozenset[str]
    columns: Mapping[str, tuple[str, ...]]
    ignored: frozenset[str]

    def columns_of(self, headings: Sequence[str]) -> dict[str, str]:
        """Our field -> the heading of this very file."""
        by_words: dict[str, str] = {}
        for heading in headings:
            by_words.setdefault(fold(heading), heading)
        found = {
            name: next((by_words[word] for word in words if word in by_words), None)
            for name, words in self.columns.items()
        }
        return {name: heading for name, heading in found.items() if heading is not None}


def profile_of(headings: Sequence[str]) -> Profile | None:
    """The programme that wrote these headings, or None. The most demanding profile that fits wins."""
    there = frozenset(map(fold, headings))
    fitting = [one for one in profiles() if one.signature <= there]
    return max(fitting, key=lambda one: len(one.signature), default=None)


@cache
def profiles() -> tuple[Profile, ...]:
    """Every profile, in the order of the file."""
    data = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Profile(
            id=one["id"],
            name=one["name"],
            signature=frozenset(map(fold, one["signature"])),
            columns={name: tuple(map(fold, words)) for name, words in one["columns"].items()},
            ignored=frozenset(map(fold, one.get("ignored", ()))),
        )
        for one in data["profile"]
    )

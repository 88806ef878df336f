"""From what was typed to the parts of a row: words in three languages, lists, numbers."""

import re
from collections.abc import Iterable
from typing import Any

from app.core.text import fold, one_line

LANGUAGES = ("fr", "en", "es")
_BETWEEN = re.compile(r"[,;\n]+")


def words_of(form: Any, name: str) -> dict[str, str]:
    """What the three fields of a label say."""
    return {language: form[f"{name}_{language}"].data or "" for language in LANGUAGES}


def show_words(form: Any, name: str, words: Any) -> None:
    """Fill the three fields of a label."""
    for language in LANGUAGES:
        form[f"{name}_{language}"].data = words[language] if words else ""


def listed(text: str | None) -> list[str]:
    """The parts of a list typed with commas or on lines, each once."""
    parts = (one_line(part) for part in _BETWEEN.split(text or ""))
    return list(dict.fromkeys(part for part in parts if part))


def joined(parts: Iterable[str]) -> str:
    """A list as its field shows it."""
    return ", ".join(parts)


def plain_number(text: str | None) -> str:
    """ "1 234,5" as "1234.5"; whoever judges says when it is no number."""
    return "".join((text or "").split()).replace(",", ".")


def key_of(words: str) -> str:
    """A short name made of a label.

    >>> key_of("Mass of the base")
    'mass_of_the_base'
    """
    return fold(words).replace(" ", "_")[:40].strip("_")


def only_said(row: dict[str, Any]) -> dict[str, Any]:
    """*row* without the parts that say nothing."""
    return {key: value for key, value in row.items() if value or (value == 0 and value is not False)}

"""A sentence made plain enough for patterns, and cut where something was understood."""

import re
import unicodedata

CUT = "¦"
"""Stands where words were taken out, so that what was apart never becomes one phrase."""

_MARKS = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'", "–": "-", "—": "-", "×": "x", CUT: " "})
_INCHES = re.compile(r"″|“|”|''")
_BLANKS = re.compile(r"\s+")


def plain(text: str) -> str:
    """Lower case, no accents, one kind of apostrophe, dash, blank and inch mark; the other signs stay.

    >>> plain("Écran 55″, près d’Évian")
    'ecran 55", pres d\\'evian'
    """
    lower = _INCHES.sub('"', text).lower().translate(_MARKS)
    bare = "".join(one for one in unicodedata.normalize("NFKD", lower) if not unicodedata.combining(one))
    return _BLANKS.sub(" ", bare).strip()


def without(text: str, start: int, end: int) -> str:
    """*text* with what stands between both places cut out."""
    return f"{text[:start].rstrip()} {CUT} {text[end:].lstrip()}"

"""Words: folding for search, marking for translation, keeping to one line."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss"})
_NOT_WORD = re.compile(r"[^0-9a-z]+")


def N_(message: str) -> str:  # noqa: N802  (gettext's own name for "translate this later")
    """Mark *message* for the catalogue; it is translated where it is shown."""
    return message


def fold(text: str) -> str:
    """Lower case, no accents, ligatures undone, everything else a single space.

    >>> fold("Œuvre  d'Été, 4K")
    'oeuvre d ete 4k'
    """
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).lower()
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", plain).strip()


def one_line(text: str) -> str:
    """*text* without line breaks or control characters: safe in a mail header or a log line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())

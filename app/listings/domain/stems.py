"""The stems of French words."""

from threading import Lock

from app.core.lean_import import module_alone

_stemmer = module_alone("snowballstemmer", "french_stemmer").FrenchStemmer()
_one_at_a_time = Lock()  # the stemmer keeps the word it works on


def stem(word: str) -> str:
    """The stem of a French *word* (Snowball, snowballstem.org)."""
    with _one_at_a_time:
        found: str = _stemmer.stemWord(word)
    return found

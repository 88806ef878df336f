"""Which category a person means by a few typed words: exact names and synonyms first, then near misses."""

from difflib import get_close_matches
from functools import lru_cache

from app.core.text import fold
from app.listings.domain.categories import Category, proposed, understand
from app.listings.domain.categories.standing import turn

ALIKE = 0.78
MOST = 6


def categories_meant(text: str) -> tuple[Category, ...]:
    """The categories that *text* may name, likeliest first; empty when it names none.

    >>> [one.id for one in categories_meant("vidéoprojecteurs")]
    ['video_projector']
    """
    wanted = fold(text)
    if not wanted:
        return ()
    known = proposed()
    named = [id for id in understand(text).categories if id in known] or _beginning(wanted) or _alike(wanted)
    return tuple(known[id] for id in named[:MOST])


def _beginning(wanted: str) -> tuple[str, ...]:
    ids = (id for name, ids in _names().items() if name.startswith(wanted) or f" {wanted}" in name for id in ids)
    return tuple(dict.fromkeys(ids))


def _alike(wanted: str) -> tuple[str, ...]:
    close = get_close_matches(wanted, _names(), n=MOST, cutoff=ALIKE)
    return tuple(dict.fromkeys(id for name in close for id in _names()[name]))


def _names() -> dict[str, tuple[str, ...]]:
    return _names_at(turn())


@lru_cache(maxsize=2)
def _names_at(_turn: int) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for one in proposed().values():
        for name in one.names():
            names[fold(name)] = (*names.get(fold(name), ()), one.id)
    return names

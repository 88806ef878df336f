"""What a person means by a few words typed in the search field."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from app.core.text import fold
from app.listings.domain.categories.catalogue import Category
from app.listings.domain.categories.spec import Kind
from app.listings.domain.categories.standing import categories, turn

LONGEST = 4
_NEVER_SAID = frozenset({"other", "unknown", "none"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """*categories* that were named, *options* (spec key, option key or "yes"), and the *rest*, folded."""

    categories: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    rest: str


def understand(text: str) -> Meaning:
    """Take category names, their synonyms and their options out of *text*.

    Options are read only beside the category that has them: "4K" alone stays a word to look for.

    >>> understand("écran 4K iiyama")
    Meaning(categories=('screen',), options=(('resolution', 'UHD-4K'),), rest='iiyama')
    """
    words = [singular(word) for word in fold(text).split()]
    named = _spans(words, frozenset(_names()))
    found = tuple(dict.fromkeys(id for _, phrase in named for id in _names()[phrase]))
    choices = {phrase: pair for id in found for phrase, pair in _choices(id).items() if phrase not in _names()}
    chosen = _spans(words, frozenset(choices))
    used = {place for span, _ in (*named, *chosen) for place in span}
    rest = " ".join(word for place, word in enumerate(fold(text).split()) if place not in used)
    return Meaning(found, tuple(dict.fromkeys(choices[phrase] for _, phrase in chosen)), rest)


def singular(word: str) -> str:
    """A folded word without its plural mark, well enough for French, English and Spanish nouns."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" and word[-2] != "s" else word


def _spans(words: list[str], phrases: frozenset[str]) -> list[tuple[range, str]]:
    """Where *phrases* stand in *words*: the longest first at each place, none overlapping."""
    found, start = [], 0
    while start < len(words):
        for length in range(min(LONGEST, len(words) - start), 0, -1):
            phrase = " ".join(words[start : start + length])
            if phrase in phrases:
                found.append((range(start, start + length), phrase))
                start += length
                break
        else:
            start += 1
    return found


def _names() -> dict[str, tuple[str, ...]]:
    return _names_at(turn())


@lru_cache(maxsize=2)
def _names_at(_turn: int) -> dict[str, tuple[str, ...]]:
    names: dict[str, tuple[str, ...]] = {}
    for one in categories().values():
        for name in one.names():
            phrase = _phrase(name)
            if one.id not in names.get(phrase, ()):
                names[phrase] = (*names.get(phrase, ()), one.id)
    return names


def _choices(id: str) -> dict[str, tuple[str, str]]:
    return _choices_at(turn(), id)


@lru_cache(maxsize=500)
def _choices_at(_turn: int, id: str) -> dict[str, tuple[str, str]]:
    return dict(_pairs(categories()[id]))


def _pairs(one: Category) -> Iterable[tuple[str, tuple[str, str]]]:
    for spec in one.specs:
        if spec.kind is Kind.BOOL:
            yield from ((_phrase(name), (spec.key, "yes")) for name in (spec.label.fr, spec.label.en))
        if spec.kind is Kind.ENUM:
            for option in spec.options:
                if option.key not in _NEVER_SAID:
                    yield from ((_phrase(name), (spec.key, option.key)) for name in option.names())


def _phrase(name: str) -> str:
    return " ".join(singular(word) for word in fold(name).split())

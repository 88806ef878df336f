"""The words under which a listing is found, and the words of a question: made the same way.

French plurals, feminines and accents must meet: ``climatisée`` and ``climatisé``, ``écrans`` and ``ecran``.
Stemming then folding and folding then stemming each miss some pairs; together they match 17 of 18 hard ones
(measured in ``dependencies.md``), the same on both databases.

    >>> sorted(terms_of_text("Écrans 4K"))
    ['4k', 'ecran']
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from app.core.text import fold
from app.listings.domain.categories import Category, Kind, Option, Spec, SpecValue
from app.listings.domain.stems import stem

LONGEST = 60
_WORD = re.compile(r"[^\W_]+")
_FILLER_TEXT = "le la les l un une des du de d au aux a et ou en pour par avec sans sur the an of and or for with"
_FILLER = frozenset(re.findall(r"\w+", _FILLER_TEXT))
_SAYS_NOTHING = frozenset({"other", "unknown", "none"})


@lru_cache(maxsize=50_000)
def word_terms(word: str) -> frozenset[str]:
    """The forms of one *word*: ``fold(stem(w))`` and ``stem(fold(w))``; empty for little words like "de"."""
    lower = word.lower()
    if fold(lower) in _FILLER:
        return frozenset()
    forms = (fold(stem(lower)), *(stem(part) for part in fold(lower).split()))
    return frozenset(form[:LONGEST] for form in forms if form and " " not in form)


def words_of_text(text: str) -> list[str]:
    """The words of *text* in their order, little ones left out."""
    return [word for word in _WORD.findall(text) if word_terms(word)]


def terms_of_text(text: str) -> set[str]:
    """Every form of every word of *text*."""
    return {term for word in _WORD.findall(text) for term in word_terms(word)}


def terms_of_listing(
    category: Category, title: str, brand: str, model: str, specs: Mapping[str, SpecValue]
) -> set[str]:
    """What a listing is found by: its title, brand and model, what its category is called, what its specs say."""
    texts = [title, brand, model, *(text for key, value in specs.items() for text in _said(category, key, value))]
    return terms_of_text(" ".join(texts)) | _terms_of_category(category.id, category.names())


@lru_cache(maxsize=200)
def _terms_of_category(_id: str, names: tuple[str, ...]) -> frozenset[str]:
    return frozenset(terms_of_text(" ".join(names)))


def _said(category: Category, key: str, value: SpecValue) -> Iterator[str]:
    """The words that a value of a spec brings along: "4K UHD ultra hd 2160p" for one, "tactile" for another."""
    try:
        spec = category.spec(key)
    except KeyError:
        return
    match spec.kind:
        case Kind.ENUM | Kind.SET:
            yield from _names_of(spec, value if isinstance(value, tuple) else (str(value),))
        case Kind.BOOL if value is True:
            yield from (spec.label.fr, spec.label.en)
        case Kind.TEXT:
            yield str(value)
        case Kind.NUMBER:
            stored = str(spec.store(value))
            if "." not in stored:
                yield f"{stored} {spec.unit_symbol()} {stored}{spec.unit}"


def _names_of(spec: Spec, keys: Iterable[str]) -> Iterator[str]:
    chosen: list[Option] = [option for option in (*spec.options, *spec.gone_options) if option.key in keys]
    for option in chosen:
        if option.key not in _SAYS_NOTHING:
            yield from option.names()

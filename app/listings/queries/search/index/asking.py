"""From typed words to the rows that hold them, forgiving a slip of the finger on words the reader may know."""

from collections.abc import Sequence

import numpy as np

from app.listings.domain.terms import word_terms, words_of_text
from app.listings.queries.search.index.arrays import Ints, Mask, ints, mask_of
from app.listings.queries.search.index.snapshot import Snapshot
from app.listings.queries.search.words import MOST_WORDS, AskedWord, looks_like, slips_forgiven


def asked_words(snapshot: Snapshot, visible: Mask, text: str) -> tuple[AskedWord, ...]:
    """The words of *text*, with what was found for those that no listing among *visible* holds as typed."""
    typed = list(dict.fromkeys(words_of_text(text)))[:MOST_WORDS]
    return tuple(_asked(snapshot, visible, word) for word in typed)


def _asked(snapshot: Snapshot, visible: Mask, word: str) -> AskedWord:
    terms = word_terms(word)
    if any(_is_seen(snapshot, visible, term) for term in terms):
        return AskedWord(word, terms)
    close = {
        near
        for term in terms
        if (slips := slips_forgiven(term)) is not None
        for near in snapshot.terms.close_to(term, slips)
        if looks_like(term, near)
    }
    seen = frozenset(near for near in close if _is_seen(snapshot, visible, near))
    return AskedWord(word, seen, is_guess=bool(seen))


def _is_seen(snapshot: Snapshot, visible: Mask, term: str) -> bool:
    return bool(visible[snapshot.terms.holding(term)].any())


def holding(snapshot: Snapshot, words: Sequence[AskedWord]) -> Mask | None:
    """The rows that hold one term of each word; None without words."""
    found: Mask | None = None
    for word in words:
        rows = [snapshot.terms.holding(term) for term in word.terms]
        held = mask_of(np.concatenate(rows) if rows else ints([]), snapshot.size)
        found = held if found is None else found & held
    return found


def title_words(snapshot: Snapshot, words: Sequence[AskedWord]) -> Ints:
    """How many of *words* stand in the title of each row."""
    found = np.zeros(snapshot.size, dtype=np.int32)
    for word in words:
        rows = [snapshot.titles.beginning_with(term) for term in word.terms]
        if rows:
            found += mask_of(np.concatenate(rows), snapshot.size)
    return found

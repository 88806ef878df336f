"""From typed words to the terms that listings are found by, forgiving a slip of the finger."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Select, or_, select

from app.core.actor import Actor
from app.core.db import db
from app.core.text import fold
from app.listings.domain.terms import word_terms, words_of_text
from app.listings.models import Listing, ListingTerm
from app.listings.queries.visibility import published_for

MOST_WORDS = 8
_MOST_NEIGHBOURS = 20_000
_SHORTEST_FORGIVEN = 4
_LONG_WORD = 7


@dataclass(frozen=True, slots=True)
class AskedWord:
    """One word as typed, and the terms of which one must be there. *is_guess*: nothing is spelled like it."""

    typed: str
    terms: frozenset[str]
    is_guess: bool = False

    @property
    def is_unknown(self) -> bool:
        """No listing holds this word or one that looks like it."""
        return not self.terms


def asked_words(actor: Actor, text: str) -> tuple[AskedWord, ...]:
    """The words of *text*, with what was found for those nobody wrote like that (two queries at most)."""
    words = [AskedWord(word, word_terms(word)) for word in dict.fromkeys(words_of_text(text))][:MOST_WORDS]
    if not words:
        return ()
    known = _known(actor, {term for word in words for term in word.terms})
    missing = [word for word in words if not word.terms & known]
    if not missing:
        return tuple(words)
    neighbours = _neighbours(actor, missing)
    return tuple(_guessed(word, neighbours) if word in missing else word for word in words)


def holding(words: Sequence[AskedWord]) -> list[ColumnElement[bool]]:
    """One condition per word: the listing holds one of its terms."""
    held = [select(ListingTerm.listing_id).where(ListingTerm.term.in_(sorted(word.terms))) for word in words]
    return [Listing.id.in_(listings) for listings in held]


def title_words(title: str, words: Sequence[AskedWord]) -> int:
    """How many of *words* stand in *title*."""
    own = fold(title).split()
    return sum(any(word.startswith(tuple(asked.terms)) for word in own) for asked in words if asked.terms)


def _known(actor: Actor, terms: Iterable[str]) -> set[str]:
    visible = _visible_terms(actor).where(ListingTerm.term.in_(sorted(terms)))
    return set(db.session.scalars(visible))


def _neighbours(actor: Actor, missing: Iterable[AskedWord]) -> list[str]:
    """Every term that begins with the same letter as a missing word."""
    letters = sorted({term[0] for word in missing for term in word.terms})
    same = or_(*(ListingTerm.term.startswith(letter, autoescape=True) for letter in letters))
    return list(db.session.scalars(_visible_terms(actor).where(same).limit(_MOST_NEIGHBOURS)))


def _visible_terms(actor: Actor) -> Select[str]:
    joined = select(ListingTerm.term).join(Listing, Listing.id == ListingTerm.listing_id)
    return joined.where(published_for(actor)).distinct()


def _guessed(word: AskedWord, neighbours: Iterable[str]) -> AskedWord:
    close = frozenset(term for term in neighbours if any(looks_like(form, term) for form in word.terms))
    return AskedWord(word.typed, close, is_guess=bool(close))


def looks_like(typed: str, term: str) -> bool:
    """Whether *term* is *typed* gone on, or one or two slips away from it (none in a very short word).

    >>> looks_like("vitirn", "vitrin"), looks_like("led", "lcd")
    (True, False)
    """
    slips = slips_forgiven(typed)
    return slips is not None and (term.startswith(typed) or _slips(typed, term) <= slips)


def slips_forgiven(typed: str) -> int | None:
    """How many slips a word of this length may hold; None for one so short that it is taken as it stands."""
    if len(typed) < _SHORTEST_FORGIVEN:
        return None
    return 1 if len(typed) < _LONG_WORD else 2


def _slips(a: str, b: str) -> int:
    """Letters added, lost, changed or swapped with their neighbour (optimal string alignment); 3 means "more"."""
    if abs(len(a) - len(b)) > 2:
        return 3
    before: list[int] = []
    above = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return min(3, above[-1])

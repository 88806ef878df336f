"""A whole sentence read: what, how many, how big, where, when, and the words that remain."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from app.core.text import fold
from app.listings.domain.asking.days import Days, take_days
from app.listings.domain.asking.measures import Measure, bound_of, decides, measures
from app.listings.domain.asking.place import Where, take_last_place, take_place
from app.listings.domain.asking.plain import CUT, plain, without
from app.listings.domain.categories import Category, category, understand
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import Condition, Offer
from app.listings.domain.terms import word_terms

MOST_UNITS = 999
_LONGEST_PHRASE = 4
_WORD = re.compile(r"[^\W_]+")
_COUNTS = {
    "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "huit": 8, "dix": 10, "douze": 12, "vingt": 20,
    "two": 2, "three": 3, "four": 4, "five": 5, "eight": 8, "ten": 10, "twelve": 12, "twenty": 20,
}  # fmt: skip
_COUNT = rf"(\d{{1,3}}|{'|'.join(_COUNTS)})"
_BEFORE = re.compile(rf"(?<![\w.,]){_COUNT}(?: ?x)? ?(?:{CUT} )?$")
_OF_PIECES = re.compile(rf"(?<![\w.,])(?:{_COUNT} (?:exemplaires?|unites?|pieces?|units?)|[x*] ?(\d{{1,3}}))(?!\w)")
_OPENING = re.compile(
    r"^(?:bonjour,? )?(?:(?:je|nous) (?:cherche|cherchons|recherche|recherchons)|(?:je|on) cherche|recherche|cherche|"
    r"il (?:me|nous) faut|j'ai besoin d[e']|nous avons besoin d[e']|besoin d[e']|"
    r"(?:i am|we are|i'm|we're) looking for|looking for|(?:i|we) need|need)(?!\w) ?"
)
_OFFERS = {
    Offer.GIFT: r"en don|a donner|as a gift|to give away|given away",
    Offer.LOAN: r"en pret|a preter|a emprunter|on loan|to borrow",
}
_CONDITIONS = {
    Condition.VERY_GOOD: r"en tres bon etat|in very good condition",
    Condition.GOOD: r"en bon etat|in good condition",
    Condition.FAIR: r"en etat correct|in fair condition",
}


@dataclass(frozen=True, slots=True)
class Sentence:
    """What was understood. *rest* are the words to look for: those that mean nothing else."""

    category: str | None = None
    bounds: tuple[SpecWanted, ...] = ()
    where: Where | None = None
    first_day: date | None = None
    last_day: date | None = None
    quantity: int = 1
    offer: Offer | None = None
    condition: Condition | None = None
    rest: str = ""

    @property
    def says_more_than_words(self) -> bool:
        """Whether anything but words was understood; a category alone is better looked for as words."""
        found = self.bounds, self.where, self.first_day, self.offer, self.condition, self.quantity > 1
        return any(found)


def read_sentence(text: str, today: date) -> Sentence | None:
    """What *text* asks for, dates as they come next after *today*; None when it is only words to look for."""
    if len(_WORD.findall(text)) < 2:
        return None
    left = _OPENING.sub("", plain(text))
    days, left = take_days(left, today)
    where, left = take_place(left)
    said, left = _read_object(Sentence(), left)
    said, left = _read_terms(said, left)
    if where is None:
        where, left = take_last_place(left, _means_gear)
    said = replace(_dated(said, days), where=where, rest=_in_own_letters(_rest(left), text))
    return _with_options(said) if said.says_more_than_words else None


def _dated(said: Sentence, days: Days | None) -> Sentence:
    return replace(said, first_day=days[0], last_day=days[1]) if days else said


def _read_object(said: Sentence, text: str) -> tuple[Sentence, str]:
    """Category, measures and quantity. The category is kept only beside one of the others or for its own sake
    when the phrase names one thing: else its words are looked for as they stand."""
    phrases = list(_phrases(text))
    found = list(measures(text))
    named = _best(found, phrases)
    counted = _counted(_blanked(text, found), phrases) if named or len(phrases) < 2 else None
    cuts = [(counted[1], counted[2])] if counted else []
    if named:
        one, bounds, used = named
        said = replace(said, category=one.id, bounds=bounds)
        cuts += {(measure.start, measure.end) for measure in used}
        cuts += [(start, end) for start, end, ids in phrases if one.id in ids]
    if counted:
        said = replace(said, quantity=counted[0])
    for start, end in sorted(cuts, reverse=True):
        text = without(text, start, end)
    return said, text


_Phrase = tuple[int, int, frozenset[str]]


def _phrases(text: str) -> Iterator[_Phrase]:
    """Where categories are named, the longest name first at each place."""
    words = [(found.start(), found.end()) for found in re.finditer(r"[^\W_]+", text)]
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_PHRASE, len(words) - at), 0, -1):
            start, end = words[at][0], words[at + length - 1][1]
            if CUT in text[start:end]:
                continue
            meant = understand(text[start:end])
            if meant.categories and not meant.rest and not meant.options:
                yield start, end, frozenset(meant.categories)
                at += length - 1
                break
        at += 1


def _best(
    found: list[Measure], phrases: list[_Phrase]
) -> tuple[Category, tuple[SpecWanted, ...], list[Measure]] | None:
    """The category that every phrase may mean and that most measures fit, those that decide counting double."""
    common = frozenset.intersection(*(ids for _, _, ids in phrases)) if phrases else frozenset()
    tried = [(one, *_bounds(found, one)) for one in (category(id) for id in sorted(common))]
    if not tried:
        return None
    weighed = sorted(tried, key=lambda one: -sum(1 + decides(bound, one[0]) for bound in one[1]))
    return weighed[0] if weighed[0][1] or len(tried) == 1 else None


def _bounds(found: list[Measure], of: Category) -> tuple[tuple[SpecWanted, ...], list[Measure]]:
    bounds: list[SpecWanted] = []
    used: list[Measure] = []
    for measure in found:
        bound = bound_of(measure, of, [one.key for one in bounds])
        if bound:
            bounds.append(bound)
            used.append(measure)
    return tuple(bounds), used


def _counted(text: str, phrases: list[_Phrase]) -> tuple[int, int, int] | None:
    """How many, and where it is said: right before a category's name, or before "exemplaires"."""
    for start, _, _ in phrases:
        said = _BEFORE.search(text[:start])
        if said and (number := _count(said[1])):
            return number, said.start(), said.end(1)
    pieces = _OF_PIECES.search(text)
    number = _count(pieces[1] or pieces[2]) if pieces else 0
    return (number, *pieces.span()) if pieces and number else None


def _blanked(text: str, found: list[Measure]) -> str:
    """*text* with its measures blanked: the 40 of "40 x 40" counts nothing."""
    for measure in found:
        text = text[: measure.start] + " " * (measure.end - measure.start) + text[measure.end :]
    return text


def _count(said: str) -> int:
    """The number said, 0 when it counts nothing."""
    number = _COUNTS.get(said) or int(said)
    return number if 1 <= number <= MOST_UNITS else 0


def _read_terms(said: Sentence, text: str) -> tuple[Sentence, str]:
    """Loan or gift, and the state wanted."""
    for offer, pattern in _OFFERS.items():
        if found := re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text):
            said, text = replace(said, offer=offer), without(text, *found.span())
            break
    for condition, pattern in _CONDITIONS.items():
        if found := re.search(rf"(?<!\w)(?:{pattern})(?!\w)", text):
            return replace(said, condition=condition), without(text, *found.span())
    return said, text


def _means_gear(name: str) -> bool:
    meant = understand(name)
    return bool(meant.categories)


def _rest(text: str) -> list[str]:
    return [word for word in _WORD.findall(text) if word_terms(word)]


def _in_own_letters(words: list[str], text: str) -> str:
    """The words as they were typed, accents and capitals included."""
    own = {fold(word): word for word in _WORD.findall(text)}
    return " ".join(own.get(word, word) for word in words)


def _with_options(said: Sentence) -> Sentence:
    """Options of the category among the remaining words: "tactile", "4K"."""
    if not said.category or not said.rest:
        return said
    name = category(said.category).label.fr
    meant = understand(f"{name} {said.rest}")
    if said.category not in meant.categories:
        return said
    chosen: dict[str, tuple[str, ...]] = {}
    for key, option in meant.options:
        if any(spec.key == key for spec in category(said.category).specs):
            chosen[key] = (*chosen.get(key, ()), option)
    if len(chosen) != len({key for key, _ in meant.options}):
        return said
    bounds = tuple(SpecWanted(key, options=frozenset(options)) for key, options in chosen.items())
    rest = _in_own_letters(meant.rest.split(), said.rest)
    return replace(said, bounds=(*said.bounds, *bounds), rest=rest)

"""From typed words to the terms that listings are found by, forgiving a slip of the finger."""

from dataclasses import dataclass

MOST_WORDS = 8
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

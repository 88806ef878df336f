"""Short codes of units and listings: what is printed on a label, read by a phone or typed in a storage room.

A code is a kind letter, the id in base 31 and a check character. Nothing is stored: it says what an address with
the id says already, no more. The alphabet leaves out I, L, O, U and Z, which are taken for 1, 1, 0, V and 2.

>>> code_of(CodeKind.UNIT, 42)
'E001BF'
>>> read_code("e-oo1b f") == Code(CodeKind.UNIT, 42)
True

Each character counts with the weight of its place, 1 for the check, 2 and more to its left, and the sum is a
multiple of 31. Because 31 is prime, one wrong character never keeps it so, nor do two neighbours that changed
places: the difference would be a product of two numbers smaller than 31.
"""

from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXY"
BASE = len(ALPHABET)
VALUES = {letter: value for value, letter in enumerate(ALPHABET)}
LOOKALIKES = str.maketrans({"O": "0", "I": "1", "L": "1", "U": "V", "Z": "2"})
SHORTEST = 4
"""Digits of an id at least: codes of an inventory have one length."""
LONGEST = 12


class CodeKind(StrEnum):
    """What a code names: *exemplaire* or *annonce*. The letter is the first of the code."""

    UNIT = "E"
    LISTING = "A"


class NotACode(Invalid):
    """A character is missing, wrong, or two changed places."""

    message = N_("Ce code n'est pas complet ou contient une erreur. Relisez-le sur l'étiquette, lettre par lettre.")
    field = "code"


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says."""

    kind: CodeKind
    id: int


def code_of(kind: CodeKind, id: int) -> str:
    """The code of the unit or the listing *id*, in one piece."""
    if id < 1:
        raise ValueError("an id is at least 1")
    body = kind.value + _digits(id)
    return body + ALPHABET[-_weighed(body, first=2) % BASE]


def spaced(code: str) -> str:
    """A code as it is printed: in groups that one reads aloud.

    >>> spaced("E001BF")
    'E 001 BF'
    """
    body = code[1:]
    groups = [body[n : n + 3] for n in range(0, len(body), 3)]
    return " ".join((code[0], *groups))


def read_code(typed: str) -> Code:
    """What was typed or scanned: case, blanks, dashes and look-alikes are forgiven. Raises :class:`NotACode`."""
    plain = "".join(letter for letter in typed.upper() if not letter.isspace() and letter not in "-–—._")
    plain = plain.translate(LOOKALIKES)
    if not SHORTEST + 2 <= len(plain) <= LONGEST or any(letter not in VALUES for letter in plain):
        raise NotACode()
    if plain[0] not in set(CodeKind) or _weighed(plain, first=1) % BASE:
        raise NotACode()
    id = 0
    for letter in plain[1:-1]:
        id = id * BASE + VALUES[letter]
    if id < 1 or code_of(CodeKind(plain[0]), id) != plain:
        raise NotACode()
    return Code(CodeKind(plain[0]), id)


def _digits(id: int) -> str:
    letters = ""
    while id:
        id, rest = divmod(id, BASE)
        letters = ALPHABET[rest] + letters
    return letters.rjust(SHORTEST, "0")


def _weighed(letters: str, first: int) -> int:
    """The sum of the characters by their place, the last one counting *first*."""
    return sum(place * VALUES[letter] for place, letter in enumerate(reversed(letters), first))

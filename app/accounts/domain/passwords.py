"""What a password must be. No class of characters is imposed, none expires.

A password is accepted when it is hard enough to guess (length x log2 of the alphabet it uses is at least
79.5 bits, or seven words), long enough (12, 16 for administrators), and still so once common passwords and
words that a stranger would try first (name, institution, platform) are taken out of it.

Sources: CNIL, délibération 2022-100 (80 bits without throttling; special characters counted as 37);
MonServiceSécurisé (12 and 16 characters); OWASP ASVS 5.0, 6.2.
"""

import math
import re
from collections.abc import Iterable

from app.core.errors import Invalid
from app.core.text import N_, fold

SHORTEST = 12
SHORTEST_FOR_ADMINS = 16
LONGEST = 256
BITS = 79.5
WORDS = 7
FEWEST_DIFFERENT = 5
SHORTEST_KNOWN_WORD = 4

_BLANK = re.compile(r"[\s\-_.,;]+")


class PasswordTooShort(Invalid):
    """Under twelve characters, sixteen for an administrator."""

    message = N_(
        "Ce mot de passe compte %(length)s caractères : il en faut au moins %(shortest)s. "
        "Une phrase de sept mots convient très bien."
    )
    field = "password"


class PasswordTooLong(Invalid):
    """Longer than anything a person or a password manager makes."""

    message = N_("Ce mot de passe dépasse %(longest)s caractères.")
    field = "password"


class PasswordTooSimple(Invalid):
    """Long enough, but of too small an alphabet for its length."""

    message = N_(
        "Ce mot de passe est trop facile à deviner : allongez-le, variez les caractères, "
        "ou choisissez une phrase d'au moins sept mots."
    )
    field = "password"


class PasswordTooCommon(Invalid):
    """Among those that everybody tries first."""

    message = N_("Ce mot de passe fait partie de ceux que l'on essaie en premier. Choisissez-en un autre.")
    field = "password"


class PasswordNamesYou(Invalid):
    """Made of the person's, the institution's or the platform's own name."""

    message = N_(
        "Ce mot de passe repose sur « %(word)s », que l'on peut deviner en vous connaissant. Choisissez-en un autre."
    )
    field = "password"


def alphabet(password: str) -> int:
    """The size of the alphabet *password* draws from: 26 + 26 + 10 + 37, a lone space counting 1, accents 30.

    >>> alphabet("mot de passe"), alphabet("Ab1!")
    (27, 99)
    """
    others = {c for c in password if not (c.isascii() and c.isalnum())}
    letters = any(c.isalpha() for c in others)
    marks = {c for c in others if not c.isalpha()}
    return (
        26 * any(c.isascii() and c.islower() for c in password)
        + 26 * any(c.isascii() and c.isupper() for c in password)
        + 10 * any(c.isascii() and c.isdigit() for c in password)
        + 30 * letters
        + (1 if marks == {" "} else 37 if marks else 0)
    )


def bits(password: str) -> float:
    """How hard *password* is to guess at random: its length times log2 of its alphabet.

    >>> round(bits("abcdefghijklmnopqr"), 1)
    84.6
    """
    size = alphabet(password)
    return len(password) * math.log2(size) if size else 0.0


def words(password: str) -> int:
    """How many different words of two letters or more *password* holds."""
    return len({word for word in _BLANK.split(password.lower()) if len(word) > 1})


def check_password(password: str, *, for_admin: bool, common: frozenset[str], context: Iterable[str]) -> None:
    """Refuse, by name and with the reason, a password that may not be taken.

    *common* holds folded passwords; *context* the names a stranger would try.
    """
    shortest = SHORTEST_FOR_ADMINS if for_admin else SHORTEST
    if len(password) < shortest:
        raise PasswordTooShort(length=len(password), shortest=shortest)
    if len(password) > LONGEST:
        raise PasswordTooLong(longest=LONGEST)
    closed = _closed(password)
    if closed in common or len(set(password)) < FEWEST_DIFFERENT:
        raise PasswordTooCommon()
    if not _is_hard(password):
        raise PasswordTooSimple()
    for word in _known_words(context):
        if word in closed and not _is_hard(_without(password, word)):
            raise PasswordNamesYou(word=word)
    for word in common:
        if len(word) >= SHORTEST_KNOWN_WORD and word in closed and not _is_hard(_without(password, word)):
            raise PasswordTooCommon()


def _is_hard(password: str) -> bool:
    return bits(password) >= BITS or words(password) >= WORDS


def _closed(text: str) -> str:
    """Folded, without blanks: "Mot de passe" and "motdepasse" are one."""
    return fold(text).replace(" ", "")


def _known_words(context: Iterable[str]) -> list[str]:
    found = {word for text in context for word in fold(text).split() if len(word) >= SHORTEST_KNOWN_WORD}
    return sorted(found, key=lambda word: (-len(word), word))


def _without(password: str, word: str) -> str:
    """*password* with each *word* counted for nothing, accents and case aside."""
    letters = [(place, fold(c)) for place, c in enumerate(password)]
    plain = "".join(folded for _, folded in letters)
    owners = [place for place, folded in letters for _ in folded]
    gone: set[int] = set()
    start = plain.find(word)
    while start >= 0:
        gone.update(owners[start : start + len(word)])
        start = plain.find(word, start + len(word))
    return "".join(c for place, c in enumerate(password) if place not in gone)

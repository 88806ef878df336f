"""A typed line read as a need: "4 vidéoprojecteurs 5000 lumens", "30 m de cimaise".

What the search understands in a sentence is understood here, by the same reader; only lengths that count are ours:
"30 m de cimaise" is not one wall of 30 m.
"""

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from app.listings.domain.asking import read_sentence
from app.listings.domain.categories import category, understand
from app.needs.domain.needs import LONGEST_TEXT, MOST, NeedFields, lengths_of

_METRES = re.compile(
    r"^\s*(?P<amount>\d{1,3}(?:[.,]\d{1,2})?)\s*(?:ml|m|mètres?|metres?|meters?)(?:\s+lin[ée]aires?)?\s+"
    r"(?:de\s+|d['’]\s*|of\s+)?(?P<rest>\D.*)$",
    re.IGNORECASE,
)
_COUNT = re.compile(r"^\s*(?:[-*•–]\s*)?(?P<amount>\d{1,3})\s*(?:x|×)?\s+(?P<rest>\D.*)$", re.IGNORECASE)
_BULLET = re.compile(r"^\s*[-*•–]\s+")


def read_lines(text: str, today: date) -> Iterator[NeedFields]:
    """Every line of *text* that says something, in its order; one that is not understood keeps its words."""
    for line in text.splitlines():
        if line.strip():
            yield read_need(line, today)


def read_need(line: str, today: date) -> NeedFields:
    """What *line* asks for; without a category when it names none that we know."""
    typed = " ".join(_BULLET.sub("", line).split())[:LONGEST_TEXT]
    return _in_metres(typed, today) or _in_units(typed, today) or NeedFields(category=None, text=typed)


def _in_metres(typed: str, today: date) -> NeedFields | None:
    said = _METRES.match(typed)
    found = _in_units(said["rest"], today) if said else None
    if said is None or found is None or found.category is None:
        return None
    measured = lengths_of(category(found.category))
    amount = Decimal(said["amount"].replace(",", "."))
    if not measured or not 0 < amount <= MOST:
        return None
    own = next((spec for spec in measured if spec.decides), measured[0])
    specs = tuple(one for one in found.specs if one.key != own.key)
    return NeedFields(found.category, amount, own.key, specs, found.text, found.first_day, found.last_day)


def _in_units(typed: str, today: date) -> NeedFields | None:
    said = read_sentence(typed, today)
    if said is not None and said.category is not None:
        return NeedFields(
            category=said.category,
            amount=Decimal(said.quantity),
            specs=said.bounds,
            text=said.rest,
            first_day=said.first_day,
            last_day=said.last_day,
        )
    counted = _COUNT.match(typed)
    meant = understand(counted["rest"] if counted else typed)
    if len(meant.categories) != 1 or (counted and not 1 <= int(counted["amount"]) <= MOST):
        return None
    return NeedFields(
        category=meant.categories[0], amount=Decimal(counted["amount"] if counted else 1), text=meant.rest
    )

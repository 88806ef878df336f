"""What comes out of a show: when it can be fetched, and a list written one piece a line.

>>> piece = piece_of_line("12 socles blancs 40 x 40 x 100 cm")
>>> piece.category, piece.quantity, piece.title
('plinth', 12, 'Socles blancs 40 x 40 x 100 cm')
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.asking.measures import bound_of, measures
from app.listings.domain.asking.plain import plain
from app.listings.domain.categories import Category, InvalidSpec, Kind, SpecValue, categories, understand
from app.listings.domain.states import Offer

USUAL_STRIKE = timedelta(days=3)
FARTHEST = timedelta(days=1100)
MOST_PIECES = 100
_COUNT = re.compile(r"^\s*[-*•]?\s*(\d{1,3})\s*(?:x\s+|×\s*)?(?=[^\W\d])")


class SlotReversed(Invalid):
    """It would end before it begins."""

    message = N_("La date de fin est avant la date de début.")
    field = "last_day"


class SlotIsOver(Invalid):
    """Nobody can fetch anything on days that have passed."""

    message = N_("Ces dates sont déjà passées.")
    field = "last_day"


class SlotDuringTheShow(Invalid):
    """Params: *closes*. The pieces are still on show."""

    message = N_("L'exposition est encore ouverte : rien ne sort avant le %(closes)s.")
    field = "first_day"


class NothingListed(Invalid):
    """Not one piece."""

    message = N_("Écrivez au moins une pièce.")
    field = "lines"


class TooManyPieces(Invalid):
    """Params: *most*."""

    message = N_("C'est trop à la fois : %(most)s pièces au plus.")
    field = "lines"


class MeasuresMissing(Invalid):
    """Params: *missing*, the characteristics by which a borrower chooses."""

    message = N_("Il manque : %(missing)s.")
    field = "measures"


@dataclass(frozen=True, slots=True)
class Slot:
    """The days on which pieces are taken down and fetched, both included."""

    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class Piece:
    """One line of the list. *measures* are as typed: "200 x 40 x 70 cm"; *category* None was not understood."""

    title: str
    category: str | None
    quantity: int = 1
    measures: str = ""
    offer: Offer = Offer.BOTH


def usual_slot(closes_on: date, strike_until: date | None) -> Slot:
    """From the day after the closing to the end of the strike, three days when the team has not said."""
    first = closes_on + timedelta(days=1)
    return Slot(first, max(first, strike_until or closes_on + USUAL_STRIKE))


def slot_faults(slot: Slot, closes_on: date, today: date) -> Iterator[Refusal]:
    """Everything that is wrong with the days."""
    if slot.first_day < closes_on:
        yield SlotDuringTheShow(closes=closes_on.strftime("%d/%m/%Y"))
    if slot.last_day < slot.first_day:
        yield SlotReversed()
    elif slot.last_day < today:
        yield SlotIsOver()
    elif slot.last_day > today + FARTHEST:
        yield SlotReversed()


def pieces_of(lines: str) -> tuple[Piece, ...]:
    """Every line that says something. Raises ``NothingListed``, ``TooManyPieces``."""
    found = [line.strip() for line in lines.splitlines() if line.strip()]
    if not found:
        raise NothingListed()
    if len(found) > MOST_PIECES:
        raise TooManyPieces(most=MOST_PIECES)
    return tuple(piece_of_line(line) for line in found)


def piece_of_line(line: str) -> Piece:
    """How many of what: "3 vitrines de 2 m" is three; the measures stay in the title, where people look for them."""
    counted = _COUNT.match(line)
    quantity = max(1, int(counted.group(1))) if counted else 1
    title = (line[counted.end() :] if counted else line).strip(" -*•\t")
    named = understand(title).categories
    said = [one for one in (title[m.start : m.end] for m in measures(plain(title))) if one]
    return Piece(
        title=(title[:1].upper() + title[1:])[:200],
        category=named[0] if named else None,
        quantity=quantity,
        measures=", ".join(dict.fromkeys(one.strip() for one in said)),
    )


def values_of(category: Category, piece: Piece) -> dict[str, SpecValue]:
    """The characteristics that the title and the measures of *piece* say, as this category measures them."""
    values: dict[str, SpecValue] = {}
    for text in (piece.measures, piece.title):
        for measure in measures(plain(text)):
            bound = bound_of(measure, category, values)
            if bound is None:
                continue
            try:
                values[bound.key] = category.spec(bound.key).parse(f"{measure.numbers[0]} {measure.unit}")
            except InvalidSpec:
                continue
    meant = understand(f"{category.label.fr} {piece.title} {piece.measures}")
    for key, option in meant.options if category.id in meant.categories else ():
        spec = next((spec for spec in category.specs if spec.key == key), None)
        if spec is not None and key not in values:
            values[key] = option == "yes" if spec.kind is Kind.BOOL else option
    return values


def missing_labels(category: Category, values: dict[str, SpecValue]) -> tuple[str, ...]:
    """What a borrower still needs to know: "Largeur intérieure (cm)"."""
    missing = (spec for spec in category.specs if spec.required and spec.key not in values)
    return tuple(f"{spec.label.fr} ({spec.unit_symbol()})" if spec.unit else spec.label.fr for spec in missing)


def known_category(id: str | None) -> Category | None:
    """The category of a line, None when nobody chose one."""
    return categories().get(id or "")

"""Sheets of self-adhesive labels: where each label lies, in mm, and which place of which page one takes.

Sizes are those printed on the boxes of the makers (Avery and Herma: the numbers stand in the name); labels are
centred on the page, as they are on the sheets.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TypeVar

from app.core.errors import Invalid
from app.core.text import N_

T = TypeVar("T")
A4 = Decimal(210), Decimal(297)
A5 = Decimal(148), Decimal(210)
MOST_COPIES, MOST_LABELS = 20, 1000


class TooManyLabels(Invalid):
    """Params: *asked*, *most*."""

    message = N_("Cela ferait %(asked)s étiquettes : %(most)s au plus en une fois. Choisissez moins d'annonces.")
    field = "copies"


class NothingToPrint(Invalid):
    """No unit, or no listing, was chosen."""

    message = N_("Il n'y a rien à imprimer ici : choisissez une annonce qui a au moins un exemplaire.")


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """*columns* by *rows* of labels of *width* by *height* mm, *gap* mm between columns, on a *page*.

    *letters* is how much of a title a label has room for.
    """

    id: str
    name: str
    columns: int
    rows: int
    width: Decimal
    height: Decimal
    letters: int
    gap: Decimal = Decimal(0)
    page: tuple[Decimal, Decimal] = A4

    @property
    def per_page(self) -> int:
        """How many labels a sheet has."""
        return self.columns * self.rows

    def corner(self, place: int) -> tuple[Decimal, Decimal]:
        """Where the label at *place* (from 0, line by line) begins: mm from the left, mm from the top."""
        row, column = divmod(place, self.columns)
        across = self.columns * self.width + (self.columns - 1) * self.gap
        left = (self.page[0] - across) / 2 + column * (self.width + self.gap)
        return left, (self.page[1] - self.rows * self.height) / 2 + row * self.height


def _sheet(
    id: str, name: str, columns: int, rows: int, size: tuple[str, str], letters: int, gap: str = "0"
) -> SheetFormat:
    return SheetFormat(id, name, columns, rows, Decimal(size[0]), Decimal(size[1]), letters, Decimal(gap))


FORMATS: tuple[SheetFormat, ...] = (
    _sheet("24", N_("24 par page, 70 x 37 mm (Avery 3474, Herma 4464)"), 3, 8, ("70", "37"), 54),
    _sheet("21", N_("21 par page, 63,5 x 38,1 mm (Avery L7160)"), 3, 7, ("63.5", "38.1"), 46, "2.54"),
    _sheet("65", N_("65 par page, 38,1 x 21,2 mm (Avery L7651)"), 5, 13, ("38.1", "21.2"), 26, "2.5"),
    _sheet("12", N_("12 par page, 63,5 x 72 mm (Avery L7164)"), 3, 4, ("63.5", "72"), 80, "2.54"),
    SheetFormat("a5", N_("1 par page A5, pour les caisses"), 1, 1, Decimal(128), Decimal(190), 120, page=A5),
    SheetFormat("a4", N_("1 par page A4, pour les caisses"), 1, 1, Decimal(190), Decimal(277), 120),
)


def format_of(id: str) -> SheetFormat:
    """The format called *id*; the first one when there is none."""
    return next((one for one in FORMATS if one.id == id), FORMATS[0])


def placed(labels: Sequence[T], sheet: SheetFormat, start: int = 1, copies: int = 1) -> Iterator[tuple[int, int, T]]:
    """(page from 0, place on it from 0, label): *copies* of each, from the place numbered *start* (from 1) of a
    sheet that was used before. Raises :class:`NothingToPrint`, :class:`TooManyLabels`."""
    if not labels:
        raise NothingToPrint()
    if len(labels) * copies > MOST_LABELS:
        raise TooManyLabels(asked=len(labels) * copies, most=MOST_LABELS)
    first = min(max(start, 1), sheet.per_page) - 1
    for number, label in enumerate((one for one in labels for _ in range(copies)), first):
        yield *divmod(number, sheet.per_page), label


def shortened(text: str, letters: int) -> str:
    """*text* cut between two words, with an ellipsis.

    >>> shortened("Vidéoprojecteur laser Epson EB-L1075U", 25)
    'Vidéoprojecteur laser…'
    """
    if len(text) <= letters:
        return text
    cut = text[:letters]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut else cut[: letters - 1]
    return at_word.rstrip(" ,;:-–") + "…"

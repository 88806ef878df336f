"""The material passport of a show: for every element where it comes from, whose it is, where it goes afterwards.

And what is asked of it later: six and twelve months after the strike, whether it really went there.

>>> months_after(date(2027, 8, 31), 6)
datetime.date(2028, 2, 29)
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.core.errors import Invalid
from app.core.text import N_


class Origin(StrEnum):
    """Where an element comes from."""

    BORROWED = "borrowed"
    RECEIVED = "received"
    OWN_STOCK = "own_stock"
    SECOND_HAND = "second_hand"
    RENTED = "rented"
    NEW = "new"
    BUILT = "built"
    UNKNOWN = "unknown"


class NextLife(StrEnum):
    """Where it is meant to go."""

    RETURN = "return"
    OWN_STOCK = "own_stock"
    OFFER = "offer"
    NEXT_STAGE = "next_stage"
    SOLD = "sold"
    RECYCLED = "recycled"
    DISCARDED = "discarded"
    UNDECIDED = "undecided"


class Fate(StrEnum):
    """Where it really went, when asked months later."""

    USED_AGAIN = "used_again"
    IN_STORE = "in_store"
    GIVEN_ON = "given_on"
    RECYCLED = "recycled"
    DISCARDED = "discarded"
    UNKNOWN = "unknown"


ORIGINS: Mapping[Origin, str] = {
    Origin.BORROWED: N_("emprunté"),
    Origin.RECEIVED: N_("reçu en don"),
    Origin.OWN_STOCK: N_("de notre stock"),
    Origin.SECOND_HAND: N_("acheté d'occasion"),
    Origin.RENTED: N_("loué"),
    Origin.NEW: N_("acheté neuf"),
    Origin.BUILT: N_("construit pour l'exposition"),
    Origin.UNKNOWN: N_("on ne sait pas"),
}
NEXT_LIVES: Mapping[NextLife, str] = {
    NextLife.RETURN: N_("rendu à son propriétaire"),
    NextLife.OWN_STOCK: N_("gardé dans notre stock"),
    NextLife.OFFER: N_("proposé ici, en prêt ou en don"),
    NextLife.NEXT_STAGE: N_("part à l'étape suivante"),
    NextLife.SOLD: N_("vendu"),
    NextLife.RECYCLED: N_("recyclé"),
    NextLife.DISCARDED: N_("jeté"),
    NextLife.UNDECIDED: N_("pas encore décidé"),
}
FATES: Mapping[Fate, str] = {
    Fate.USED_AGAIN: N_("a resservi"),
    Fate.IN_STORE: N_("est gardé, sans avoir resservi"),
    Fate.GIVEN_ON: N_("est parti ailleurs"),
    Fate.RECYCLED: N_("a été recyclé"),
    Fate.DISCARDED: N_("a été jeté"),
    Fate.UNKNOWN: N_("on ne sait pas"),
}
ASKED_AFTER = (6, 12)
"""Months after the strike at which the fate of elements is asked."""
KNOWN_HERE = frozenset({Origin.BORROWED})
"""What the loans say by themselves: nobody types it."""
MOST_KG = Decimal(1_000_000)
MOST_PIECES = 100_000


class LabelMissing(Invalid):
    """An element has a name."""

    message = N_("Nommez l'élément.")
    field = "label"


class QuantityNotPositive(Invalid):
    """At least one."""

    message = N_("Indiquez au moins 1.")
    field = "quantity"


class TooManyPieces(Invalid):
    """More than a show can hold. Params: *most*."""

    message = N_("C'est trop pour un élément : au plus %(most)s.")
    field = "quantity"


class NegativeElementMass(Invalid):
    """Nothing weighs less than nothing."""

    message = N_("Une masse ne peut pas être négative.")
    field = "mass_kg"


class ImplausibleMass(Invalid):
    """Grams, or tonnes, typed for kilograms. Params: *most*."""

    message = N_("C'est trop pour un élément : au plus %(most)s kg. Avez-vous écrit des grammes ?")
    field = "mass_kg"


class BorrowedArrivesByItself(Invalid):
    """Typed twice, it would be counted twice."""

    message = N_("Ce qui est emprunté ici arrive tout seul : ne le saisissez pas une seconde fois.")
    field = "origin"


class NotAskedYet(Invalid):
    """The answer would be a guess."""

    message = N_("Cette question se pose six mois, puis douze mois après le démontage.")
    field = "outcome"


@dataclass(frozen=True, slots=True)
class Element:
    """One element as its team describes it. *mass_kg* is of the whole quantity, None when nobody weighed it."""

    label: str
    quantity: int
    origin: Origin
    owner: str
    next_life: NextLife
    mass_kg: Decimal | None = None
    origin_detail: str = ""
    next_detail: str = ""


def element_faults(said: Element) -> Iterator[Invalid]:
    """What is wrong with a description."""
    if not said.label.strip():
        yield LabelMissing()
    if said.quantity < 1:
        yield QuantityNotPositive()
    if said.quantity > MOST_PIECES:
        yield TooManyPieces(most=MOST_PIECES)
    if said.mass_kg is not None and said.mass_kg < 0:
        yield NegativeElementMass()
    if said.mass_kg is not None and said.mass_kg > MOST_KG:
        yield ImplausibleMass(most=int(MOST_KG))
    if said.origin in KNOWN_HERE:
        yield BorrowedArrivesByItself()


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def asked_by(struck_on: date, today: date) -> tuple[int, ...]:
    """Which of the questions are due by now."""
    return tuple(months for months in ASKED_AFTER if months_after(struck_on, months) <= today)


def strike_lines(elements: Iterable[Element]) -> str:
    """What is to be offered, one piece a line, as the strike list of the listings reads it."""
    return "\n".join(f"{one.quantity} {one.label}" for one in elements if one.next_life is NextLife.OFFER)


@dataclass(frozen=True, slots=True)
class Balance:
    """How many elements come from somewhere else than new, and how many have a next life that is not the bin.

    Shares are of elements, not of mass: masses are mostly unknown. None without any element.
    """

    count: int
    reused: int
    with_next_life: int
    undecided: int


def balance(elements: Iterable[tuple[int, Origin, NextLife]]) -> Balance:
    """Counts over (quantity, origin, next life)."""
    count = reused = following = undecided = 0
    for quantity, origin, next_life in elements:
        count += quantity
        reused += quantity * (origin not in (Origin.NEW, Origin.BUILT, Origin.UNKNOWN))
        following += quantity * (next_life not in (NextLife.DISCARDED, NextLife.UNDECIDED, NextLife.RECYCLED))
        undecided += quantity * (next_life is NextLife.UNDECIDED)
    return Balance(count, reused, following, undecided)

"""What goes with an object: named, counted, ticked when it leaves and when it comes back."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.core.errors import Invalid, Refusal
from app.core.text import N_

MOST_ACCESSORIES = 30
MOST_OF_ONE = 999


class AccessoryNameMissing(Invalid):
    """Nobody could tick it."""

    message = N_("Donnez un nom à l'accessoire.")
    field = "name"


class AccessoryQuantityOutOfRange(Invalid):
    """Params: *most*."""

    message = N_("Indiquez un nombre entre 1 et %(most)s.")
    field = "quantity"


class TooManyAccessories(Refusal):
    """Params: *most*."""

    message = N_("%(most)s accessoires au plus : regroupez-les.")
    field = "name"


@dataclass(frozen=True, slots=True)
class Tick:
    """An accessory at a hand-over or a return, as it was called then, and whether it was there."""

    name: str
    quantity: int
    is_essential: bool
    is_there: bool


def missing(ticks: Iterable[Tick]) -> tuple[Tick, ...]:
    """What was not there, the essential first.

    >>> [tick.name for tick in missing([Tick("câble", 1, False, False), Tick("clé", 1, True, False)])]
    ['clé', 'câble']
    """
    return tuple(sorted((tick for tick in ticks if not tick.is_there), key=lambda tick: not tick.is_essential))

"""Why a typed characteristic can't be kept. *field* is the key of the spec."""

from app.core.errors import Invalid
from app.core.text import N_


class InvalidSpec(Invalid):
    """What was typed is not a value of this spec."""

    message = N_("Cette caractéristique n'est pas valable.")


class NotANumber(InvalidSpec):
    """Digits were expected."""

    message = N_("« %(raw)s » n'est pas un nombre.")


class AmbiguousNumber(InvalidSpec):
    """A number that is a thousand times the other way round when it is read in another language."""

    message = N_("« %(raw)s » peut vouloir dire %(small)s ou %(large)s : écrivez l'un ou l'autre.")


class NotThisUnit(InvalidSpec):
    """A number, but in a unit that measures something else."""

    message = N_("L'unité « %(raw)s » ne convient pas : indiquez la valeur en %(unit)s.")


class OutOfBounds(InvalidSpec):
    """A number that is surely a slip of the finger."""

    message = N_("%(value)s est hors des limites plausibles : de %(low)s à %(high)s.")


class NotAnOption(InvalidSpec):
    """None of the choices."""

    message = N_("« %(raw)s » ne fait pas partie des choix : %(choices)s.")


class NotYesOrNo(InvalidSpec):
    """Neither yes nor no."""

    message = N_("« %(raw)s » : répondez par oui ou par non.")


class TooLong(InvalidSpec):
    """More letters than a characteristic takes."""

    message = N_("%(length)s caractères : %(most)s au plus.")


class SpecMissing(InvalidSpec):
    """A characteristic without which a borrower can't choose."""

    message = N_("Cette caractéristique est nécessaire.")

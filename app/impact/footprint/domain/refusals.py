"""What a footprint refuses, by name (negative values: ``app.impact.refusals.NegativeQuantity``)."""

from app.core.text import N_
from app.impact.refusals import Impossible


class UnknownComponent(Impossible):
    """None of the 18 components."""

    message = N_("Le poste « %(value)s » n'existe pas.")


class UnknownUnit(Impossible):
    """A unit outside the vocabulary, or written in a way that cannot be read."""

    message = N_("L'unité « %(unit)s » n'est pas connue.")


class UnitsDoNotFit(Impossible):
    """The activity times the factor is not a quantity of CO2 equivalent."""

    message = N_("Une activité en « %(unit)s » ne se multiplie pas par un facteur en « %(factor_unit)s ».")


class NegativeFactor(Impossible):
    """A factor below zero: what is avoided or stored is another account (R1)."""

    message = N_("Un facteur négatif n'entre pas dans l'empreinte : ce qui est évité se compte à part.")


class NoSize(Impossible):
    """Nothing can be estimated of a show of which not even the surface is known."""

    message = N_("Indiquez la surface de l'exposition : tout le reste en découle.")
    field = "surface_m2"

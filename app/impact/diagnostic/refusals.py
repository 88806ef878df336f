"""Why a diagnostic, or a part of one, cannot be."""

from app.core.errors import Invalid
from app.core.text import N_


class UnknownMultiFactor(Invalid):
    """Params: *reference*. None that this house may use."""

    message = N_("Le facteur multicritère « %(reference)s » n'existe pas, ou n'est pas à votre disposition.")
    field = "factor"


class UnitsOfFactorDoNotFit(Invalid):
    """Params: *unit*, *factor_unit*. Nothing leads from one to the other."""

    message = N_("Une ligne en « %(unit)s » ne va pas avec un facteur par « %(factor_unit)s ».")
    field = "factor"


class UnknownLine(Invalid):
    """The line was taken away meanwhile."""

    message = N_("Cette ligne n'est plus dans le calcul.")
    field = "line"


class TooLong(Invalid):
    """Params: *most*."""

    message = N_("C'est trop long : %(most)s signes au plus.")

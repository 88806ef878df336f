"""Why a period or a quantity is refused. Dates are given as ``date``; the edge writes them in words."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_


class EndBeforeStart(Invalid):
    """The last day comes before the first one."""

    message = N_("La date de fin est avant la date de début.")
    field = "ends_on"


class NoSuchDay(Invalid):
    """A date near the end of the calendar, where nothing can be counted any more."""

    message = N_("Cette date est trop lointaine.")
    field = "ends_on"


class QuantityNotPositive(Invalid):
    """Nothing, or less than nothing, is asked for."""

    message = N_("Demandez au moins un exemplaire.")
    field = "quantity"


class EmptyBundle(Invalid):
    """A bundle without a line would be "available" by the logic of the empty set."""

    message = N_("Cette demande ne contient aucun objet.")


class InThePast(Invalid):
    """The period starts (or is moved to end) before today."""

    message = N_("Cette date est déjà passée.")
    field = "starts_on"


class TooFarAhead(Invalid):
    """Params: *latest*, the last day that may be asked for."""

    message = N_("Cette date est trop lointaine : le calendrier s'arrête au %(latest)s.")
    field = "ends_on"


class NotEnoughUnits(Refusal):
    """Params: *free* (may be negative) and *asked*."""

    message = N_("Exemplaires libres à ces dates : %(free)s. Vous en demandez : %(asked)s.")
    field = "quantity"


class UnitNotFree(Refusal):
    """That very unit is taken, or not in service. Params: *unit*."""

    message = N_("L'exemplaire %(unit)s n'est pas libre à ces dates.")


class ClosedOnThatDay(Refusal):
    """Hand-over and return need an open day at the lender's site. Params: *day*."""

    message = N_("Le site du prêteur est fermé le %(day)s : choisissez un jour d'ouverture.")


class DeskFull(Refusal):
    """As many come that day as the place can serve. Params: *day*; *field* is the end that falls on it."""

    message = N_("Le %(day)s, ce site ne peut plus recevoir personne : choisissez un autre jour.")


class TooShortNotice(Refusal):
    """Params: *days* (days of notice asked) and *earliest* (the first day that can be asked for)."""

    message = N_("Le prêteur a besoin de %(days)s jours ouvrés de préparation : au plus tôt le %(earliest)s.")
    field = "starts_on"


class TooLong(Refusal):
    """Params: *longest* and *asked*, in inclusive days."""

    message = N_("Ce prêt dure %(asked)s jours ; le prêteur en accepte %(longest)s au plus.")
    field = "ends_on"

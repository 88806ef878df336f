"""Why an exhibition cannot be as described."""

from app.core.errors import Invalid
from app.core.text import N_


class TitleMissing(Invalid):
    """A show has a name."""

    message = N_("Donnez un titre à l'exposition.")
    field = "title"


class VenueMissing(Invalid):
    """A show has a place."""

    message = N_("Indiquez le lieu : un musée, une salle, un site.")
    field = "venue"


class ClosesBeforeOpening(Invalid):
    """The last day comes before the first."""

    message = N_("L'exposition ferme avant d'ouvrir. Choisissez une fermeture le jour de l'ouverture ou après.")
    field = "closes_on"


class BuildAfterOpening(Invalid):
    """The build begins after the opening."""

    message = N_("Le montage commence après l'ouverture. Choisissez un jour avant ou laissez vide.")
    field = "build_from"


class StrikeBeforeClosing(Invalid):
    """The strike ends before the closing."""

    message = N_("Le démontage finit avant la fermeture. Choisissez un jour après ou laissez vide.")
    field = "strike_until"


class ImplausibleYear(Invalid):
    """A slip of the keyboard: year 27, year 20277."""

    message = N_("L'année %(year)s semble être une faute de frappe.")


class OutOfBounds(Invalid):
    """A number nobody means."""

    message = N_("Indiquez un nombre entre %(low)s et %(high)s.")


class UnknownPlace(Invalid):
    """No town of France is meant."""

    message = N_("Nous ne trouvons pas cette ville. Écrivez son nom ou son code postal, par exemple : 69002 Lyon.")
    field = "address"


class AmbiguousPlace(Invalid):
    """Several towns bear this name."""

    message = N_("Plusieurs communes portent ce nom : %(places)s. Ajoutez le code postal.")
    field = "address"

"""Why a cell can't be taken."""

from app.core.errors import Invalid
from app.core.text import N_


class CategoryNotUnderstood(Invalid):
    """Params: *raw*."""

    message = N_("« %(raw)s » ne correspond à aucune catégorie.")
    field = "category"


class ChoiceNotUnderstood(Invalid):
    """Params: *raw* and *choices*."""

    message = N_("« %(raw)s » ne fait pas partie des choix : %(choices)s.")


class NotAWholeNumber(Invalid):
    """Params: *raw*."""

    message = N_("« %(raw)s » n'est pas un nombre entier entre 1 et 1 000.")
    field = "quantity"


class NoYear(Invalid):
    """Params: *raw*."""

    message = N_("Aucune année lisible dans « %(raw)s ».")
    field = "made_in_year"


class NoTitle(Invalid):
    """Neither a title nor a brand nor a model."""

    message = N_("Ni titre, ni marque, ni modèle : l'objet n'a pas de nom.")
    field = "title"


class ReferenceTwice(Invalid):
    """Params: *reference*, *line* of its first appearance."""

    message = N_("La référence « %(reference)s » figure déjà à la ligne %(line)s du fichier.")
    field = "reference"


class AlreadyThere(Invalid):
    """Params: *reference*. Not a fault: the row is left out, nothing is made twice."""

    message = N_("« %(reference)s » est déjà dans votre inventaire : ligne laissée de côté.")
    field = "reference"

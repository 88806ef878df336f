"""Why a cell can't be taken, and what is said of one that was."""

from app.core.errors import Invalid
from app.core.text import N_


class CategoryNotUnderstood(Invalid):
    """Params: *raw*."""

    message = N_("« %(raw)s » ne correspond à aucune catégorie.")
    field = "category"


class NoCategory(Invalid):
    """Neither the row nor the whole file says one."""

    message = N_("Aucune catégorie pour cette ligne : remplissez la cellule, ou choisissez-en une par défaut.")
    field = "category"


class ChoiceNotUnderstood(Invalid):
    """Params: *raw* and *choices*."""

    message = N_("« %(raw)s » ne fait pas partie des choix : %(choices)s.")


class YesOrNoExpected(Invalid):
    """Params: *raw*."""

    message = N_("« %(raw)s » : répondez par oui ou par non.")


class NotAWholeNumber(Invalid):
    """Params: *raw*, *low* and *high*."""

    message = N_("« %(raw)s » n'est pas un nombre entier entre %(low)s et %(high)s.")


class NoYear(Invalid):
    """Params: *raw*."""

    message = N_("Aucune année lisible dans « %(raw)s ».")
    field = "made_in_year"


class DayNotUnderstood(Invalid):
    """Params: *raw*."""

    message = N_("« %(raw)s » n'est pas une date lisible : écrivez 2027-03-12, 12/03/2027 ou 12 mars 2027.")


class ReadDayFirst(Invalid):
    """Params: *raw* and *day* (ISO). A note: the row is taken."""

    message = N_("« %(raw)s » a été lu jour d'abord : %(day)s.")


class NoTitle(Invalid):
    """Neither a title nor a brand nor a model."""

    message = N_("Ni titre, ni marque, ni modèle : l'objet n'a pas de nom.")
    field = "title"


class SiteNotKnown(Invalid):
    """Params: *raw*."""

    message = N_("« %(raw)s » n'est pas un site de votre établissement.")
    field = "site_id"


class ReferenceTwice(Invalid):
    """Params: *reference*, *line* of its first appearance."""

    message = N_("La référence « %(reference)s » figure déjà à la ligne %(line)s du fichier.")
    field = "reference"


class SameListingTwice(Invalid):
    """Params: *line*: two rows of the file mean one listing of the inventory."""

    message = N_("Cette ligne et la ligne %(line)s désignent la même annonce.")


class ReferenceElsewhere(Invalid):
    """Params: *reference*. The row's own number means one listing, its reference another."""

    message = N_("La référence « %(reference)s » est celle d'une autre annonce.")
    field = "reference"


class NumberTwice(Invalid):
    """Params: *number*, *line* of its first appearance. A serial or an asset tag."""

    message = N_("Le numéro « %(number)s » figure déjà à la ligne %(line)s du fichier.")
    field = "serials"


class NumberElsewhere(Invalid):
    """Params: *number*, *title* of the listing that has it."""

    message = N_("Le numéro « %(number)s » est déjà celui d'un exemplaire de « %(title)s ».")
    field = "serials"


class MoreNamesThanUnits(Invalid):
    """Params: *names* and *quantity*."""

    message = N_("%(names)s numéros pour %(quantity)s exemplaires : corrigez la quantité ou les numéros.")
    field = "serials"


class TooManyUnits(Invalid):
    """Params: *most*."""

    message = N_("Indiquez un nombre d'exemplaires entre 1 et %(most)s.")
    field = "quantity"


class NumberTooLong(Invalid):
    """Params: *most*, in characters."""

    message = N_("Un numéro ou un nom d'exemplaire est trop long : %(most)s caractères au plus.")
    field = "serials"

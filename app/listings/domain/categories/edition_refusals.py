"""Why a category can't become what somebody wrote. *field* is the field of the staff's form."""

from app.core.errors import Invalid
from app.core.text import N_


class NotAnId(Invalid):
    """Addresses, files and databases carry it."""

    message = N_("Écrivez un nom court en minuscules sans accents, mots liés par un tiret bas.")


class IdTaken(Invalid):
    """Two categories could not be told apart."""

    message = N_("La catégorie « %(id)s » existe déjà.")


class NoSuchFamily(Invalid):
    """None of the families."""

    message = N_("Choisissez une famille de la liste.")


class NotAChoice(Invalid):
    """Not one of a short list."""

    message = N_("Choisissez dans la liste.")


class WordsMissing(Invalid):
    """Params: *most*, in characters."""

    message = N_("Écrivez ce libellé, en %(most)s caractères au plus.")


class NotACpvCode(Invalid):
    """Règlement (CE) 213/2008: eight digits before the check digit."""

    message = N_("Un code CPV a 8 chiffres. Exemple : 38652120.")


class NotAMass(Invalid):
    """Used when nobody weighed the object."""

    message = N_("Indiquez une masse en kg, plus grande que 0. Exemple : 6.")


class SpecTwice(Invalid):
    """Params: *key*."""

    message = N_("La caractéristique « %(key)s » existe déjà dans cette catégorie.")


class SpecRemoved(Invalid):
    """Listings may say it."""

    message = N_("La caractéristique « %(key)s » ne peut pas disparaître : dépréciez-la.")


class KindChanged(Invalid):
    """What is written would be misread."""

    message = N_("La nature ou l'unité de « %(key)s » ne change pas : dépréciez-la et ajoutez-en une autre.")


class MeansSomethingElse(Invalid):
    """One key means the same in every category: spreadsheets and searches rely on it."""

    message = N_("« %(key)s » a une autre nature ou une autre unité dans « %(category)s » : choisissez un autre nom.")


class UnknownUnit(Invalid):
    """What people type beside the number could not be read."""

    message = N_("L'unité « %(unit)s » n'est pas connue. Unités connues : %(units)s ; ou aucune.")


class BoundsMissing(Invalid):
    """Beyond them it is surely a slip of the finger."""

    message = N_("Indiquez un minimum et un maximum, le premier plus petit que le second.")


class TooFewOptions(Invalid):
    """A choice of one is none."""

    message = N_("Proposez au moins deux choix.")


class OptionTwice(Invalid):
    """Params: *option*."""

    message = N_("Le choix « %(option)s » est écrit deux fois.")


class OptionRemoved(Invalid):
    """Listings may say it."""

    message = N_("Le choix « %(option)s » ne peut pas disparaître : dépréciez-le.")


class OptionIncomplete(Invalid):
    """A line of the list of choices."""

    message = N_("Le choix « %(option)s » doit avoir un nom court et un libellé en trois langues.")


class NothingDecides(Invalid):
    """A card shows what decides."""

    message = N_(
        "Une ou deux caractéristiques, %(most)s au plus, doivent décider : ce sont elles que montre la vignette."
    )


class NotAPower(Invalid):
    """Params: *key*."""

    message = N_("« %(key)s » n'est pas une caractéristique en watts de cette catégorie.")


class FillsNothing(Invalid):
    """Params: *key*, *other*."""

    message = N_("« %(key)s » remplit « %(other)s », qui n'existe plus : gardez les deux.")


class NameTaken(Invalid):
    """Params: *name*, *category*."""

    message = N_("« %(name)s » désigne déjà « %(category)s » : la recherche ne saurait plus choisir.")


class RequiredTooLate(Invalid):
    """What is listed could not be edited any more."""

    message = N_("Des annonces existent : « %(key)s » ne peut être que facultative.")


class FactorMissing(Invalid):
    """Each category has a factor, with its range and its source."""

    message = N_("Dites ce qui vaut pour sa fabrication : une catégorie semblable, ou un facteur par kilogramme.")


class NoFactorLikeThat(Invalid):
    """Only the reviewed categories carry factors of their own."""

    message = N_("Choisissez une catégorie semblable dont la fabrication est connue.")


class LifeMissing(Invalid):
    """A factor is spread over a life."""

    message = N_("Indiquez une durée de vie de 1 à 100 ans, et d'où vous la tenez.")


class ReasonMissing(Invalid):
    """The history tells why."""

    message = N_("Dites pourquoi, en quelques mots : c'est ce que lira l'historique.")
    field = "reason"


class NothingChanged(Invalid):
    """The edition would say what the one before says."""

    message = N_("Rien n'a changé.")

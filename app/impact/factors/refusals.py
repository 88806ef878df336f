"""Why a figure can't be a factor, or can't be used. *field* is the field of the staff's form."""

from app.core.errors import Forbidden, Invalid, NotFound, Stale
from app.core.text import N_


class UnknownFactor(NotFound):
    """No factor of that name, or no such version of it."""

    message = N_("Le facteur « %(reference)s » n'existe pas.")


class ExpiredFactor(Invalid):
    """Its source no longer vouches for it. Params: *reference*, *until*."""

    message = N_("« %(reference)s » n'est plus garanti par sa source depuis le %(until)s.")
    field = "valid_until"


class NeverCounted(Invalid):
    """Stored carbon and avoided emissions stand beside a footprint, never in it (R1)."""

    message = N_("« %(reference)s » est négatif ou évité : il ne se compte dans aucun calcul.")
    field = "value"


class WrongStage(Invalid):
    """Params: *stage*: what it covers."""

    message = N_("« %(reference)s » couvre « %(stage)s », pas ce qui est demandé.")
    field = "stage"


class NotAFactorId(Invalid):
    """Addresses, files and records carry it."""

    message = N_("Un identifiant s'écrit en minuscules sans accents, chiffres, points et tirets bas.")
    field = "id"


class ValueMissing(Invalid):
    """Nothing, or no number."""

    message = N_("Il manque la valeur, un nombre.")
    field = "value"


class UnitMissing(Invalid):
    """A number without its unit says nothing."""

    message = N_("Il manque l'unité, par exemple kgCO2e/kg.")
    field = "unit"


class SourceMissing(Invalid):
    """Who published it, where it stands there, which year, which licence, and why it was taken."""

    message = N_("Il manque la source, l'endroit dans la source, l'année, la licence ou la raison.")
    field = "source"


class UnknownStage(Invalid):
    """None of the stages."""

    message = N_("L'étape « %(stage)s » n'existe pas.")
    field = "stage"


class StageChanged(Invalid):
    """A version of a factor says the same thing better; another stage is another factor."""

    message = N_("Une nouvelle version garde l'étape et l'unité : sinon, c'est un autre facteur.")
    field = "stage"


class Negative(Invalid):
    """A figure below zero under a stage that is counted."""

    message = N_("Une valeur négative n'est pas un facteur par défaut : elle se range à l'étape « évité ».")
    field = "value"


class Implausible(Invalid):
    """Beyond what any object, material or journey emits: a slip of units. Params: *most*, *unit*."""

    message = N_("C'est trop pour être vrai : au plus %(most)s %(unit)s. Vérifiez l'unité.")
    field = "value"


class TooFarFromBefore(Invalid):
    """More than ten times, or less than a tenth of, the version before. Params: *before*, *unit*."""

    message = N_("La version d'avant vaut %(before)s %(unit)s : un écart de plus de dix fois est une erreur d'unité.")
    field = "value"


class RangeDoesNotHold(Invalid):
    """The low end, the value and the high end, in that order."""

    message = N_("L'étendue doit contenir la valeur : bas, valeur, haut.")
    field = "low"


class NotAShare(Invalid):
    """One standard deviation over the value."""

    message = N_("L'incertitude est une part entre 0 et 1, par exemple 0,3.")
    field = "u_rel"


class ShareAlikeLost(Invalid):
    """What comes from an ODbL database stays under it."""

    message = N_("Ce facteur vient d'une base sous ODbL : sa nouvelle version reste sous cette licence.")
    field = "licence"


class NotADay(Invalid):
    """A validity that can't be read."""

    message = N_("Une validité s'écrit AAAA-MM-JJ, ou AAAA.")
    field = "valid_until"


class ReasonMissing(Invalid):
    """The history tells why."""

    message = N_("Dites pourquoi, en quelques mots : c'est ce que lira l'historique.")
    field = "reason"


class NothingChanged(Invalid):
    """The version would say what the one before says."""

    message = N_("Rien n'a changé.")


class OwnProposal(Forbidden):
    """Two people look at a figure before it counts."""

    message = N_("C'est votre proposition : une autre personne de l'équipe doit la relire.")


class AlreadyReviewed(Stale):
    """Somebody was faster."""

    message = N_("Cette proposition a déjà été relue.")


class Overtaken(Stale):
    """Another version was accepted since it was proposed."""

    message = N_("Une autre version a été acceptée depuis : refusez celle-ci et proposez-la de nouveau.")


class NotThatFile(Invalid):
    """Columns are missing. Params: *columns*."""

    message = N_("Ce n'est pas le fichier attendu : il manque les colonnes %(columns)s.")


class UnitNotRead(Invalid):
    """A unit of the file that has no equal here. Params: *unit*."""

    message = N_("L'unité « %(unit)s » du fichier n'est pas comprise.")


class WithdrawnAtSource(Invalid):
    """Its publisher archived it. Params: *status*."""

    message = N_("La source l'a retiré (« %(status)s ») : rien n'est proposé.")


class NotInTheFile(Invalid):
    """What the library cites, or what was asked for, is not there."""

    message = N_("Absent du fichier.")

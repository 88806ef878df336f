"""Why a declaration, or a line of one, is not taken."""

from app.core.errors import Invalid
from app.core.text import N_


class NotADeclaration(Invalid):
    """Neither ILCD+EPD nor a table of figures."""

    message = N_("Ce fichier n'est ni une déclaration ILCD+EPD (XML ou ZIP) ni un tableau de déclarations (CSV).")


class HoldsADocumentType(Invalid):
    """XML that may call for other files: none of ours does."""

    message = N_("Ce fichier XML contient une déclaration DOCTYPE : il n'est pas lu.")


class DeclarationTooBig(Invalid):
    """Params: *most*."""

    message = N_("Ce fichier est trop lourd : au plus %(most)s Mo.")


class DeclaredUnitMissing(Invalid):
    """The unit stands in another file of the package."""

    message = N_("L'unité déclarée n'est pas dans ce fichier : donnez le ZIP complet, ou dites l'unité.")


class DeclaredUnitUnknown(Invalid):
    """Params: *unit*."""

    message = N_("L'unité déclarée « %(unit)s » n'est pas comprise.")


class DeclaredAmountNotPositive(Invalid):
    """One divides by it."""

    message = N_("La quantité déclarée doit être plus grande que zéro.")


class MakingMissing(Invalid):
    """A declaration without manufacture says nothing of a new object."""

    message = N_("Il manque la fabrication (modules A1 à A3) : cette déclaration ne peut pas servir.")


class NothingUnderstood(Invalid):
    """No indicator of ours."""

    message = N_("Aucun indicateur connu dans cette déclaration.")


class EditionUnknown(Invalid):
    """Figures of two editions must not be mixed, so each must say its own."""

    message = N_("L'édition n'est pas dite : EN 15804+A1, EN 15804+A2 (EF 3.0) ou EN 15804+A2 (EF 3.1).")


class FigureNotRead(Invalid):
    """Params: *text*."""

    message = N_("« %(text)s » n'est pas un nombre.")


class ModuleUnknown(Invalid):
    """Params: *module*."""

    message = N_("Le module « %(module)s » n'existe pas dans EN 15804.")


class TwoFigures(Invalid):
    """Params: *indicator*, *module*. Which one is true?"""

    message = N_("Deux valeurs différentes pour %(indicator)s, module %(module)s.")


class MassNotPositive(Invalid):
    """A negative or empty mass per unit."""

    message = N_("La masse par unité doit être plus grande que zéro.")


class DeclarationExpired(Invalid):
    """Params: *until*."""

    message = N_("Cette déclaration n'est plus valable depuis le %(until)s.")


class LicenceMissing(Invalid):
    """Who may see the figures depends on it."""

    message = N_("Dites sous quelle licence, ou selon quelles conditions, ces chiffres peuvent servir.")

"""Why a file of factors can't go on."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_


class ReleaseMissing(Invalid):
    """A figure is quoted with the release it was read in."""

    message = N_("Dites quelle édition c'est, comme on la cite : V23.8, 2024-05.")
    field = "release"


class NotTried(Refusal):
    """The dry run is not over, or did not go well."""

    message = N_("L'essai n'est pas terminé : attendez son résultat.")


class AlreadyConfirmed(Refusal):
    """Sent twice, or decided meanwhile."""

    message = N_("Ce fichier est déjà confirmé.")


class NothingToPropose(Invalid):
    """All of it is there already, waits already, or cannot be taken."""

    message = N_("Ce fichier n'apporte rien à proposer.")
    field = "partial"


class RowsRefused(Invalid):
    """Params: *rows*. Nothing was written."""

    message = N_(
        "Lignes refusées : %(rows)s. Rien n'a été écrit. Choisissez de ne prendre que les lignes valables, ou "
        "apportez un fichier corrigé."
    )
    field = "partial"


class NotWaiting(Refusal):
    """Somebody decided already, or nothing is to be decided."""

    message = N_("Ce fichier n'attend pas de relecture.")


class FileGone(Refusal):
    """Files are deleted a month after they came."""

    message = N_("Ce fichier a été supprimé après 30 jours : apportez-le de nouveau.")

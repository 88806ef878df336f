"""Why an import can't go on."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_


class RowsRefused(Invalid):
    """Params: *rows*. Nothing was imported."""

    message = N_(
        "%(rows)s lignes sont à corriger : rien n'a été importé. Corrigez le fichier, ou choisissez de n'importer "
        "que les lignes valables."
    )
    field = "partial"


class NothingToImport(Invalid):
    """Every row is there already, or none can be taken."""

    message = N_("Aucune ligne à importer.")
    field = "partial"


class AlreadyImported(Refusal):
    """The confirmation was sent twice, or the import was taken back."""

    message = N_("Cet import est déjà terminé.")


class NotChecked(Refusal):
    """The dry run is not over, or its mapping changed since."""

    message = N_("L'essai n'est pas terminé : attendez son résultat.")


class StillWorking(Refusal):
    """Somebody asked already."""

    message = N_("Cet import est en cours : attendez qu'il se termine.")


class CategoryToChoose(Invalid):
    """Neither for the file nor by a column."""

    message = N_("Choisissez une catégorie pour tout le fichier, ou la colonne qui la donne.")
    field = "category"


class TooLateToUndo(Refusal):
    """The 24 hours are over."""

    message = N_("Un import s'annule dans les 24 heures. Retirez les annonces une par une.")


class TakenOver(Refusal):
    """Another worker thought this one dead and took its place; nothing of this one is kept."""

    message = N_("Cet import a été repris par un autre traitement.")


class Crashed(Refusal):
    """Something we did not foresee. Nothing was imported."""

    message = N_(
        "L'import s'est arrêté sur une erreur inattendue : rien n'a été importé. Réessayez, ou écrivez-nous."
    )


class MappingNameTaken(Invalid):
    """Params: *name*."""

    message = N_("Une correspondance s'appelle déjà « %(name)s » : choisissez un autre nom ou supprimez-la.")
    field = "save_as"


class FilesGone(Refusal):
    """The files were deleted after their time."""

    message = N_("Le fichier de cet import a été supprimé après 30 jours : envoyez-le de nouveau.")


class EditedSince(Refusal):
    """Somebody changed the listing after the import."""

    message = N_("modifiée depuis l'import")


class PublishedSince(Refusal):
    """Others may have seen it."""

    message = N_("publiée depuis l'import")


class UsedSince(Refusal):
    """A loan, a request, a kit or a needs list depends on it."""

    message = N_("demandée ou utilisée depuis l'import")


class ChangedMeanwhile(Refusal):
    """Somebody saved the listing while the import was written."""

    message = N_("L'annonce a été modifiée pendant l'import.")

"""What is wrong with a file as a whole: each is said at the field of the file, before anything is written."""

from app.core.errors import Invalid
from app.core.text import N_


class BadFile(Invalid):
    """Not a table that can be read."""

    message = N_("Ce fichier n'est pas un tableau lisible.")
    field = "file"


class NoFile(BadFile):
    """Nothing was chosen."""

    message = N_("Choisissez un fichier CSV, XLSX ou ODS.")


class EmptyFile(BadFile):
    """No byte at all."""

    message = N_("Ce fichier est vide : zéro octet. Enregistrez-le de nouveau depuis votre tableur.")


class NotASpreadsheet(BadFile):
    """It is something else than its name says."""

    message = N_("Ce fichier n'est pas un tableau CSV, XLSX ou ODS lisible.")


class OldExcel(BadFile):
    """A binary workbook of before 2007."""

    message = N_("Ce fichier est un ancien classeur .xls : enregistrez-le au format .xlsx ou CSV.")


class PasswordProtected(BadFile):
    """It can only be opened with a password, which we never ask for."""

    message = N_("Ce classeur est protégé par un mot de passe : enregistrez-en une copie sans mot de passe.")


class HoldsMacros(BadFile):
    """A workbook with a program inside; a table needs none."""

    message = N_("Ce classeur contient des macros : enregistrez-le au format .xlsx ou .ods, sans macro.")


class HoldsNul(BadFile):
    """Params: *line*. Text has no such bytes."""

    message = N_("Ce fichier contient des octets nuls (ligne %(line)s) : il est abîmé ou n'est pas du texte.")


class BrokenEncoding(BadFile):
    """Params: *line*. Two ways of writing letters in one file: neither can be trusted."""

    message = N_(
        "Les lettres accentuées sont illisibles à la ligne %(line)s : le fichier mélange deux encodages. "
        "Enregistrez-le en CSV UTF-8."
    )


class FileTooHeavy(BadFile):
    """Params: *most*, in MB."""

    message = N_("Ce fichier est trop lourd : %(most)s Mo au plus.")


class ArchiveTooBig(BadFile):
    """It unpacks to more than a spreadsheet ever does: refused before it is opened."""

    message = N_("Ce classeur se déplie en un contenu démesuré : il n'a pas été ouvert.")


class NoRows(BadFile):
    """Headings at most."""

    message = N_(
        "Ce tableau est vide : la première ligne doit donner le nom des colonnes, les suivantes le matériel."
    )


class TooManyRows(BadFile):
    """Params: *rows* and *most*."""

    message = N_("Ce tableau compte %(rows)s lignes : %(most)s au plus par import.")


class TooManyColumns(BadFile):
    """Params: *columns* and *most*."""

    message = N_("Ce tableau compte %(columns)s colonnes : %(most)s au plus. Supprimez celles qui sont vides.")


class TooManyCells(BadFile):
    """Something stands so far from the rest that the whole would fill the memory."""

    message = N_("Une cellule de ce classeur est placée trop loin des autres : gardez un tableau d'un seul tenant.")

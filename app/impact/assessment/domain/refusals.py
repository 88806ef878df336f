"""What the questionnaire refuses, by name."""

from app.core.errors import Refusal
from app.core.text import N_
from app.impact.refusals import Impossible


class UnknownQuestionnaire(Impossible):
    """No questionnaire of that version."""

    message = N_("La version « %(version)s » du questionnaire n'existe pas.")


class UnknownQuestion(Impossible):
    """The questionnaire has no such question."""

    message = N_("La question « %(question)s » n'existe pas.")


class AnswerOutOfScale(Impossible):
    """An answer is a whole number from 0 to 4."""

    message = N_("Une réponse est un nombre entier de 0 à 4.")


class ReasonMissing(Impossible):
    """« Not applicable » was said without saying why."""

    message = N_("Dites pourquoi la question est sans objet.")


class AnswerContradictsItself(Impossible):
    """Both a value and "not applicable"."""

    message = N_("Une question sans objet n'a pas de note.")


class ReasonTooLong(Impossible):
    """A reason or a note longer than a paragraph."""

    message = N_("Écrivez au plus %(most)s caractères.")


class ReasonWithoutChoice(Impossible):
    """A reason was written, and "not applicable" was not chosen: it would be lost."""

    message = N_("Choisissez « Sans objet », ou effacez ce motif.")


class OldQuestionnaire(Refusal):
    """The page asked the questions of another version than the one this exhibition answers."""

    message = N_(
        "Cette page pose les questions de la version %(asked)s ; l'exposition répond à la version %(standing)s. "
        "Rien n'a été enregistré : rechargez la page."
    )


class AnswersChanged(Refusal):
    """Somebody else answered the same questions meanwhile; the others were saved."""

    message = N_("Quelqu'un d'autre a répondu entre-temps : %(questions)s. Choisissez la réponse à garder.")


class TooManyProofs(Impossible):
    """More files than anybody would read."""

    message = N_("Une question porte au plus %(most)s fichiers.")


class TaskWithoutTitle(Impossible):
    """A task says what is to be done."""

    message = N_("Dites ce qu'il y a à faire.")
    field = "title"


class OwnerNotThere(Impossible):
    """The person does not belong to the house of the exhibition."""

    message = N_("Choisissez une personne de votre établissement.")
    field = "owner_id"


class DueInThePast(Impossible):
    """A new task is for a day to come."""

    message = N_("Choisissez aujourd'hui ou un jour à venir.")
    field = "due_on"


class NotThisYear(Impossible):
    """A slip of the keyboard in the year of a task."""

    message = N_("L'année %(year)s semble être une faute de frappe.")
    field = "due_on"


class TaskAlreadySettled(Refusal):
    """Somebody finished or dropped the task before."""

    message = N_("Cette tâche est déjà terminée ou abandonnée.")


class TotalBelowItsPart(Impossible):
    """The whole weighs less than the borrowed part of it: tonnes typed for kilograms, most often."""

    message = N_(
        "Le matériel déjà compté pèse %(part)s kg : le total ne peut pas être plus petit. Écrivez-le en kg, pas en t."
    )
    field = "total_mass_kg"


class ImplausibleMass(Impossible):
    """No exhibition weighs that: grams typed for kilograms, or a slip of the keyboard."""

    message = N_("Indiquez une masse entre 1 et %(most)s kg.")
    field = "total_mass_kg"


class LessonWithoutText(Impossible):
    """A lesson says something."""

    message = N_("Écrivez la leçon en une ou deux phrases.")
    field = "text"


class TooManyLessons(Impossible):
    """More lessons than the next team would read."""

    message = N_("Une exposition garde au plus %(most)s leçons : retirez-en une d'abord.")
    field = "text"

"""What the questionnaire refuses, by name."""

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

"""Why a journey is not proposed, or not answered."""

from app.core.errors import Refusal
from app.core.text import N_


class NoSuchRun(Refusal):
    """It saves nothing any more: a loan changed, left, or travels with others."""

    message = N_("Ce trajet commun n'est plus possible : un des prêts a changé, est parti ou voyage autrement.")


class AlreadyAnswered(Refusal):
    """The house has answered, or the run is over."""

    message = N_("Ce trajet a déjà reçu votre réponse, ou n'est plus proposé.")

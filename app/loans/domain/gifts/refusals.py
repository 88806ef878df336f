"""What a gift is refused for, beside the rules of law."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.loans.domain.gifts.judging import Verdict


class NotGiven(Refusal):
    """The listing is offered as a loan only, or no longer published."""

    message = N_("Cette annonce n'est pas proposée en don.")


class RecipientNotVerified(Refusal):
    """A gift is made between institutions that the staff have checked."""

    message = N_("Un don se fait entre établissements vérifiés par la plateforme.")


class PurposeMissing(Invalid):
    """Whom it serves decides whether it may be given."""

    message = N_("Dites à quoi l'objet servira : le donateur en a besoin pour vérifier le cas prévu par la loi.")
    field = "purpose"


class TooFewToGive(Invalid):
    """Params: *left*."""

    message = N_("Demandez entre 1 et %(left)s exemplaires.")
    field = "quantity"


class AskedAlready(Refusal):
    """One open request for a listing is enough."""

    message = N_("Vous avez déjà une demande de don en cours pour cette annonce.")


class OutsideNameMissing(Invalid):
    """An association outside the platform has a name."""

    message = N_("Écrivez le nom du bénéficiaire.")
    field = "outside_name"


class OutsideNumberWrong(Invalid):
    """RNA: W and nine digits. SIREN: nine digits."""

    message = N_("Écrivez un numéro RNA (W suivi de 9 chiffres) ou SIREN (9 chiffres).")
    field = "outside_number"


class WrongNumberOfUnits(Invalid):
    """Params: *most*."""

    message = N_("Choisissez entre 1 et %(most)s exemplaires : pas plus que ce qui est demandé.")
    field = "units"


class NotYourKind(Invalid):
    """A public institution is under the State or a local authority; a private one under neither."""

    message = N_("Cette nature ne correspond pas au statut de votre établissement.")
    field = "giver"


class AnswerMissing(Invalid):
    """A refusal says why."""

    message = N_("Dites pourquoi : le demandeur le lira.")
    field = "answer"


class GiftChanged(Refusal):
    """Somebody else decided since the page was opened."""

    message = N_("Ce don a changé depuis que vous avez ouvert cette page. Relisez-le avant de répondre.")


class DeedMissing(Invalid):
    """The association's signature is on the paper that was signed by hand."""

    message = N_("Joignez l'acte signé par le bénéficiaire.")
    field = "deed"


class SignedElsewhere(Refusal):
    """An association outside the platform signs on paper."""

    message = N_("Le bénéficiaire n'est pas sur la plateforme : il signe l'acte sur papier, que vous joignez ici.")


class GiftBlocked(Refusal):
    """The rules say no: *verdict* says why, and what would lift it."""

    status = 422
    message = N_("Ce don n'est pas possible tel quel : les raisons sont dites à côté de chaque réponse.")

    def __init__(self, verdict: Verdict) -> None:
        super().__init__()
        self.verdict = verdict

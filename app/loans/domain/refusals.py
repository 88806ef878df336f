"""Why a loan's verb says no."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_


class NotLent(Refusal):
    """The listing is a draft, withdrawn, or only given away. Params: *title*."""

    message = N_("« %(title)s » n'est pas proposé au prêt en ce moment.")


class NotShown(Refusal):
    """The listing was withdrawn or hidden: not even its title is this person's to read."""

    message = N_("Cette annonce n'est plus publiée, ou ne vous est plus montrée : retirez la ligne du panier.")


class OwnListing(Refusal):
    """One asks one's own institution."""

    status = 422
    message = N_(
        "Cet objet appartient à l'établissement qui organise l'exposition : il n'a pas besoin de l'emprunter."
    )
    field = "exhibition_id"


class SeveralLenders(Invalid):
    """A request goes to one lender."""

    message = N_("Une demande s'adresse à un seul prêteur : faites une demande par prêteur.")


class BorrowerNotVerified(Refusal):
    """The staff have not checked the borrower yet, or have suspended it."""

    status = 422
    message = N_("Votre établissement doit être vérifié par la plateforme avant d'emprunter.")


class PartyNotVerified(Refusal):
    """One of the two institutions of a request is suspended, or was never verified: nothing new begins."""

    message = N_(
        "L'un des deux établissements est suspendu ou n'est pas vérifié : "
        "ce prêt ne peut pas être accepté en ce moment."
    )


class ExhibitionIsOver(Invalid):
    """Params: *day*, the day the exhibition closed (strike included)."""

    message = N_("Cette exposition est terminée depuis le %(day)s.")
    field = "exhibition_id"


class EvidenceNotNamed(Invalid):
    """A document is claimed and not named."""

    message = N_("Dites de quel document il s'agit : sa nature et sa date.")
    field = "evidence_note"


class ReasonMissing(Invalid):
    """A refusal without a word helps nobody."""

    message = N_("Dites pourquoi en une phrase : l'autre établissement la lira.")
    field = "reason"


class NothingChosen(Invalid):
    """No unit is ticked."""

    message = N_("Cochez au moins un exemplaire.")


class TooManyUnits(Invalid):
    """More units of a listing than were agreed. Params: *title*, *agreed* (left to hand over), *chosen*."""

    message = N_("%(title)s : il reste %(agreed)s à remettre, vous en cochez %(chosen)s.")


class NotInThisLoan(Invalid):
    """A unit that never left with this loan, or is already back."""

    message = N_("Cet exemplaire n'est pas dehors avec ce prêt : rechargez la page.")


class NotAtThisTime(Refusal):
    """The move exists, but its day has not come, or is over."""

    message = N_("Ce n'est pas encore, ou plus, le moment : relisez les dates du prêt.")


class KitNotSwapped(Refusal):
    """A set is taken back and handed over whole."""

    message = N_("Un ensemble ne s'échange pas : reprenez-le, puis remettez-en un autre.")


class NotLate(Refusal):
    """A new expected return is entered for a loan that is late; before that it is an extension."""

    message = N_("Ce prêt n'est pas en retard : sa date de retour tient encore.")


class OutOfOrder(Refusal):
    """Noted at a time when it could not have happened: before the agreement, or before the object left."""

    message = N_("L'heure notée précède ce qui devait venir avant : vérifiez l'horloge de l'appareil et le prêt.")


class NotedInTheFuture(Refusal):
    """The device's clock is ahead."""

    message = N_("L'heure notée par l'appareil est dans le futur : réglez son horloge.")


class NotedUnreadably(Invalid):
    """The device's time is no instant with its zone: never taken for now."""

    message = N_("L'heure notée par l'appareil est illisible : enregistrez cette étape à la main.")


class NotedTooLongAgo(Refusal):
    """What was noted without network waits a week at most. Params: *days*."""

    message = N_("C'était noté il y a plus de %(days)s jours : enregistrez-le à la main, en disant quand c'était.")


class NotAUnitCode(Invalid):
    """The code of a listing was typed where an object is expected."""

    message = N_("Ce code est celui d'une annonce : lisez l'étiquette de l'exemplaire, qui commence par E.")
    field = "code"


class NotExpectedHere(Invalid):
    """The unit has nothing to do with this loan."""

    message = N_("Cet exemplaire n'est pas attendu dans ce prêt : reposez-le.")
    field = "code"


class PromisedElsewhere(Invalid):
    """It is of this listing, and not free for this loan. Params: *unit*."""

    message = N_("L'exemplaire %(unit)s est promis à quelqu'un d'autre, sorti ou en réparation : prenez-en un autre.")
    field = "code"


class AlreadyDone(Invalid):
    """It already left, or is already back. Params: *unit*."""

    message = N_("L'exemplaire %(unit)s est déjà enregistré pour ce prêt.")
    field = "code"

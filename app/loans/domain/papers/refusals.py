"""Why a paper is not signed, or something is not done without one. Nothing is changed by any of them."""

from app.core.errors import Invalid, Refusal
from app.core.text import N_


class PaperChanged(Refusal):
    """What was read is an older version, or no longer what the facts say."""

    message = N_("Ce papier a changé depuis que vous l'avez lu : relisez la nouvelle version avant de la signer.")


class UnknownPaper(Invalid):
    """A seal that no version of this paper ever had: forged, or read before anything was written down."""

    message = N_(
        "Ce papier n'est plus, ou n'a jamais été, tel que le dit cette empreinte : "
        "rien n'a été signé. Relisez-le, puis signez."
    )


class AlreadySigned(Refusal):
    """One signature per side and version."""

    message = N_("Votre établissement a déjà signé cette version.")


class SamePerson(Refusal):
    """Two signatures of one person are worth one."""

    status = 403
    message = N_("Une même personne ne signe pas pour les deux côtés : demandez à l'autre établissement.")


class NotThisSide(Refusal):
    """Somebody signs for a side that is not theirs."""

    status = 403
    message = N_("Vous ne pouvez pas signer pour cet établissement.")


class NotToSignNow(Refusal):
    """The loan is not in a state in which this paper is signed, or the paper is never signed."""

    message = N_("Ce papier ne se signe pas à cette étape du prêt.")


class SignerNameMissing(Invalid):
    """A signature begins with who signs."""

    message = N_("Écrivez votre prénom et votre nom en entier.")
    field = "name"


class SignerFunctionMissing(Invalid):
    """As what one signs."""

    message = N_("Écrivez votre fonction, par exemple « régisseuse ».")
    field = "function"


class NotAgreed(Invalid):
    """The box is not ticked."""

    message = N_("Cochez la case pour dire que vous avez lu ce papier et que vous le signez.")
    field = "agreed"


class StrokesTooLong(Invalid):
    """A drawn signature is a few lines."""

    message = N_("Cette signature dessinée est trop longue ou illisible : recommencez, ou signez sans dessin.")
    field = "strokes"


class AgreementNotSigned(Refusal):
    """The lender hands nothing over before both sides signed."""

    message = N_(
        "Ce prêteur demande une convention signée avant toute remise : "
        "elle n'est pas encore signée des deux côtés, dans sa version actuelle."
    )


class NothingToSay(Refusal):
    """The paper speaks of what has not happened yet."""

    message = N_("Ce papier n'a encore rien à dire : il se remplit à la remise ou au retour.")


class CertificateOrder(Invalid):
    """It begins after it ends."""

    message = N_("La fin de validité précède son début : vérifiez les deux dates.")
    field = "valid_until"


class CertificateNotTheirs(Refusal):
    """Insurance is the borrower's to prove, a wipe that of who holds the object."""

    status = 403
    message = N_("Ce certificat est à déposer par l'autre établissement.")


class AmountMissing(Invalid):
    """An insurance certificate names the sum insured."""

    message = N_("Indiquez le montant assuré, en euros.")
    field = "amount"


class ValidityMissing(Invalid):
    """An insurance certificate names its last day."""

    message = N_("Indiquez le dernier jour de validité.")
    field = "valid_until"


class TooManyCertificates(Refusal):
    """Params: *most*."""

    message = N_("%(most)s certificats au plus par prêt : retirez-en un d'abord.")

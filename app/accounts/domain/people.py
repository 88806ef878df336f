"""What is refused about people and their roles."""

from email_validator import EmailNotValidError, validate_email

from app.core.errors import Forbidden, Invalid, Refusal
from app.core.text import N_


class NotAnAddress(Invalid):
    """Mail could never reach it."""

    message = N_("Cette adresse électronique n'est pas valable. Exemple : prenom.nom@musee.fr.")
    field = "email"


class AlreadyRegistered(Refusal):
    """The address has an account."""

    message = N_("Cette adresse a déjà un compte.")
    field = "email"


class WrongPassword(Invalid):
    """The present password was asked for, and this is not it."""

    message = N_("Ce n'est pas votre mot de passe actuel.")
    field = "current_password"


class LastAdmin(Refusal):
    """An institution keeps at least one admin."""

    message = N_(
        "C'est la dernière personne à administrer l'établissement : donnez d'abord ce rôle à quelqu'un d'autre."
    )


class ShortForAdmin(Refusal):
    """Whoever administers an institution has a password of sixteen characters or more."""

    message = N_(
        "Pour administrer un établissement, il faut un mot de passe d'au moins 16 caractères : "
        "changez d'abord celui de votre compte."
    )


class DeadLink(Refusal):
    """Used, too old, replaced by a newer one, or never ours: the four are told apart by nobody."""

    message = N_("Ce lien a déjà servi ou n'est plus valable. Demandez-en un nouveau.")


class ForSomebodyElse(Forbidden):
    """An invitation is for one address alone."""

    message = N_("Cette invitation est destinée à une autre adresse que celle de votre compte.")


def plain_email(text: str) -> str:
    """*text* as addresses are kept: no blanks, lower case. Raises :class:`NotAnAddress`."""

    try:
        return validate_email(text.strip(), check_deliverability=False, test_environment=True).normalized.lower()
    except EmailNotValidError as error:
        raise NotAnAddress() from error

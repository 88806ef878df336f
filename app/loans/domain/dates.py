"""Other dates for what is agreed already: longer, shorter, earlier, later.

Whoever gives time back just does so; whoever wants more, or takes some away from the other side, asks.
"""

from datetime import date

from app.core.errors import Invalid, Refusal
from app.core.text import N_
from app.listings.domain.availability import Period
from app.loans.domain.lifecycle import Side, State
from app.loans.domain.proposals import ProposalKind


class SameDates(Invalid):
    """Nothing to propose."""

    message = N_("Ce sont déjà les dates du prêt.")
    field = "ends_on"


class StartIsPast(Invalid):
    """What is out has left: only its return can move."""

    message = N_("Le matériel est déjà parti : seule la date de retour peut changer.")
    field = "starts_on"


class ProposalWaiting(Refusal):
    """One proposal at a time, so that both sides always know what they answer."""

    message = N_("Une proposition attend déjà une réponse : répondez-y ou retirez-la d'abord.")


class NoSuchProposal(Refusal):
    """Answered, withdrawn or expired meanwhile."""

    message = N_("Cette proposition n'est plus ouverte : elle a reçu une réponse, ou elle a expiré.")


def kind_of(old: Period[date], new: Period[date]) -> ProposalKind:
    """Days inside the agreed ones are a shortening; anything else takes days more."""
    return ProposalKind.SHORTENING if old.contains(new) else ProposalKind.EXTENSION


def is_at_once(kind: ProposalKind, side: Side) -> bool:
    """Whether nobody has to agree: the borrower gives days back."""
    return kind is ProposalKind.SHORTENING and side is Side.BORROWER


def require_other_dates(state: State, old: Period[date], new: Period[date]) -> None:
    """Raise ``SameDates``, or ``StartIsPast`` for something that is out."""
    if new == old:
        raise SameDates
    if state is State.OUT and new.start != old.start:
        raise StartIsPast

"""Kits that are real sets: what may be a member of what. Availability is in ``availability`` (one formula)."""

from app.core.errors import Invalid, NotFound, Refusal
from app.core.text import N_

MOST_MEMBERS = 30
MOST_OF_ONE = 999


class NotAMember(NotFound):
    """The listing is not of this institution, or does not exist."""


class MemberIsKit(Refusal):
    """Params: *title*. A kit of kits could not be counted."""

    message = N_("« %(title)s » est déjà un lot : un lot ne contient pas d'autre lot.")
    field = "member"


class KitIsMember(Refusal):
    """Params: *title*: the kit it is a member of."""

    message = N_("Cette annonce fait partie du lot « %(title)s » : elle ne peut pas devenir un lot à son tour.")
    field = "member"


class MemberOfItself(Invalid):
    """A kit cannot hold itself."""

    message = N_("Un lot ne se contient pas lui-même.")
    field = "member"


class MemberQuantityOutOfRange(Invalid):
    """Params: *most*."""

    message = N_("Indiquez un nombre entre 1 et %(most)s.")
    field = "quantity"


class TooManyMembers(Refusal):
    """Params: *most*."""

    message = N_("%(most)s objets différents au plus dans un lot.")
    field = "member"


def require_member_quantity(quantity: int) -> None:
    """Refuse a number that no kit holds."""
    if not 1 <= quantity <= MOST_OF_ONE:
        raise MemberQuantityOutOfRange(most=MOST_OF_ONE)

"""The life of a gift as a table of moves: requested, approved, its deed signed, handed over once and for all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from types import MappingProxyType

from app.core.actor import Actor
from app.core.errors import Refusal
from app.core.text import N_
from app.loans.domain.permissions import BORROWER_ROLES, LENDER_ROLES, is_the_system

ANSWER_WITHIN = timedelta(days=30)


class GiftState(StrEnum):
    """Where a gift is."""

    REQUESTED = "requested"
    APPROVED = "approved"
    SIGNED = "signed"
    TRANSFERRED = "transferred"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"


class GiftAction(StrEnum):
    """What can be done to a gift."""

    APPROVE = "approve"
    REFUSE = "refuse"
    CANCEL = "cancel"
    EXPIRE = "expire"
    SIGN = "sign"
    HAND_OVER = "hand_over"


class GiftSide(StrEnum):
    """Who acts."""

    GIVER = "giver"
    RECIPIENT = "recipient"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class GiftMove:
    """Where an action leads, and which sides may do it."""

    next: GiftState
    by: frozenset[GiftSide]


class GiftMoveNotAllowed(Refusal):
    """The gift is not in a state for this. Params: *state*, *action*."""

    message = N_("Ce don n'en est plus à cette étape : relisez-le, puis choisissez une action proposée.")


class GiftExpired(Refusal):
    """Nobody answered in time."""

    message = N_("Cette demande de don a expiré : le bénéficiaire peut en faire une autre.")


def _move(next_state: GiftState, *by: GiftSide) -> GiftMove:
    return GiftMove(next_state, frozenset(by))


_G, _R, _S = GiftSide.GIVER, GiftSide.RECIPIENT, GiftSide.SYSTEM

GIFT_MOVES: Mapping[tuple[GiftState, GiftAction], GiftMove] = MappingProxyType(
    {
        (GiftState.REQUESTED, GiftAction.APPROVE): _move(GiftState.APPROVED, _G),
        (GiftState.REQUESTED, GiftAction.REFUSE): _move(GiftState.REFUSED, _G),
        (GiftState.REQUESTED, GiftAction.CANCEL): _move(GiftState.CANCELLED, _R),
        (GiftState.REQUESTED, GiftAction.EXPIRE): _move(GiftState.EXPIRED, _S),
        # The state changes with the last signature.
        (GiftState.APPROVED, GiftAction.SIGN): _move(GiftState.SIGNED, _G, _R),
        (GiftState.APPROVED, GiftAction.CANCEL): _move(GiftState.CANCELLED, _G, _R),
        (GiftState.SIGNED, GiftAction.CANCEL): _move(GiftState.CANCELLED, _G, _R),
        (GiftState.SIGNED, GiftAction.HAND_OVER): _move(GiftState.TRANSFERRED, _G),
    }
)

HELD = frozenset({GiftState.APPROVED, GiftState.SIGNED})
"""States in which the units are kept for the recipient."""


@dataclass(frozen=True, slots=True)
class GiftParties:
    """Who gives, who receives (None: an association outside the platform, for which the giver acts), who asked."""

    giver_id: int
    recipient_id: int | None
    requested_by: int | None = None


def may_see_gift(actor: Actor, parties: GiftParties) -> bool:
    """Members of both institutions and the platform's staff; to others it is a 404."""
    theirs = parties.recipient_id is not None and actor.belongs_to(parties.recipient_id)
    return actor.is_staff or actor.belongs_to(parties.giver_id) or theirs


def may_request_gift(actor: Actor, giver_id: int, recipient_id: int) -> bool:
    """Whether the actor may ask *giver_id* for a gift to *recipient_id*: never one's own house."""
    return giver_id != recipient_id and actor.user_id is not None and actor.has_role(recipient_id, *BORROWER_ROLES)


def may_enter_gift(actor: Actor, giver_id: int) -> bool:
    """Whether the actor may write down a gift to an association outside the platform."""
    return actor.user_id is not None and actor.has_role(giver_id, *LENDER_ROLES)


def gift_sides(actor: Actor, parties: GiftParties) -> frozenset[GiftSide]:
    """The sides the actor may act for. Who asked for their own house never gives."""
    if is_the_system(actor):
        return frozenset({GiftSide.SYSTEM})
    if actor.user_id is None:
        return frozenset()
    sides = set()
    gives = actor.has_role(parties.giver_id, *LENDER_ROLES)
    if gives and (parties.recipient_id is None or actor.user_id != parties.requested_by):
        sides.add(GiftSide.GIVER)
    if gives if parties.recipient_id is None else actor.has_role(parties.recipient_id, *BORROWER_ROLES):
        sides.add(GiftSide.RECIPIENT)
    return frozenset(sides)


def gift_side(actor: Actor, parties: GiftParties, state: GiftState, action: GiftAction) -> GiftSide | None:
    """The side for which the actor would do *action* now; None if they may not."""
    move = GIFT_MOVES.get((state, action))
    mine = gift_sides(actor, parties)
    return next((side for side in GiftSide if move and side in move.by and side in mine), None)


def is_ever_theirs(actor: Actor, parties: GiftParties, action: GiftAction) -> bool:
    """Whether *action* is a move of their side in some state: tells "not now" from "not you"."""
    mine = gift_sides(actor, parties)
    return any(mine & move.by for (_, name), move in GIFT_MOVES.items() if name is action)

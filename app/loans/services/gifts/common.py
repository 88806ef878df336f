"""What the verbs of gifts share: the row locked, a move made, the journal, the letters."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app.accounts.models import Institution, Membership, User
from app.accounts.services.mails import Reader, notify
from app.core import journal
from app.core.actor import Actor, Role
from app.core.db import db
from app.core.errors import Forbidden, NotFound
from app.core.idempotency import is_repeat
from app.core.notices import Said
from app.core.text import N_
from app.core.wishes import NoticeKind
from app.listings.models import Listing
from app.loans.domain.gifts.life import (
    GIFT_MOVES,
    GiftAction,
    GiftMoveNotAllowed,
    GiftSide,
    gift_side,
    is_ever_theirs,
    may_see_gift,
)
from app.loans.domain.gifts.refusals import GiftChanged
from app.loans.domain.permissions import BORROWER_ROLES, LENDER_ROLES
from app.loans.models import Gift
from app.loans.queries.gifts.facts import parties_of_gift as parties_of

SUBJECTS = {
    "requested": N_("Demande de don de %(recipient)s : %(title)s"),
    "approved": N_("%(giver)s accepte de vous donner : %(title)s"),
    "refused": N_("%(giver)s ne peut pas vous donner : %(title)s"),
    "cancelled": N_("Don annulé : %(title)s"),
    "expired": N_("Demande de don restée sans réponse : %(title)s"),
    "signed": N_("Acte de don signé : %(title)s"),
    "transferred": N_("Don remis : %(title)s"),
    "bought_again": N_("%(giver)s a racheté l'équivalent de son don : %(title)s"),
}
"""What each letter of a gift is about; ``templates/mail/loans/gift_<letter>.txt`` says it."""


def locked_gift(actor: Actor, gift_id: int, seen: int | None = None) -> Gift:
    """The gift's row, locked first of all. Raises NotFound for third parties, ``GiftChanged`` when *seen* is old."""
    statement = select(Gift).where(Gift.id == gift_id).with_for_update(key_share=True)
    gift = db.session.execute(statement.execution_options(populate_existing=True)).scalar_one_or_none()
    if gift is None or not may_see_gift(actor, parties_of(gift)):
        raise NotFound()
    if seen is not None and seen != gift.version:
        raise GiftChanged
    return gift


def move_gift(actor: Actor, gift: Gift, action: GiftAction) -> GiftSide:
    """Do *action* to its state; the side for which it was done. Raises Forbidden, ``GiftMoveNotAllowed``."""
    side = require_move(actor, gift, action)
    gift.state = GIFT_MOVES[gift.state, action].next
    gift.version += 1
    return side


def require_move(actor: Actor, gift: Gift, action: GiftAction) -> GiftSide:
    """The side for which the actor may do *action* now."""
    side = gift_side(actor, parties_of(gift), gift.state, action)
    if side is None:
        if not is_ever_theirs(actor, parties_of(gift), action):
            raise Forbidden()
        raise GiftMoveNotAllowed(state=gift.state.value, action=action.value)
    return side


def is_done(actor: Actor, key: str, verb: str, gift_id: int, said: Any, now: datetime) -> bool:
    """Whether this very click was already obeyed."""
    return is_repeat(actor, key, [verb, gift_id, said], gift_id, now)


def note(actor: Actor, gift: Gift, side: GiftSide, verb: str, now: datetime, **details: Any) -> None:
    """One line in the journal of the side that acted (the giver's, for the platform)."""
    owner = gift.recipient_id if side is GiftSide.RECIPIENT and gift.recipient_id else gift.giver_id
    journal.record(actor, now, verb, "gift", gift.id, owner, **details)


def tell(gift: Gift, side: GiftSide, letter: str, now: datetime, *, but: int | None = None) -> None:
    """Write to the people of *side*; *but* leaves out who did it. Nobody reads for those outside the platform."""
    house = gift.giver_id if side is GiftSide.GIVER else gift.recipient_id
    readers = [reader for reader in _readers(gift, house, side) if reader.user_id != but] if house else []
    if not readers:
        return
    ids = [one for one in (gift.giver_id, gift.recipient_id) if one]
    rows = db.session.execute(select(Institution.id, Institution.name).where(Institution.id.in_(ids)))
    names = {row.id: row.name for row in rows}
    known = {
        "giver": names[gift.giver_id],
        "recipient": names.get(gift.recipient_id or 0, gift.outside_name),
        "title": db.session.execute(select(Listing.title).where(Listing.id == gift.listing_id)).scalar_one(),
    }
    address = {"gift_id": gift.id}
    said = Said(NoticeKind.REQUESTS, SUBJECTS[letter], known, "gift", gift.id, "loans.gift", address)
    notify(readers, said, f"loans/gift_{letter}", now, gift=gift, is_giver=side is GiftSide.GIVER, **known)


def _readers(gift: Gift, house: int, side: GiftSide) -> list[Reader]:
    """The giver's technicians; for the recipient whoever asked, while they are still there. Admins otherwise."""
    if side is GiftSide.GIVER:
        return _members(house, LENDER_ROLES) or _members(house, (Role.ADMIN,))
    asked = [reader for reader in _members(house, tuple(Role)) if reader.user_id == gift.requested_by]
    return asked or _members(house, (*BORROWER_ROLES, Role.ADMIN))


def _members(institution_id: int, roles: Sequence[Role]) -> list[Reader]:
    holders = select(Membership.user_id).where(
        Membership.institution_id == institution_id, Membership.role.in_(roles)
    )
    rows = select(User.id, User.email, User.name, User.language).where(User.id.in_(holders), User.is_active.is_(True))
    return [Reader(*row) for row in db.session.execute(rows.order_by(User.id))]

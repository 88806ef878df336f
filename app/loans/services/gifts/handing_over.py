"""The hand-over: on that day the objects change owner, and the recipient finds them in its inventory as a draft."""

from datetime import datetime

from app.core.actor import Actor
from app.core.db import db, transaction
from app.listings.models import Listing
from app.listings.queries.pools import lock_listings
from app.listings.services.giving import transfer_units
from app.listings.services.rows import institution_day
from app.loans.domain.gifts.life import GiftAction, GiftSide
from app.loans.domain.gifts.refusals import GiftBlocked
from app.loans.queries.gifts.facts import verdict_now
from app.loans.services.gifts.common import is_done, locked_gift, move_gift, note, require_move, tell


def hand_over_gift(actor: Actor, gift_id: int, now: datetime, *, seen: int | None = None, key: str = "") -> None:
    """The objects go, once and for all. The rules are asked once more: a collection item found since stays.

    Raises ``GiftBlocked``, ``GiftChanged``, ``GiftMoveNotAllowed``, Forbidden, NotFound.
    """
    with transaction():
        if is_done(actor, key, "hand_over_gift", gift_id, None, now):
            return
        gift = locked_gift(actor, gift_id, seen)
        require_move(actor, gift, GiftAction.HAND_OVER)
        lock_listings([gift.listing_id])
        db.session.get_one(Listing, gift.listing_id, populate_existing=True)
        verdict = verdict_now(gift)
        if not verdict.is_allowed:
            raise GiftBlocked(verdict)
        gift.transferred_on = institution_day(gift.giver_id, now)
        side = move_gift(actor, gift, GiftAction.HAND_OVER)
        kept = {one.unit_id: one.allocation_id for one in gift.units}
        given = transfer_units(actor, gift.listing_id, kept, gift.recipient_id, now)
        if given:
            gift.new_listing_id = given.listing_id
            for one in gift.units:
                one.new_unit_id = given.units[one.unit_id]
        gift.closed_at = now
        db.session.flush()
        note(actor, gift, side, "hand_over_gift", now, units=list(kept))
        tell(gift, GiftSide.RECIPIENT, "transferred", now, but=actor.user_id)

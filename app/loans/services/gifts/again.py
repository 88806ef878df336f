"""After a gift: its giver bought the same function again, and what the gift avoids bears it."""

from datetime import date, datetime

from app.core import events
from app.core.actor import Actor
from app.core.db import transaction
from app.core.errors import Forbidden
from app.listings.services.rows import institution_day
from app.loans.domain.gifts.again import BoughtAgainSaid, GiftBoughtAgain, NotGivenYet, require_bought_in_time
from app.loans.domain.gifts.life import GiftSide, GiftState, gift_sides
from app.loans.models import GiftRebuy
from app.loans.queries.gifts.facts import parties_of_gift
from app.loans.services.gifts.common import is_done, locked_gift, note, tell


def say_bought_again(actor: Actor, gift_id: int, bought_on: date, now: datetime, *, key: str = "") -> None:
    """The giver says that it bought or hired an equivalent on that day.

    Raises ``NotGivenYet``, ``BoughtAgainSaid``, ``NotBoughtYet``, ``NotWithinTheYear``, Forbidden, NotFound.
    """
    with transaction() as session:
        if is_done(actor, key, "say_bought_again", gift_id, bought_on.isoformat(), now):
            return
        gift = locked_gift(actor, gift_id)
        if GiftSide.GIVER not in gift_sides(actor, parties_of_gift(gift)):
            raise Forbidden()
        if gift.state is not GiftState.TRANSFERRED or gift.transferred_on is None:
            raise NotGivenYet
        if session.get(GiftRebuy, gift.id, populate_existing=True) is not None:
            raise BoughtAgainSaid
        require_bought_in_time(gift.transferred_on, bought_on, institution_day(gift.giver_id, now))
        session.add(GiftRebuy(gift_id=gift.id, bought_on=bought_on, said_by=actor.user_id, said_at=now))
        session.flush()
        note(actor, gift, GiftSide.GIVER, "say_bought_again", now, day=bought_on.isoformat())
        events.publish(GiftBoughtAgain(gift.id, now, actor.user_id))
        tell(gift, GiftSide.RECIPIENT, "bought_again", now, but=actor.user_id)

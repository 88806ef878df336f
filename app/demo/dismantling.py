"""What comes out of a show of the demo that is on now: announced before it closes."""

from collections.abc import Sequence
from datetime import datetime

from app.core.actor import Role
from app.core.clock import local_day
from app.demo.shows import Show
from app.listings.domain.dismantling import pieces_of, usual_slot
from app.listings.services.dismantling import DismantlingList, list_dismantling

LINES = """8 socles blancs 40 x 40 x 110 cm
2 vitrines 120 x 40 x 60 cm
4 écrans 43 pouces
3 vidéoprojecteurs 4500 lumens"""
NOTE = "Pièce imaginée pour la démonstration. À démonter par nos soins, à emporter sur place."


def announce(shows: Sequence[Show], now: datetime) -> list[int]:
    """List what comes out of the first show that closes after today; answers the ids of its listings."""
    today = local_day(now)
    open_now = [show for show in shows if show.opens_on <= today < show.closes_on]
    for show in sorted(open_now, key=lambda one: one.closes_on)[:1]:
        slot = usual_slot(show.closes_on, show.strike_until)
        wanted = DismantlingList(pieces_of(LINES), slot, show.house.site_ids[0], collection_item=False, note=NOTE)
        return list_dismantling(show.house.actor(Role.EXHIBITIONS), show.id, wanted, then_publish=True, now=now)
    return []

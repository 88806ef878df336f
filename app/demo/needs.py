"""What one of the demo's shows to come still needs: a list that is partly covered, and a basket begun."""

from collections.abc import Sequence
from datetime import datetime

from app.core.actor import Role
from app.core.clock import local_day
from app.demo.shows import Show
from app.needs.domain.reading import read_lines
from app.needs.queries.needs_page import proposal_page
from app.needs.services.needs import add_needs, gather

WANTED = """4 vidéoprojecteurs 5000 lumens
12 socles 40x40x100
30 m de cimaise
2 vitrines
6 enceintes
3 écrans 55 pouces
un rideau de scène ignifugé"""


def list_needs(shows: Sequence[Show], now: datetime) -> int | None:
    """Write the list of the last show that reuses, put what one lender has into its basket; the show's id."""
    today = local_day(now)
    coming = [
        show for show in shows if show.wanted and show.opens_on > today and Role.EXHIBITIONS in show.house.members
    ]
    if not coming:
        return None
    show = max(coming, key=lambda one: one.opens_on)
    team = show.house.actor(Role.EXHIBITIONS)
    add_needs(team, show.id, list(read_lines(WANTED, local_day(now))), now=now)
    lenders = proposal_page(team, show.id, now).lenders
    if lenders:
        shares = lenders[0].shares
        gather(team, show.id, {(one.line.id, one.offer.listing_id): one.quantity for one in shares}, now=now)
    return show.id

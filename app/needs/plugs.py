"""Where this package fills a place that those below keep open."""

from typing import Any

from app.core.actor import Actor
from app.core.clock import now
from app.listings import panels as listing_panels
from app.needs.queries.wanted import ListingWanted, listing_wanted


def plug_in() -> None:
    """Show to a lender which wanted ads their listing would meet."""
    listing_panels.plug_in("needs", "needs/_listing_panel.html", _wanted)


def _wanted(actor: Actor, listing_id: int, _page: Any) -> ListingWanted | None:
    return listing_wanted(actor, listing_id, now())

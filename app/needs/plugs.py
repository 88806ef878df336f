"""Where this package fills a place that those below keep open."""

from typing import Any

from app.core.actor import Actor
from app.core.clock import now
from app.core.i18n import language
from app.exhibitions import panels as exhibition_panels
from app.exhibitions.panels import Panel
from app.listings import panels as listing_panels
from app.needs.queries.needs_page import NeedsPanel, needs_panel
from app.needs.queries.wanted import ListingWanted, listing_wanted


def plug_in() -> None:
    """Show to a lender which wanted ads their listing would meet, and to a show's team its list of needs."""
    exhibition_panels.plug_in(Panel.MATERIAL, "needs/_exhibition_panel.html", _needs)
    listing_panels.plug_in("needs", "needs/_listing_panel.html", _wanted)


def _wanted(actor: Actor, listing_id: int, _page: Any) -> ListingWanted | None:
    return listing_wanted(actor, listing_id, now())


def _needs(actor: Actor, exhibition_id: int) -> NeedsPanel | None:
    return needs_panel(actor, exhibition_id, language())

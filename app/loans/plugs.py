"""What loans add to the pages of other packages: here the present day is read, as it is at any edge."""

from dataclasses import replace

from app.core.actor import Actor
from app.core.clock import now
from app.loans.queries.material import MaterialPanel
from app.loans.queries.show_calendar import show_calendar


def with_calendar(actor: Actor, panel: MaterialPanel | None) -> MaterialPanel | None:
    """What a show borrows, with its calendar."""
    if panel is None or not panel.lines:
        return panel
    return replace(panel, calendar=show_calendar(actor, panel.exhibition_id, now()))

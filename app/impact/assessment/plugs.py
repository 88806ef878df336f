"""Where the self-assessment fills a place that other packages keep open."""

from app.core.actor import Actor
from app.core.errors import NotFound
from app.exhibitions import panels as exhibition_panels
from app.exhibitions.panels import Panel
from app.impact.assessment import verification
from app.impact.assessment.queries.pages import ScorePanel, score_panel
from app.impact.assessment.queries.tasks import tasks_waiting
from app.listings import panels as listing_panels


def plug_in() -> None:
    """The score on the page of its exhibition, tasks on the home page of whom they are for, the invariants."""
    verification.register()
    exhibition_panels.plug_in(Panel.ASSESSMENT, "assessment/_panel.html", _panel)
    listing_panels.plug_in_tasks("assessment", tasks_waiting)


def _panel(actor: Actor, exhibition_id: int) -> ScorePanel | None:
    """None for who may not read it, and before anybody began."""
    try:
        return score_panel(actor, exhibition_id)
    except NotFound:
        return None

"""Places on the pages of loans that packages above fill, and of which this one knows nothing.

    # app/wiring.py
    loan_panels.plug_in("impact", "impact/loan_panel.html", impact_queries.loan_panel)        # (actor, loan id)
    loan_panels.plug_in_activity("impact", "impact/activity.html", impact_queries.activity)  # (actor, now)

A question answers what its template reads as ``panel``, or None when it has nothing to show to this person. The
page has checked that the person may see the loan. The last one plugged in under a name wins.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.core.actor import Actor


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel ready to be drawn: its template sees *content* as ``panel``."""

    name: str
    template: str
    content: Any


LoanQuestion = Callable[[Actor, int], Any]
ActivityQuestion = Callable[[Actor, datetime], Any]

_loan: dict[str, tuple[str, LoanQuestion]] = {}
_activity: dict[str, tuple[str, ActivityQuestion]] = {}


def plug_in(name: str, template: str, question: LoanQuestion) -> None:
    """Have *template* draw what *question* answers about a loan."""
    _loan[name] = (template, question)


def plug_in_activity(name: str, template: str, question: ActivityQuestion) -> None:
    """Have *template* draw what *question* answers about what the actor's institutions lent."""
    _activity[name] = (template, question)


def loan_panels(actor: Actor, loan_id: int) -> list[PanelView]:
    """The panels of one loan's page that have something to show."""
    views = [PanelView(name, template, ask(actor, loan_id)) for name, (template, ask) in _loan.items()]
    return [view for view in views if view.content is not None]


def activity_panels(actor: Actor, now: datetime) -> list[PanelView]:
    """The panels of the activity page that have something to show."""
    views = [PanelView(name, template, ask(actor, now)) for name, (template, ask) in _activity.items()]
    return [view for view in views if view.content is not None]

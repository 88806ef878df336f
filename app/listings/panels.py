"""Places on the listing and home pages that packages above fill, and of which this one knows nothing.

    # app/wiring.py
    panels.plug_in("impact", "impact/listing_panel.html", impact_queries.listing_panel)   # (actor, listing id, page)
    panels.plug_in_tasks("loans", loan_queries.my_tasks)                                   # (actor, now) -> [Task]
    panels.plug_in_figures("impact", impact_queries.network_figures)                       # (now) -> [NetworkFigure]

A panel's callable answers what its template reads as ``panel``, or None when it has nothing to show to this
person. The page has checked that the person may see the listing. What is plugged in twice is there once.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.core.actor import Actor


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel ready to be drawn: its template sees *content* as ``panel``."""

    name: str
    template: str
    content: Any


@dataclass(frozen=True, slots=True)
class Task:
    """Something that waits for a person: what (translated), where, until when. *tone* is that of a badge."""

    label: str
    url: str
    due: date | None = None
    tone: str = "neutral"
    action: str = ""


@dataclass(frozen=True, slots=True)
class NetworkFigure:
    """A figure of the network with its condition (both translated) and the page that explains it."""

    value: str
    unit: str
    sentence: str
    href: str | None = None


PanelQuestion = Callable[[Actor, int, Any], Any]
TaskQuestion = Callable[[Actor, datetime], list[Task]]
FigureQuestion = Callable[[datetime], list[NetworkFigure]]

_panels: dict[str, tuple[str, PanelQuestion]] = {}
_tasks: dict[str, TaskQuestion] = {}
_figures: dict[str, FigureQuestion] = {}


def plug_in(name: str, template: str, question: PanelQuestion) -> None:
    """Have *template* draw what *question* answers about a listing; the last one of a name wins."""
    _panels[name] = (template, question)


def plug_in_tasks(name: str, question: TaskQuestion) -> None:
    """Have *question* asked what waits for a person, on their home page."""
    _tasks[name] = question


def plug_in_figures(name: str, question: FigureQuestion) -> None:
    """Have *question* asked for figures of the network, on the home page of visitors."""
    _figures[name] = question


def listing_panels(actor: Actor, listing_id: int, page: Any) -> list[PanelView]:
    """The panels that have something to show beside *page* (a ``ListingPage``)."""
    views = [
        PanelView(name, template, question(actor, listing_id, page)) for name, (template, question) in _panels.items()
    ]
    return [view for view in views if view.content is not None]


def tasks(actor: Actor, now: datetime) -> list[Task]:
    """All that waits for *actor*, soonest first; what has no day comes last."""
    found = [task for question in _tasks.values() for task in question(actor, now)]
    return sorted(found, key=lambda task: (task.due is None, task.due or date.max))


def network_figures(now: datetime) -> list[NetworkFigure]:
    """The figures other packages bring."""
    return [figure for question in _figures.values() for figure in question(now)]

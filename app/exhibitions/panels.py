"""The panels of an exhibition's page, filled by the packages above, of which this one knows nothing.

    # app/wiring.py
    panels.plug_in(Panel.MATERIAL, "loans/_exhibition_panel.html", loan_queries.exhibition_material)

The callable answers (actor, exhibition id) with what its template reads under the name ``panel``, or None when
it has nothing to show to this person. The page has checked that the person may see the exhibition.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.core.actor import Actor


class Panel(StrEnum):
    """In the order of the page: what it is made of, what it emits, what reuse avoided, how it was made."""

    MATERIAL = "material"
    FOOTPRINT = "footprint"
    AVOIDED = "avoided"
    ASSESSMENT = "assessment"


Question = Callable[[Actor, int], Any]


@dataclass(frozen=True, slots=True)
class PanelView:
    """A panel ready to be drawn: its template sees *content* as ``panel``."""

    name: Panel
    template: str
    content: Any


_plugged: dict[Panel, tuple[str, Question]] = {}


def plug_in(name: Panel, template: str, question: Question) -> None:
    """Have *template* draw what *question* answers; the last one plugged in wins."""
    _plugged[name] = (template, question)


def panels(actor: Actor, exhibition_id: int) -> list[PanelView]:
    """The panels that have something to show, in the order of the page."""
    asked = [(name, *_plugged[name]) for name in Panel if name in _plugged]
    views = [PanelView(name, template, question(actor, exhibition_id)) for name, template, question in asked]
    return [view for view in views if view.content is not None]

"""Exhibitions for tests, opened through the real verb."""

from datetime import date, datetime
from typing import Any

from app.core.actor import Actor
from app.exhibitions.domain.draft import ExhibitionDraft
from app.exhibitions.domain.passport import Element, NextLife, Origin
from app.exhibitions.services import create_exhibition

A_WALL = Element("cloison blanche", 4, Origin.BUILT, "le musée", NextLife.OFFER)
"""An element that will be offered."""


def a_draft(**said: Any) -> ExhibitionDraft:
    """A plausible show in Lyon, from 10 March to 20 June 2027, unless said otherwise."""
    usual: dict[str, Any] = {
        "title": "Sous la lave",
        "venue": "Grande galerie",
        "address": "69002 Lyon",
        "opens_on": date(2027, 3, 10),
        "closes_on": date(2027, 6, 20),
        "surface_m2": 400,
    }
    return ExhibitionDraft(**(usual | said))


def an_exhibition(actor: Actor, institution_id: int, now: datetime, **said: Any) -> int:
    """The id of a show opened by *actor* for *institution_id*."""
    return create_exhibition(actor, institution_id, a_draft(**said), now)

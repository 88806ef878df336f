"""The sites a member searches around."""

from dataclasses import dataclass

from sqlalchemy import select

from app.accounts.models import Site
from app.core.actor import Actor
from app.core.db import db
from app.core.gazetteer import Place, place_by_insee

MOST_SITES = 3


@dataclass(frozen=True, slots=True)
class OwnSite:
    """A site of one's institution and the town it is in."""

    name: str
    place: Place

    @property
    def place_text(self) -> str:
        """How the place is written in the field: a name that leads to no other town."""
        return f"{self.place.name} {self.place.department}"


def own_sites(actor: Actor) -> tuple[OwnSite, ...]:
    """The first sites of *actor*'s institutions, one for each town (one query; none for a visitor)."""
    if not actor.institution_ids:
        return ()
    of_own = Site.institution_id.in_(sorted(actor.institution_ids))
    rows = db.session.execute(select(Site.name, Site.insee).where(of_own).order_by(Site.id).limit(10 * MOST_SITES))
    by_town: dict[str, OwnSite] = {}
    for name, insee in rows:
        place = place_by_insee(insee) if insee else None
        if place:
            by_town.setdefault(place.insee, OwnSite(name, place))
    return tuple(by_town.values())[:MOST_SITES]

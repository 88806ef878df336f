"""What the demo's museums look for: two wanted ads, and a search that its exhibition team is told about."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from app.core.actor import Role
from app.core.clock import local_day
from app.core.gazetteer import Place, find_place
from app.demo.network import House
from app.listings.queries.search import Criteria
from app.listings.queries.search.kept import kept
from app.needs.domain.wanted import WantedFields, with_wishes_of_title
from app.needs.domain.watching import Rhythm
from app.needs.services.wanted import publish_wanted
from app.needs.services.watching import save_search


def look_for(houses: Sequence[House], now: datetime) -> list[int]:
    """Publish the ads and keep the search; answers the ids of the ads."""
    seekers = [house for house in houses if Role.EXHIBITIONS in house.members][:2]
    asked = (
        ("video_projector", "4 vidéoprojecteurs de 5 000 lumens", 4, "Pour une salle de 12 m, sans fenêtre."),
        ("plinth", "12 socles blancs 40 x 40 x 100 cm", 12, "Peinture mate ; nous pouvons repeindre au retour."),
    )
    today = local_day(now)
    first, last = today + timedelta(days=60), today + timedelta(days=150)
    ads = []
    for house, (category, title, quantity, why) in zip(seekers, asked, strict=False):
        place = _place(house)
        fields = WantedFields(house.id, category, title, quantity, first, last, place, None, why)
        ads.append(publish_wanted(house.actor(Role.EXHIBITIONS), with_wishes_of_title(fields, today), now=now))
    for house in seekers[:1]:
        place = _place(house)
        search = Criteria(category="display_case", place=place, place_text=place.name, radius_km=200)
        actor = house.actor(Role.EXHIBITIONS)
        save_search(actor, f"Vitrines, {place.name}", kept(search), Rhythm.DAILY, now=now)
    return ads


def _place(house: House) -> Place:
    return find_place(house.town)[0]

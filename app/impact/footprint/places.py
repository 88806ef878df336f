"""How far a place written in a works list is: towns of France by the gazetteer, 136 cities abroad by a table.

The table (``data/places.csv``) holds coordinates of cities rounded to a tenth of a degree, about 10 km: plain facts,
good enough for a distance between cities. What is in neither is asked back, never guessed.
"""

import csv
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache

from app.core.gazetteer import locate, places_named
from app.core.geo import Point, distance_km, point_at
from app.core.text import fold
from app.impact.footprint.activities import DATA


def straight_from(here: Point) -> Callable[[str], Decimal | None]:
    """A function that answers how many km away a place is as the crow flies; None for one it does not know."""

    def straight(place: str) -> Decimal | None:
        point = point_of(place)
        return None if point is None else Decimal(round(distance_km(here, point)))

    return straight


def point_of(place: str) -> Point | None:
    """Where a place is. A town of France first when the text holds a postcode; one name, two towns: the larger one
    only if it is ten times the other, else nobody knows which.
    """
    abroad = _abroad().get(fold(place)) or _last_part(place)
    if abroad is not None and not any(letter.isdigit() for letter in place):
        return abroad
    located = locate(place)
    if located is not None:
        return located.point
    found = [one for one in places_named(place.split(",")[0].split("(")[0]) if not one.is_district]
    if len(found) == 1 or (found and found[0].population > 10 * found[1].population):
        return found[0].point
    return None


def _last_part(place: str) -> Point | None:
    """The city in "Tate Modern, Londres" or "Londres, Royaume-Uni"."""
    for part in (place.split(",")[0], place.rsplit(",", 1)[-1]):
        found = _abroad().get(fold(part))
        if found is not None:
            return found
    return None


@cache
def _abroad() -> Mapping[str, Point]:
    with (DATA / "places.csv").open(encoding="utf-8", newline="") as file:
        return {
            fold(name): point_at(row["lat"], row["lon"])
            for row in csv.DictReader(file)
            for name in row["name"].split("|")
        }

"""Which town an exhibition is in, read from whatever the team typed. Offline; the region follows."""

from app.core.gazetteer import Place, find_place, locate
from app.exhibitions.domain.refusals import AmbiguousPlace, UnknownPlace

NAMED_AT_MOST = 4


def town_of(address: str) -> Place:
    """The town of "69002 Lyon", "lyon" or "86 quai Perrache, 69002 Lyon".

    Raises :class:`UnknownPlace`, or :class:`AmbiguousPlace` naming the towns that may be meant.
    """
    located = locate(address)
    if located is not None:
        return located
    found = find_place(address)
    if not found:
        raise UnknownPlace()
    if len(found) > 1:
        raise AmbiguousPlace(places=", ".join(_named(place) for place in found[:NAMED_AT_MOST]))
    return found[0]


def city_of(town: Place) -> str:
    """How people call it: "Lyon 2e" for what INSEE names "Lyon 2e Arrondissement"."""
    return town.name.removesuffix(" Arrondissement") if town.is_district else town.name


def _named(place: Place) -> str:
    return f"{place.name} ({place.postcodes[0] if place.postcodes else place.department})"

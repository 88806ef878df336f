"""Where an address is: the Base Adresse Nationale when it answers, the offline gazetteer otherwise.

Never asked inside a transaction: somebody else's server may take its three seconds.
"""

from dataclasses import dataclass

from flask import current_app

from app.core import gazetteer
from app.core.db import in_transaction
from app.core.errors import Invalid
from app.core.geo import Point
from app.core.text import N_

BAN_DOMAIN = "data.geopf.fr/geocodage"
TIMEOUT_S = 3
SURE_ENOUGH = 0.5
"""Below this score the BAN is guessing (its own documentation advises checking by hand under 0.5)."""


class AddressNotFound(Invalid):
    """Neither the address nor its town is known."""

    message = N_("Nous ne trouvons pas « %(address)s ». Vérifiez le code postal et le nom de la commune.")
    field = "city"


@dataclass(frozen=True, slots=True)
class Located:
    """A point and the commune it is in; *region* and *department* are INSEE codes, always derived."""

    point: Point
    insee: str
    city: str
    department: str
    region: str
    source: str


def geocode(address: str, postcode: str, city: str) -> Located:
    """Where this is. Raises :class:`AddressNotFound` when not even the town can be told."""
    town = gazetteer.locate(f"{address}, {postcode} {city}") if postcode else None
    if town is None:
        raise AddressNotFound(address=" ".join(f"{postcode} {city}".split()))
    exact = _ask_ban(f"{address} {postcode} {city}") if _may_ask() else None
    if exact is not None:
        found = gazetteer.place_by_insee(exact[1])
        if found is not None:
            return _located(found, exact[0], "ban")
    return _located(town, town.point, "offline")


def _may_ask() -> bool:
    return current_app.config["GEOCODER"] != "offline" and not in_transaction()


def _located(town: gazetteer.Place, point: Point, source: str) -> Located:
    return Located(point, town.insee, town.name, town.department, town.region.code, source)


def _ask_ban(text: str) -> tuple[Point, str] | None:
    """The point and the INSEE code of the best answer, or None when there is none or no network."""
    from geopy.exc import GeopyError  # with all it brings along, nine megabytes that most workers never need
    from geopy.geocoders import BANFrance

    service = BANFrance(domain=BAN_DOMAIN, timeout=TIMEOUT_S, user_agent="ressourcerie")
    try:
        found = service.geocode(text)
    except (GeopyError, OSError, ValueError, KeyError):
        return None
    if found is None:
        return None
    facts = found.raw.get("properties", {})
    if facts.get("score", 0) < SURE_ENOUGH or not facts.get("citycode"):
        return None
    return Point(found.latitude, found.longitude), str(facts["citycode"])

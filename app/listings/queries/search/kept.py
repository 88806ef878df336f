"""A search put away and taken out again: a mapping of texts, as a row of the database keeps it.

>>> restored(kept(Criteria(text="écran", quantity=2))) == Criteria(text="écran", quantity=2)
True
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.core.gazetteer import Place, place_by_insee
from app.listings.domain.spec_wanted import SpecWanted
from app.listings.domain.states import Condition, Offer
from app.listings.queries.search.criteria import Criteria, Sort

_ANYWHERE = "0"


def kept(criteria: Criteria) -> dict[str, str]:
    """What *criteria* ask, page and left-out institutions apart: they are no part of a search somebody keeps."""
    said = {
        "text": criteria.text,
        "category": criteria.category,
        "family": criteria.family,
        "specs": ";".join(_spec_text(one) for one in criteria.specs),
        "insee": criteria.place.insee if criteria.place else None,
        "place_text": criteria.place_text,
        "radius_km": _ANYWHERE if criteria.radius_km is None else str(criteria.radius_km),
        "region": criteria.region,
        "department": criteria.department,
        "first_day": criteria.first_day.isoformat() if criteria.first_day else None,
        "last_day": criteria.last_day.isoformat() if criteria.last_day else None,
        "quantity": str(criteria.quantity),
        "condition": criteria.condition,
        "offer": criteria.offer,
        "easy_to_move": "1" if criteria.easy_to_move else None,
        "sort": criteria.sort,
    }
    return {name: str(value) for name, value in said.items() if value}


def restored(said: Mapping[str, str]) -> Criteria:
    """The criteria that `kept` put away; a place that is no longer known is left out."""
    place: Place | None = place_by_insee(said["insee"]) if "insee" in said else None
    return Criteria(
        text=said.get("text", ""),
        category=said.get("category"),
        family=said.get("family"),
        specs=tuple(_spec(text) for text in said.get("specs", "").split(";") if text),
        place=place,
        place_text=said.get("place_text", "") if place else "",
        radius_km=int(said["radius_km"]) or None,
        region=said.get("region"),
        department=said.get("department"),
        first_day=_day(said.get("first_day")),
        last_day=_day(said.get("last_day")),
        quantity=int(said.get("quantity", "1")),
        condition=Condition(said["condition"]) if "condition" in said else None,
        offer=Offer(said["offer"]) if "offer" in said else None,
        easy_to_move="easy_to_move" in said,
        sort=Sort(said["sort"]) if "sort" in said else None,
    )


def _spec_text(one: SpecWanted) -> str:
    bounds = ("" if bound is None else str(bound) for bound in (one.low, one.high))
    return "|".join((one.key, *bounds, ",".join(sorted(one.options))))


def _spec(text: str) -> SpecWanted:
    key, low, high, options = text.split("|")
    bounds = [Decimal(bound) if bound else None for bound in (low, high)]
    return SpecWanted(key, bounds[0], bounds[1], frozenset(one for one in options.split(",") if one))


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None

"""A search kept for later: its criteria as plain texts, and back. What a saved search holds and a job runs again.

    >>> kept(Criteria(text="écran", quantity=2))
    {'text': 'écran', 'quantity': '2'}

Nothing depends on the address of the search page, on a language or on the order of the form. What no longer means
anything when it is read again (a place that merged with its neighbour, a state that was renamed) is left out.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from app.core.gazetteer import Place, place_by_insee
from app.listings.domain.states import Condition, Offer
from app.listings.queries.search.criteria import DEFAULT_RADIUS_KM, Criteria, Sort, SpecWanted

EVERYWHERE = "all"
YES = "yes"
_Word = TypeVar("_Word", bound=StrEnum)


def kept(criteria: Criteria) -> dict[str, str]:
    """*criteria* as texts by name; what is as by default is left out. The page number is no part of a search."""
    radius = EVERYWHERE if criteria.radius_km is None else str(criteria.radius_km)
    written = {
        "text": criteria.text,
        "category": criteria.category,
        "family": criteria.family,
        "specs": _specs_written(criteria.specs),
        "place": criteria.place.insee if criteria.place else None,
        "place_text": criteria.place_text if criteria.place else None,
        "radius_km": radius if criteria.radius_km != DEFAULT_RADIUS_KM else None,
        "region": criteria.region,
        "department": criteria.department,
        "first_day": criteria.first_day,
        "last_day": criteria.last_day,
        "quantity": criteria.quantity if criteria.quantity > 1 else None,
        "condition": criteria.condition,
        "offer": criteria.offer,
        "easy_to_move": YES if criteria.easy_to_move else None,
        "sort": criteria.sort,
        "not_from": ",".join(str(one) for one in sorted(criteria.not_from)),
    }
    return {name: str(value) for name, value in written.items() if value}


def restored(mapping: Mapping[str, str], place_of: Callable[[str], Place | None] = place_by_insee) -> Criteria:
    """The criteria that `kept` wrote. *place_of* finds a place by its INSEE code."""
    place = place_of(mapping["place"]) if "place" in mapping else None
    radius = mapping.get("radius_km", str(DEFAULT_RADIUS_KM))
    return Criteria(
        text=mapping.get("text", ""),
        category=mapping.get("category"),
        family=mapping.get("family"),
        specs=_specs_read(mapping.get("specs", "")),
        place=place,
        place_text=mapping.get("place_text", "") if place else "",
        radius_km=None if radius == EVERYWHERE else _whole(radius, DEFAULT_RADIUS_KM),
        region=mapping.get("region"),
        department=mapping.get("department"),
        first_day=_day(mapping.get("first_day")),
        last_day=_day(mapping.get("last_day")),
        quantity=_whole(mapping.get("quantity", ""), 1),
        condition=_word(Condition, mapping.get("condition")),
        offer=_word(Offer, mapping.get("offer")),
        easy_to_move=mapping.get("easy_to_move") == YES,
        sort=_word(Sort, mapping.get("sort")),
        not_from=frozenset(int(one) for one in mapping.get("not_from", "").split(",") if one.isdecimal()),
    )


def _specs_written(specs: tuple[SpecWanted, ...]) -> str:
    rows = [
        {"key": one.key}
        | ({"low": str(one.low)} if one.low is not None else {})
        | ({"high": str(one.high)} if one.high is not None else {})
        | ({"options": sorted(one.options)} if one.options else {})
        for one in specs
    ]
    return json.dumps(rows, ensure_ascii=False) if rows else ""


def _specs_read(text: str) -> tuple[SpecWanted, ...]:
    if not text:
        return ()
    return tuple(
        SpecWanted(row["key"], _decimal(row.get("low")), _decimal(row.get("high")), frozenset(row.get("options", ())))
        for row in json.loads(text)
    )


def _decimal(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def _whole(text: str, otherwise: int) -> int:
    return int(text) if text.isdecimal() else otherwise


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


def _word(words: type[_Word], text: str | None) -> _Word | None:
    return words(text) if text in {one.value for one in words} else None

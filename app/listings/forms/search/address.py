"""`Criteria` written as the arguments of an address."""

from decimal import Decimal
from typing import Any

from app.listings.queries.search.criteria import DEFAULT_RADIUS_KM, Criteria, SpecWanted

EVERYWHERE = "0"
EASY = "facile"
LOW, HIGH, OPTION = "min-", "max-", "spec-"


def spec_name(prefix: str, key: str) -> str:
    """The name that a characteristic bears in an address.

    >>> spec_name(LOW, "luminous_flux")
    'min-luminous-flux'
    """
    return prefix + key.replace("_", "-")


def arguments(criteria: Criteria) -> dict[str, str | list[str]]:
    """The address of *criteria*: what is as by default is left out."""
    said: dict[str, Any] = {
        "q": criteria.text,
        "categorie": criteria.category,
        "famille": criteria.family,
        **_specs(criteria.specs if criteria.category else ()),
        "lieu": criteria.place_text if criteria.place else None,
        "rayon": _radius(criteria) if criteria.place else None,
        "region": criteria.region,
        "departement": criteria.department,
        "du": criteria.first_day,
        "au": criteria.last_day,
        "quantite": criteria.quantity if criteria.quantity > 1 else None,
        "etat": criteria.condition,
        "offre": criteria.offer,
        "transport": EASY if criteria.easy_to_move else None,
        "tri": criteria.sort,
        "page": criteria.page if criteria.page > 1 else None,
    }
    return {name: value if isinstance(value, list) else str(value) for name, value in said.items() if value}


def written(value: Decimal) -> str:
    """A bound as it is typed: no exponent, no trailing zeros."""
    return f"{value.normalize():f}" if value else "0"


def _unmistakable(value: Decimal) -> str:
    """The same, and never taken for thousands in any language: "1.1250"."""
    text = written(value)
    return f"{text}0" if len(text.partition(".")[2]) == 3 else text


def _specs(specs: tuple[SpecWanted, ...]) -> dict[str, str | list[str]]:
    said: dict[str, str | list[str]] = {}
    for one in specs:
        if one.low is not None:
            said[spec_name(LOW, one.key)] = _unmistakable(one.low)
        if one.high is not None:
            said[spec_name(HIGH, one.key)] = _unmistakable(one.high)
        if one.options:
            said[spec_name(OPTION, one.key)] = sorted(one.options)
    return said


def _radius(criteria: Criteria) -> str | None:
    if criteria.radius_km is None:
        return EVERYWHERE
    return str(criteria.radius_km) if criteria.radius_km != DEFAULT_RADIUS_KM else None

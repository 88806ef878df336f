"""The service life of the method, for papers that say what use has left of a value."""

from collections.abc import Mapping
from typing import Any

from app.impact.factors.domain import NoFactor, manufacturing_factor
from app.listings.domain.categories import categories
from app.loans.lives import ServiceLife


def service_life(category_id: str, stored: Mapping[str, Any]) -> ServiceLife | None:
    """L in years of one new equivalent; None for what is counted in uses, and for what no factor covers."""
    kind = categories().get(category_id)
    if kind is None:
        return None
    known = {spec.key: spec for spec in kind.specs}
    specs = {key: known[key].restore(value) for key, value in stored.items() if key in known}
    try:
        made = manufacturing_factor(category_id, specs)
    except (NoFactor, KeyError):
        return None
    return ServiceLife(made.life_years, made.life_source) if made.life_years else None

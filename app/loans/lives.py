"""How long an object serves: known by a package above, asked by this one without knowing it.

# app/impact/plugs.py
lives.plug_in(service_life)
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class ServiceLife:
    """In years, and who says so."""

    years: Decimal
    source: str


Question = Callable[[str, Mapping[str, Any]], ServiceLife | None]
_known: dict[str, Question] = {}


def plug_in(question: Question) -> None:
    """Have *question* say how long an object of a category with these stored specs serves."""
    _known["life"] = question


def service_life(category: str, specs: Mapping[str, Any]) -> ServiceLife | None:
    """The service life of a new one; None where nobody says."""
    ask = _known.get("life")
    return ask(category, specs) if ask else None

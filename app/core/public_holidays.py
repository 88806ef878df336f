"""French public holidays, which are not the same in Strasbourg, Metz and Saint-Denis de La Réunion.

>>> date(2027, 3, 26) in public_holidays("67", 2027, 2027)  # Good Friday: in Alsace and Moselle only
True
>>> date(2027, 3, 26) in public_holidays("69", 2027, 2027)
False
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType

from app.core.lean_import import module_alone

_France = module_alone("holidays.countries", "france").France

SUBDIVISIONS: Mapping[str, str] = MappingProxyType(
    {
        "57": "57",
        "67": "6AE",
        "68": "6AE",
        "971": "971",
        "972": "972",
        "973": "973",
        "974": "974",
        "976": "976",
        "975": "PM",
        "977": "BL",
        "978": "MF",
        "984": "TF",
        "986": "WF",
        "987": "PF",
        "988": "NC",
    }
)
"""Department or territory -> subdivision of the library (ISO 3166-2:FR), where days of their own are kept: Code du
travail L.3134-13 for Alsace and Moselle, L.3422-2 for the commemorations of the abolition of slavery overseas."""


@lru_cache(maxsize=500)
def public_holidays(department: str, first_year: int, last_year: int) -> frozenset[date]:
    """The public holidays (Code du travail L.3133-1 and local ones) of *department*, from the first year to the last.

    A department without days of its own keeps the national ones. The library does not refuse a subdivision it does
    not know: only those of `SUBDIVISIONS` are ever asked for, and a test holds them against its list.
    """
    years = range(first_year, last_year + 1)
    return frozenset(_France(subdiv=SUBDIVISIONS.get(department), years=years))


@lru_cache(maxsize=500)
def holiday_names(department: str, first_year: int, last_year: int, language: str = "fr") -> Mapping[date, str]:
    """The same days by the name a reader of *language* (two letters) gives them."""
    found = _France(
        subdiv=SUBDIVISIONS.get(department),
        years=range(first_year, last_year + 1),
        language="fr" if language == "fr" else "en_US",
    )
    return MappingProxyType(dict(found.items()))

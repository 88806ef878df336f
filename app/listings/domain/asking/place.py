"""Where: "près de Lyon", "à 30 km d'Angers", "en Bretagne", "near the ...", or a town at the end."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from app.core.gazetteer import Place, places_named
from app.core.geo import departments, regions
from app.core.text import fold
from app.listings.domain.asking.plain import CUT, without

LONGEST_NAME = 5
_TOWN, _WELL_KNOWN = 2_000, 10_000
_NEAR = (
    r"pres|proche|autour|aux alentours|aux environs|a cote|a proximite|vers|near|close to|around|next to|"
    r"not far from|nearby"
)
_DISTANCE = (
    r"(?:(?:a|dans un rayon de|a moins de|within|in a radius of|moins de|less than)\s+)*"
    r"(?P<km>\d{1,3}) ?(?:km|kilometres|kilometers)"
)
_LINK = r"(?:(?:de|of|from|around|autour de) |d'|du |des )"
_AREA = rf"(?<!\w)(?:(?:{_DISTANCE} {_LINK})|(?P<near>{_NEAR}) (?P<link>de |d'|du |des )?)"
_POSTCODE = re.compile(r"\d{5}")
_STRONG = re.compile(_AREA)
_WEAK = re.compile(r"(?<!\w)(?:a|au|aux|en|in|at|dans|sur)(?: (?:le|la|les|the)| l')? |(?<!\w)dans l'")


@dataclass(frozen=True, slots=True)
class Where:
    """A place, or a region or department by its code; *radius_km* when it was said; *text* is how it was written."""

    place: Place | None = None
    region: str | None = None
    department: str | None = None
    radius_km: int | None = None
    text: str = ""


def take_place(text: str) -> tuple[Where | None, str]:
    """The place that a preposition names in plain *text*, and the text without both."""
    for said in _STRONG.finditer(text):
        articles = _articles(said.group())
        found = _first(text, said.end(), articles, 0)
        if found:
            km = int(said["km"]) if said["km"] else None
            return _with_radius(found[0], km), without(text, said.start(), found[1])
    for said in _WEAK.finditer(text):
        found = _first(text, said.end(), ("",), _TOWN)
        if found:
            return found[0], without(text, said.start(), found[1])
    return None, text


def take_last_place(text: str, is_taken: Callable[[str], bool]) -> tuple[Where | None, str]:
    """A well-known town, a postcode or a region as the last words of plain *text*, when others stand before it.

    *is_taken* tells names that mean something else here.
    """
    end = len(text.rstrip(f" ,.{CUT}"))
    starts = [found.start() for found in re.finditer(r"(?<![\w'-])\w", text[:end])][-LONGEST_NAME:]
    for start in starts:
        name = text[start:end]
        if CUT in name or "," in name or not text[:start].strip(" ,") or is_taken(name):
            continue
        least = 0 if _POSTCODE.search(name) else _WELL_KNOWN
        where = _named(name, least)
        if where:
            return where, without(text, start, end)
    return None, text


def _with_radius(where: Where, km: int | None) -> Where:
    return Where(where.place, where.region, where.department, km, where.text)


def _articles(preposition: str) -> tuple[str, ...]:
    """ "près du Mans" is near Le Mans, "près des Sables" near Les Sables."""
    last = preposition.split()[-1]
    return ("le ", "") if last == "du" else ("les ", "") if last == "des" else ("",)


def _first(text: str, start: int, articles: tuple[str, ...], least: int) -> tuple[Where, int] | None:
    """The longest name right at *start*, and where it ends."""
    for name in _names(text[start:]):
        for article in articles:
            where = _named(article + name, least)
            if where:
                return where, start + len(name)
    return None


def _names(text: str) -> Iterator[str]:
    """The first words of *text*, the longest run first; none reaches over a cut or a comma."""
    reach = re.split(rf"[{CUT},;]", text, maxsplit=1)[0].rstrip(" .")
    ends = [found.end() for found in re.finditer(r"[\w'-]+", reach)][:LONGEST_NAME]
    for end in reversed(ends):
        yield reach[:end]


def _named(name: str, least: int) -> Where | None:
    folded = fold(name)
    if len(folded) < 2:
        return None
    region = next((code for code, one in regions().items() if fold(one.name) == folded), None)
    if region:
        return Where(region=region, text=name)
    place = next((place for place in places_named(name) if place.population >= least), None)
    if place:
        return Where(place=place, text=name)
    department = next((code for code, one in departments().items() if fold(one.name) == folded), None)
    return Where(department=department, text=name) if department else None

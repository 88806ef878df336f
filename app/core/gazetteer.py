"""Where a French town is, without asking anybody: 35,000 communes, overseas included.

    >>> find_place("lyon 69")[0].name
    'Lyon'
    >>> locate("86 quai Perrache, 69002 Lyon").region.name
    'Auvergne-Rhône-Alpes'

The file is read at the first question. Rows stay lines of text until they are an answer, so the whole
gazetteer weighs some 15 MB. Source: INSEE and La Poste, Licence Ouverte (data/SOURCES.md).
"""

import csv
import gzip
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any

from app.core.geo import DATA, Point, Region, department_of_postcode, departments, region_of_department
from app.core.text import fold

_POSTCODE = re.compile(r"\b\d{5}\b")
_CEDEX = re.compile(r"\bcedex(?: \d{1,2})?\b|\bfrance$")
_DISTRICT = re.compile(r"^(paris|lyon|marseille) (\d{1,2})(?:er|e|eme)?(?: arrondissement| arr)?$")
_SHORT = {"st": "saint", "ste": "sainte", "sts": "saints"}
_AFTER_LAST_LETTER = "\x7f"


@dataclass(frozen=True, slots=True)
class Place:
    """A commune, or a municipal district of Paris, Lyon or Marseille.

    *point* is its centre; *department* an INSEE code, from which the region is always derived.
    """

    insee: str
    name: str
    is_district: bool
    postcodes: tuple[str, ...]
    department: str
    population: int
    point: Point

    @property
    def region(self) -> Region:
        """The region of the department: never stored, so it can't be wrong."""
        region = region_of_department(self.department)
        assert region is not None  # a test reads every row
        return region

    @property
    def department_name(self) -> str:
        """The department's name, as in "Rhône"."""
        return departments()[self.department].name


@dataclass(frozen=True, slots=True)
class _Index:
    lines: "_Texts"
    names: "_Texts"  # folded, sorted, parallel to lines
    postcodes: "_Rows"
    insee: "_Rows"


class _Texts(Sequence[str]):
    """Many short texts in one: 35,000 Python strings would weigh four times as much, in every worker."""

    def __init__(self, texts: Iterable[str]) -> None:
        whole, ends = bytearray(), array("I", [0])
        for text in texts:
            whole += text.encode()
            ends.append(len(whole))
        self._whole, self._ends = bytes(whole), ends

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __getitem__(self, number: Any) -> Any:
        return self._whole[self._ends[number] : self._ends[number + 1]].decode()


class _Rows:
    """The rows that hold each code."""

    def __init__(self, pairs: Iterable[tuple[str, int]]) -> None:
        ordered = sorted(pairs)
        self._codes, self._rows = _Texts(code for code, _ in ordered), array("I", (row for _, row in ordered))

    def of(self, code: str) -> Sequence[int]:
        """The rows of *code*, in their order; empty for one that nobody has."""
        return self._rows[bisect_left(self._codes, code) : bisect_right(self._codes, code)]


def find_place(text: str, limit: int = 10) -> list[Place]:
    """Places that *text* may mean, most populated first; empty if none.

    Understands a name in any spelling of accents, hyphens and case ("st etienne"), a postcode, a district
    ("Lyon 2e"), a name with its department ("Saint-Denis 974") or its postcode ("69002 Lyon"). A postcode
    puts the district before its city. A name nobody bears is taken as the beginning of one.
    """
    words = _plain(text)
    postcode = _POSTCODE.search(words)
    if postcode:
        return _by_postcode(postcode.group(), _without(words, postcode))[:limit]
    name, department = _split_department(words)
    found = _districts(words) + _named(name, department)
    if not found and len(name) > 2:
        found = _beginning(name, department)
    return sorted(found, key=_rank)[:limit]


def places_named(text: str) -> list[Place]:
    """Places that bear this very name or postcode, most populated first: the beginning of a name is not enough.

    >>> places_named("lyo"), places_named("Le Mans")[0].insee
    ([], '72181')
    """
    words = _plain(text)
    if _POSTCODE.fullmatch(words):
        return _by_postcode(words, "")
    name, department = _split_department(words)
    return sorted(_districts(words) + _named(name, department), key=_rank)


def locate(address: str) -> Place | None:
    """The town an address is in, by its postcode and the name after it; None if it can't be told.

    Offline geocoding: the answer is a town's centre, good enough for a distance between towns. CEDEX
    postcodes, which no commune bears, are read as name and department. Without a postcode the last part
    between commas must be the name of one commune only.
    """
    words = _plain(address)
    postcodes = list(_POSTCODE.finditer(words))
    if not postcodes:
        towns = _named(_plain(address.rsplit(",", 1)[-1]), None)
        return towns[0] if len(towns) == 1 else None
    last = postcodes[-1]
    found = _by_postcode(last.group(), words[last.end() :].strip())
    return found[0] if found else None


def place_by_insee(code: str) -> Place | None:
    """The commune or municipal district with this INSEE code ("69123", "2A004"), or None."""
    rows = _index().insee.of(code.strip().upper())
    return _place(rows[0]) if rows else None


def _by_postcode(postcode: str, name: str) -> list[Place]:
    """Those with this postcode, the best namesakes of *name* first; else *name* in its department."""
    rows = _index().postcodes.of(postcode)
    if not rows:
        return sorted(_named(name, department_of_postcode(postcode)), key=_rank) if name else []
    places = [_place(row) for row in rows]
    return sorted(places, key=lambda place: (not _is_named(place, name), not place.is_district, _rank(place)))


def _is_named(place: Place, name: str) -> bool:
    own = fold(place.name)
    return bool(name) and (own == name or (place.is_district and own.split()[0] == name.split()[0]))


def _named(name: str, department: str | None) -> list[Place]:
    return _matching(name, name, department)


def _beginning(name: str, department: str | None) -> list[Place]:
    return _matching(name, name + _AFTER_LAST_LETTER, department)


def _matching(first: str, last: str, department: str | None) -> list[Place]:
    """Places whose folded name lies between *first* and *last*, both included."""
    if not first:
        return []
    index = _index()
    row, found = bisect_left(index.names, first), []
    while row < len(index.names) and index.names[row] <= last:
        place = _place(row)
        if department in (None, place.department):
            found.append(place)
        row += 1
    return found


def _districts(words: str) -> list[Place]:
    asked = _DISTRICT.match(words)
    if not asked:
        return []
    city, number = asked.group(1), int(asked.group(2))
    ordinal = "1er" if number == 1 else f"{number}e"
    return _named(f"{city} {ordinal} arrondissement", None)


def _split_department(words: str) -> tuple[str, str | None]:
    """("lyon", "69") out of "lyon 69"; the whole text and None when no department ends it."""
    name, _, code = words.rpartition(" ")
    if name and code.upper() in departments():
        return name, code.upper()
    return words, None


def _rank(place: Place) -> tuple[int, str]:
    return -place.population, place.insee


def _plain(text: str) -> str:
    words = _CEDEX.sub(" ", fold(text)).split()
    return " ".join(_SHORT.get(word, word) for word in words)


def _without(words: str, match: re.Match[str]) -> str:
    return f"{words[: match.start()]} {words[match.end() :]}".strip()


def _place(row: int) -> Place:
    insee, name, district, postcodes, department, population, lat, lon = _cells(_index().lines[row])
    point = Point(float(lat), float(lon))
    codes = tuple(filter(None, postcodes.split("|")))
    return Place(insee, name, district == "1", codes, department, int(population or 0), point)


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]))


@cache
def _index() -> _Index:
    with gzip.open(DATA / "communes.csv.gz", "rt", encoding="utf-8") as file:
        file.readline()
        lines = _Texts(line.rstrip("\r\n") for line in file)
    return _Index(
        lines,
        _sorted(_Texts(fold(cells[1]) for cells in csv.reader(lines))),
        _Rows((code, row) for row, cells in enumerate(csv.reader(lines)) for code in cells[3].split("|") if code),
        _Rows((cells[0], row) for row, cells in enumerate(csv.reader(lines))),
    )


def _sorted(names: _Texts) -> _Texts:
    """*names* as they are, once sure that bisection may rely on their order."""
    if any(before > after for before, after in pairwise(names)):
        raise ValueError("communes.csv.gz is not sorted by folded name")
    return names

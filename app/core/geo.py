"""Points, distances, and the regions of France.

    >>> lyon, paris = Point(45.7485, 4.8467), Point(48.8566, 2.3428)
    >>> round(distance_km(lyon, paris))
    392

Regions and departments: INSEE, Code officiel géographique 2026, overseas included (data/SOURCES.md).
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from math import asin, cos, degrees, radians, sin, sqrt
from pathlib import Path

DATA = Path(__file__).parent / "data"
EARTH_RADIUS_KM = 6371.0088  # mean radius, IUGG
_WHOLE_TURN = 180.0


class Zone(StrEnum):
    """Metropolitan France, an overseas department and region, or another overseas collectivity."""

    METRO = "metro"
    OVERSEAS_REGION = "drom"
    OVERSEAS_COLLECTIVITY = "com"


@dataclass(frozen=True, slots=True)
class Point:
    """A place on Earth in decimal degrees (WGS 84); refuses what is not on Earth with ``ValueError``."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"not on Earth: {self.lat}, {self.lon}")


def point_at(lat: str, lon: str) -> Point:
    """A point written in decimal degrees, as tables write it."""
    return Point(float(lat), float(lon))


@dataclass(frozen=True, slots=True)
class Box:
    """South-west and north-east corners: a cheap first sieve before the exact distance."""

    south: float
    west: float
    north: float
    east: float

    def holds(self, point: Point) -> bool:
        """Whether *point* is inside, edges included."""
        return self.south <= point.lat <= self.north and self.west <= point.lon <= self.east


@dataclass(frozen=True, slots=True)
class Region:
    """A region, or an overseas collectivity standing for one; *code* and *seat* are INSEE's."""

    code: str
    name: str
    seat: str
    zone: Zone


@dataclass(frozen=True, slots=True)
class Department:
    """A department or an overseas collectivity; *region* is the code of its region."""

    code: str
    name: str
    region: str
    seat: str
    zone: Zone


def distance_km(a: Point, b: Point) -> float:
    """Great-circle distance in km (haversine; within 0.5 % of the ellipsoid's)."""
    rise = sin(radians(b.lat - a.lat) / 2) ** 2
    run = sin(radians(b.lon - a.lon) / 2) ** 2
    share = rise + cos(radians(a.lat)) * cos(radians(b.lat)) * run
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, share)))


def bounding_box(centre: Point, radius_km: float) -> Box:
    """The smallest box that surely holds every point within *radius_km* of *centre*.

    Near a pole or the 180th meridian the box takes every longitude: too wide, never too narrow.
    """
    reach = radius_km / EARTH_RADIUS_KM
    south, north = centre.lat - degrees(reach), centre.lat + degrees(reach)
    if south <= -90 or north >= 90:
        return Box(max(south, -90.0), -_WHOLE_TURN, min(north, 90.0), _WHOLE_TURN)
    spread = degrees(asin(min(1.0, sin(min(reach, 1.5)) / cos(radians(centre.lat)))))
    west, east = centre.lon - spread, centre.lon + spread
    if west < -_WHOLE_TURN or east > _WHOLE_TURN:
        west, east = -_WHOLE_TURN, _WHOLE_TURN
    return Box(south, west, north, east)


@cache
def regions() -> dict[str, Region]:
    """Every region by its INSEE code, in the order people read: mainland by name, then overseas."""
    rows = [Region(r["code"], r["name"], r["seat"], Zone(r["zone"])) for r in _rows("regions.csv")]
    order = list(Zone)
    rows.sort(key=lambda region: (order.index(region.zone), region.name.replace("Î", "I")))
    return {region.code: region for region in rows}


@cache
def departments() -> dict[str, Department]:
    """Every department by its code ("01" ... "2A" ... "974"), in the order of the official list."""
    rows = (
        Department(r["code"], r["name"], r["region"], r["seat"], Zone(r["zone"])) for r in _rows("departments.csv")
    )
    return {department.code: department for department in rows}


def region_of_department(code: str) -> Region | None:
    """The region a department belongs to, or None for a code that does not exist.

    >>> region_of_department("2A").name
    'Corse'
    """
    department = departments().get(code.strip().upper())
    return regions()[department.region] if department else None


OVERSEAS_ZONES = {
    "971": "America/Guadeloupe",
    "972": "America/Martinique",
    "973": "America/Cayenne",
    "974": "Indian/Reunion",
    "975": "America/Miquelon",
    "976": "Indian/Mayotte",
    "977": "America/St_Barthelemy",
    "978": "America/Marigot",
    "986": "Pacific/Wallis",
    "987": "Pacific/Tahiti",
    "988": "Pacific/Noumea",
}
"""IANA time zones outside mainland France (tz database)."""


def time_zone_of(department: str) -> str:
    """The time zone in which an institution of this department lives.

    >>> time_zone_of("974"), time_zone_of("69")
    ('Indian/Reunion', 'Europe/Paris')
    """
    return OVERSEAS_ZONES.get(department, "Europe/Paris")


def department_of_postcode(postcode: str) -> str | None:
    """The department that a French postcode most often serves; "CEDEX" codes included.

    A few communes are served by a neighbour's post office: ask the gazetteer first.
    """
    if len(postcode) != 5 or not postcode.isdigit():
        return None
    if postcode[:2] in ("97", "98"):
        code = postcode[:3]
    elif postcode[:2] == "20":
        code = "2A" if postcode[2] in "01" else "2B"
    else:
        code = postcode[:2]
    return code if code in departments() else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)

"""Where the answers to a search are: regions, or the departments of one, as shapes with counts, and as rows."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from app.core.actor import Actor
from app.core.geo import Region, Zone, departments, regions
from app.listings.queries.search.asked import Asked, asked
from app.listings.queries.search.criteria import Criteria
from app.listings.queries.search.finder import Finder

FILE = Path(__file__).parents[2] / "data" / "map" / "outlines.json"
MARGIN = 6
INSET = 56
INSET_GAP = 8


@dataclass(frozen=True, slots=True)
class Outline:
    """A shape as an SVG path, the box it fills (x, y, width, height) and where its number is written."""

    path: str
    box: tuple[int, int, int, int]
    at: tuple[int, int]

    @property
    def view_box(self) -> str:
        """Its own frame, with a margin."""
        x, y, width, height = self.box
        return f"{x - MARGIN} {y - MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}"


@dataclass(frozen=True, slots=True)
class Area:
    """A region or a department: how many answers are there, its *shade* from 0 (none) to 4, what it leads to.

    *outline* is None where nobody drew one: the area is in the list alone.
    """

    code: str
    name: str
    count: int
    shade: int
    criteria: Criteria
    outline: Outline | None


@dataclass(frozen=True, slots=True)
class Inset:
    """An overseas area in a frame of its own, and where the frame stands on the map."""

    area: Area
    outline: Outline
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class MapPage:
    """*areas* are drawn on one frame, *insets* beside; *rows* are all of them. *edges* are the highest counts of
    the shades 1 to 4; *region* is the one whose departments are shown."""

    criteria: Criteria
    asked: tuple[Asked, ...]
    region: Region | None
    areas: tuple[Area, ...]
    insets: tuple[Inset, ...]
    rows: tuple[Area, ...]
    edges: tuple[int, ...]
    view_box: str
    total: int


def map_page(actor: Actor, criteria: Criteria, now: datetime, finder: Finder) -> MapPage:
    """The answers to *criteria* by region; by department when a region is asked."""
    found = finder.find(actor, replace(criteria, page=1), now, 1)
    region = regions().get(_region_code(criteria))
    counts = found.departments if region else found.regions
    names = (
        {code: one.name for code, one in departments().items() if one.region == region.code}
        if region
        else {code: one.name for code, one in regions().items()}
    )
    shown = {code: counts.get(code, 0) for code in names}
    edges = edges_of(max(shown.values(), default=0))
    rows = tuple(_area(code, names[code], count, edges, criteria, region) for code, count in shown.items())
    framed = tuple(one for one in rows if one.outline and (region or not _is_overseas(one.code)))
    return MapPage(
        criteria=criteria,
        asked=asked(criteria),
        region=region,
        areas=framed,
        insets=() if region else _insets(rows, framed),
        rows=rows,
        edges=edges,
        view_box=_frame(framed),
        total=found.total,
    )


def edges_of(most: int) -> tuple[int, ...]:
    """The highest counts of at most four shades, each about twice the one before.

    >>> edges_of(100), edges_of(3), edges_of(0)
    ((13, 25, 50, 100), (1, 2, 3), ())
    """
    return tuple(sorted({-(-most // part) for part in (8, 4, 2, 1)})) if most else ()


def outlines(kind: str) -> Mapping[str, Outline]:
    """The outlines of "regions" or "departments" by INSEE code (IGN Admin Express 2018, simplified)."""
    return _outlines()[kind]


def _region_code(criteria: Criteria) -> str:
    of = departments().get(criteria.department or "")
    return criteria.region or (of.region if of else "")


def _area(
    code: str, name: str, count: int, edges: tuple[int, ...], criteria: Criteria, region: Region | None
) -> Area:
    shade = 4 - len(edges) + next((n for n, edge in enumerate(edges, 1) if count <= edge), 0) if count else 0
    leads = replace(criteria, page=1, **({"department": code} if region else {"region": code, "department": None}))
    return Area(code, name, count, shade, leads, outlines("departments" if region else "regions").get(code))


def _is_overseas(code: str) -> bool:
    return regions()[code].zone is not Zone.METRO


def _insets(rows: tuple[Area, ...], framed: tuple[Area, ...]) -> tuple[Inset, ...]:
    """One under the other in the Atlantic, at the left of the frame, up from its foot."""
    overseas = [(one, one.outline) for one in rows if one.outline and _is_overseas(one.code)]
    left = min(one.outline.box[0] for one in framed if one.outline)
    foot = max(one.outline.box[1] + one.outline.box[3] for one in framed if one.outline)
    top = foot - len(overseas) * (INSET + INSET_GAP)
    return tuple(
        Inset(one, outline, left, top + n * (INSET + INSET_GAP)) for n, (one, outline) in enumerate(overseas)
    )


def _frame(areas: tuple[Area, ...]) -> str:
    boxes = [one.outline.box for one in areas if one.outline]
    if not boxes:
        return "0 0 1 1"
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, foot = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return f"{left - MARGIN} {top - MARGIN} {right - left + 2 * MARGIN} {foot - top + 2 * MARGIN}"


@cache
def _outlines() -> dict[str, dict[str, Outline]]:
    data = json.loads(FILE.read_text(encoding="utf-8"))
    return {
        kind: {code: Outline(one["path"], tuple(one["box"]), tuple(one["at"])) for code, one in shapes.items()}
        for kind, shapes in data.items()
    }

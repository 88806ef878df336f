"""Draw the outlines of regions and departments once, from IGN's simplified contours, into app/listings/data/map.

    python scripts/build_map.py regions_light.geojson departements_light.geojson

Points become whole steps of a grid, the same for neighbours, so that their common border stays one line; what the
grid makes equal or straight is dropped. Mainland and Corsica share a frame, each overseas region has its own.
"""

import json
import sys
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

OUT = Path(__file__).parents[1] / "app/listings/data/map/outlines.json"
STEPS_PER_DEGREE = {"regions": 55, "departments": 150}
OVERSEAS_STEPS = {"01": 130, "02": 170, "03": 20, "04": 160, "06": 260}
REGION_OF_OVERSEAS = {"971": "01", "972": "02", "973": "03", "974": "04", "976": "06"}
SMALLEST_ISLAND = 12.0
"""Area in square steps under which an island is left out, unless it is all there is."""

Point = tuple[int, int]


def main(regions: Path, departments: Path) -> None:
    """Write the file; the same sources give the same bytes."""
    drawn = {
        "regions": _drawn(regions, "regions"),
        "departments": _drawn(departments, "departments"),
    }
    OUT.write_text(json.dumps(drawn, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n")
    print(OUT, OUT.stat().st_size, "bytes")


def _drawn(path: Path, kind: str) -> dict[str, Any]:
    features = json.loads(path.read_text())["features"]
    return {one["properties"]["code"]: _outline(one, kind) for one in features}


def _outline(feature: dict[str, Any], kind: str) -> dict[str, Any]:
    code, geometry = feature["properties"]["code"], feature["geometry"]
    shapes = [geometry["coordinates"]] if geometry["type"] == "Polygon" else geometry["coordinates"]
    overseas = REGION_OF_OVERSEAS.get(code, code if code in OVERSEAS_STEPS and kind == "regions" else "")
    steps = OVERSEAS_STEPS[overseas] if overseas else STEPS_PER_DEGREE[kind]
    latitude = shapes[0][0][0][1] if overseas else 46.5
    rings = [_tidy([_on_grid(point, steps, latitude) for point in ring]) for shape in shapes for ring in shape]
    rings = sorted((ring for ring in rings if len(ring) > 3), key=_area, reverse=True)
    kept = [ring for n, ring in enumerate(rings) if n == 0 or _area(ring) >= SMALLEST_ISLAND]
    xs, ys = ([point[axis] for ring in kept for point in ring] for axis in (0, 1))
    return {
        "path": "".join(_path(ring) for ring in kept),
        "box": [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)],
        "at": _middle(kept[0]),
    }


def _on_grid(point: list[float], steps: int, latitude: float) -> Point:
    return round(point[0] * cos(radians(latitude)) * steps), round(-point[1] * steps)


def _tidy(ring: list[Point]) -> list[Point]:
    """The ring without repeated points and without those that lie on a straight line."""
    once = [point for n, point in enumerate(ring) if n == 0 or point != ring[n - 1]]
    kept = once[:1]
    for n in range(1, len(once) - 1):
        (ax, ay), (bx, by), (cx, cy) = kept[-1], once[n], once[n + 1]
        if (bx - ax) * (cy - ay) != (by - ay) * (cx - ax):
            kept.append(once[n])
    return kept + once[-1:]


def _area(ring: list[Point]) -> float:
    return abs(sum(ax * by - bx * ay for (ax, ay), (bx, by) in pairwise(ring))) / 2


def _path(ring: list[Point]) -> str:
    (x, y), moves = ring[0], []
    for px, py in ring[1:-1]:
        moves.append(f"{px - x} {py - y}")
        x, y = px, py
    return f"M{ring[0][0]} {ring[0][1]}l{' '.join(moves).replace(' -', '-')}z"


def _middle(ring: list[Point]) -> Point:
    """Where a number is written: the inner point of a coarse grid that lies farthest from the border."""
    xs, ys = [x for x, _ in ring], [y for _, y in ring]
    tried = [
        (x, y)
        for x in range(min(xs), max(xs) + 1, max(1, (max(xs) - min(xs)) // 24))
        for y in range(min(ys), max(ys) + 1, max(1, (max(ys) - min(ys)) // 24))
        if _is_inside((x, y), ring)
    ]
    return max(tried, key=lambda p: min((p[0] - x) ** 2 + (p[1] - y) ** 2 for x, y in ring), default=ring[0])


def _is_inside(point: Point, ring: list[Point]) -> bool:
    inside, (x, y) = False, point
    for (ax, ay), (bx, by) in pairwise(ring):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))

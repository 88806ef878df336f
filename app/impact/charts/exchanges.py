"""A map of exchanges: regions shaded by what they received, and lines from where it came."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from app.core.geo import Region, Zone
from app.impact.charts.flows import Move

K = TypeVar("K")
MARGIN, INSET, INSET_GAP, MOST_LINES = 6, 56, 8, 12


@dataclass(frozen=True, slots=True)
class Shape:
    """A region as an SVG path, and where its number stands."""

    path: str
    box: tuple[int, int, int, int]
    at: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Area:
    """A region on the map. *frame* is set for one overseas: its inset's x, y and view box."""

    code: str
    name: str
    received: int
    sent: int
    shade: int
    path: str
    at: tuple[int, int]
    frame: tuple[int, int, str] | None


@dataclass(frozen=True, slots=True)
class Line:
    """The way from one region to another; *width* from 1 to 4 grows with what went along."""

    path: str
    width: int
    move: Move


@dataclass(frozen=True, slots=True)
class ExchangeMap:
    """*edges* are the highest numbers of the shades 1 to 4."""

    areas: tuple[Area, ...]
    lines: tuple[Line, ...]
    edges: tuple[int, ...]
    view_box: str


def exchange_map(
    moves: Iterable[Move], regions: Mapping[str, Region], shapes: Mapping[str, Shape]
) -> ExchangeMap | None:
    """Moves between region codes on the shapes there are; None when nothing moved.

    A move within a region shades it and draws no line. The twelve largest ways are drawn.
    """
    known = [one for one in moves if one.amount > 0]
    if not known:
        return None
    received, sent = (
        _sums((one.target, one.amount) for one in known),
        _sums((one.source, one.amount) for one in known),
    )
    edges = edges_of(max((received.get(code, 0) for code in shapes), default=0))
    main = [code for code in shapes if _is_metropolitan(code, regions)]
    frames = _frames([code for code in shapes if code not in main], [shapes[code].box for code in main])
    areas = tuple(
        _area(code, shapes[code], regions, received.get(code, 0), sent.get(code, 0), edges, frames.get(code))
        for code in shapes
        if code in regions
    )
    boxes = [shapes[code].box for code in main]
    return ExchangeMap(areas, _lines(known, {one.code: one.at for one in areas}), edges, _view(boxes))


def edges_of(most: int) -> tuple[int, ...]:
    """The highest numbers of at most four shades, each about twice the one before.

    >>> edges_of(100), edges_of(1), edges_of(0)
    ((13, 25, 50, 100), (1,), ())
    """
    return tuple(sorted({-(-most // part) for part in (8, 4, 2, 1)})) if most else ()


def _area(
    code: str, shape: Shape, regions: Mapping[str, Region], received: int, sent: int, edges: tuple[int, ...],
    corner: tuple[int, int] | None,
) -> Area:  # fmt: skip
    shade = 4 - len(edges) + next((n for n, edge in enumerate(edges, 1) if received <= edge), 0) if received else 0
    if corner is None:
        return Area(code, regions[code].name, received, sent, shade, shape.path, shape.at, None)
    x, y, width, height = shape.box
    frame = (*corner, f"{x - MARGIN} {y - MARGIN} {width + 2 * MARGIN} {height + 2 * MARGIN}")
    middle = (corner[0] + INSET // 2, corner[1] + INSET // 2)
    return Area(code, regions[code].name, received, sent, shade, shape.path, middle, frame)


def _lines(moves: Iterable[Move], places: Mapping[str, tuple[int, int]]) -> tuple[Line, ...]:
    sums = _sums(((one.source, one.target), one.amount) for one in moves)
    between = [
        Move(source, target, amount)
        for (source, target), amount in sums.items()
        if source != target and source in places and target in places
    ]
    largest = sorted(between, key=lambda one: (-one.amount, one.source, one.target))[:MOST_LINES]
    most = largest[0].amount if largest else 1
    return tuple(Line(_bow(places[one.source], places[one.target]), _width(one, most), one) for one in largest)


def _width(move: Move, most: int) -> int:
    return -(-4 * move.amount // most)


def _bow(a: tuple[int, int], b: tuple[int, int]) -> str:
    """A bow to the right of the way, so that there and back are two lines."""
    x = (a[0] + b[0]) // 2 - (b[1] - a[1]) * 9 // 50
    y = (a[1] + b[1]) // 2 + (b[0] - a[0]) * 9 // 50
    return f"M{a[0]} {a[1]}Q{x} {y} {b[0]} {b[1]}"


def _sums(pairs: Iterable[tuple[K, int]]) -> dict[K, int]:
    sums: defaultdict[K, int] = defaultdict(int)
    for key, amount in pairs:
        sums[key] += amount
    return dict(sums)


def _is_metropolitan(code: str, regions: Mapping[str, Region]) -> bool:
    return code in regions and regions[code].zone is Zone.METRO


def _frames(codes: list[str], boxes: list[tuple[int, int, int, int]]) -> dict[str, tuple[int, int]]:
    """One under the other in the Atlantic, up from the foot of the map."""
    left = min(box[0] for box in boxes)
    top = max(box[1] + box[3] for box in boxes) - len(codes) * (INSET + INSET_GAP)
    return {code: (left, top + place * (INSET + INSET_GAP)) for place, code in enumerate(codes)}


def _view(boxes: list[tuple[int, int, int, int]]) -> str:
    left, top = min(box[0] for box in boxes), min(box[1] for box in boxes)
    right, foot = max(box[0] + box[2] for box in boxes), max(box[1] + box[3] for box in boxes)
    return f"{left - MARGIN} {top - MARGIN} {right - left + 2 * MARGIN} {foot - top + 2 * MARGIN}"

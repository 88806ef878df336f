"""Flows from left to right: bands whose height is what went from one place to another (a Sankey of two columns).

A place that gives and takes stands on both sides: two columns need no crossing rules and stay legible on a phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

REACH = 220
"""Pixels of band at most, gaps and names not counted."""
GAP = 30
"""Between two places: room for the name above the next."""
MOST = 9
"""Places on a side; the rest are gathered as others."""
THINNEST, TENTH = Decimal(2), Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Move:
    """*amount* went from *source* to *target*."""

    source: str
    target: str
    amount: int


@dataclass(frozen=True, slots=True)
class Node:
    """A place on one side: its name stands above the band that begins at *y* pixels."""

    label: str
    amount: int
    y: Decimal
    height: Decimal


@dataclass(frozen=True, slots=True)
class Band:
    """A flow: *path* is drawn in a frame of 100 across and the height of the chart in pixels."""

    move: Move
    path: str


@dataclass(frozen=True, slots=True)
class Flows:
    """The whole drawing, *height* pixels high."""

    left: tuple[Node, ...]
    right: tuple[Node, ...]
    bands: tuple[Band, ...]
    height: int


def flows(moves: Iterable[Move], others: str) -> Flows | None:
    """Lay out these moves; places beyond the largest on a side become *others*. None when nothing moved.

    >>> drawn = flows([Move("a", "c", 3), Move("b", "c", 1)], "others")
    >>> [(one.label, one.amount) for one in drawn.left], [(one.label, one.amount) for one in drawn.right]
    ([('a', 3), ('b', 1)], [('c', 4)])
    """
    gathered = _gathered(list(moves), others)
    if not gathered:
        return None
    whole = sum(one.amount for one in gathered)
    left, right = (
        _side([(one.source, one.amount) for one in gathered]),
        _side([(one.target, one.amount) for one in gathered]),
    )
    scale = Decimal(REACH) / whole
    lefts, rights = _nodes(left, scale), _nodes(right, scale)
    height = max(nodes[-1].y + nodes[-1].height for nodes in (lefts, rights))
    return Flows(lefts, rights, _bands(gathered, lefts, rights, scale), round(height + 6))


def _gathered(moves: Sequence[Move], others: str) -> list[Move]:
    sources, targets = (
        _largest([(one.source, one.amount) for one in moves]),
        _largest([(one.target, one.amount) for one in moves]),
    )
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for one in moves:
        source = one.source if one.source in sources else others
        target = one.target if one.target in targets else others
        sums[source, target] += one.amount
    found = [Move(source, target, amount) for (source, target), amount in sums.items() if amount > 0]
    return sorted(found, key=lambda one: (-one.amount, one.source, one.target))


def _largest(ends: Sequence[tuple[str, int]]) -> set[str]:
    ranked = [label for label, _amount in _side(ends)]
    return set(ranked if len(ranked) <= MOST else ranked[: MOST - 1])


def _side(ends: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    sums: defaultdict[str, int] = defaultdict(int)
    for label, amount in ends:
        sums[label] += amount
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))


def _nodes(side: Sequence[tuple[str, int]], scale: Decimal) -> tuple[Node, ...]:
    y, nodes = Decimal(22), []
    for label, amount in side:
        height = max(THINNEST, amount * scale)
        nodes.append(Node(label, amount, y.quantize(TENTH), height.quantize(TENTH)))
        y += height + GAP
    return tuple(nodes)


def _bands(moves: Sequence[Move], lefts: Sequence[Node], rights: Sequence[Node], scale: Decimal) -> tuple[Band, ...]:
    leaves = {node.label: node.y for node in lefts}
    comes = {node.label: node.y for node in rights}
    ranks = {node.label: place for place, node in enumerate(rights)}
    bands = []
    for one in sorted(moves, key=lambda move: (ranks[move.target], -move.amount)):
        thick = max(THINNEST, one.amount * scale)
        a, b = leaves[one.source], comes[one.target]
        leaves[one.source], comes[one.target] = a + one.amount * scale, b + one.amount * scale
        bands.append(Band(one, _path(a, b, thick)))
    return tuple(bands)


def _path(a: Decimal, b: Decimal, thick: Decimal) -> str:
    a, b, c, d = (at.quantize(TENTH) for at in (a, b, a + thick, b + thick))
    return f"M0 {a}C50 {a} 50 {b} 100 {b}V{d}C50 {d} 50 {c} 0 {c}Z"

"""A journey as a small drawing: places where they lie to each other, north above, within a box of 300 by 180.

>>> drawn([(45.76, 4.84), (48.86, 2.35)]).path
'188,160 112,20'
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians

WIDTH, HEIGHT, MARGIN = 300, 180, 20


@dataclass(frozen=True, slots=True)
class Drawing:
    """Where each stop stands, in its order."""

    points: tuple[tuple[int, int], ...]

    @property
    def path(self) -> str:
        """The journey, as the points of an SVG line."""
        return " ".join(f"{x},{y}" for x, y in self.points)


def drawn(stops: Sequence[tuple[float, float]]) -> Drawing:
    """*stops* are latitudes and longitudes; distances keep their proportions."""
    flat = cos(radians(sum(lat for lat, _ in stops) / len(stops)))
    xs, ys = [lon * flat for _, lon in stops], [-lat for lat, _ in stops]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    scale = min((WIDTH - 2 * MARGIN) / wide if wide else 1e9, (HEIGHT - 2 * MARGIN) / high if high else 1e9)
    left, top = (WIDTH - wide * scale) / 2, (HEIGHT - high * scale) / 2
    return Drawing(
        tuple(
            (round(left + (x - min(xs)) * scale), round(top + (y - min(ys)) * scale))
            for x, y in zip(xs, ys, strict=True)
        )
    )

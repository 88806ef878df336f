"""Columns along time: one per month or year, above the axis or below it."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

HEIGHT = 180
TOP = 24
HUNDREDTH, MARGIN = Decimal("0.01"), Decimal("0.15")
FEWEST = 4
"""Places at least, so that one year alone is a column and not a wall."""


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in time, with its interval where it has one."""

    label: str
    value: Decimal
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column as drawn: *x* and *width* are percents of the page, *y* to *y* + *height* are pixels."""

    point: Point
    x: Decimal
    width: Decimal
    y: Decimal
    height: Decimal
    low_y: Decimal | None
    high_y: Decimal | None
    is_negative: bool


@dataclass(frozen=True, slots=True)
class Timeline:
    """Columns, the axis, and the two ends of the scale that are written."""

    columns: tuple[Column, ...]
    zero: Decimal
    top: Decimal
    bottom: Decimal
    height: int


def timeline(points: Sequence[Point]) -> Timeline | None:
    """The columns of these points, in order; None when there is none. The scale always holds zero.

    >>> drawn = timeline([Point("1", Decimal(10)), Point("2", Decimal(-10))])
    >>> [(one.y, one.height, one.is_negative) for one in drawn.columns]
    [(Decimal('24.00'), Decimal('90.00'), False), (Decimal('114.00'), Decimal('90.00'), True)]
    """
    if not points:
        return None
    ends = [end for one in points for end in (one.value, one.low, one.high) if end is not None]
    top, bottom = max(Decimal(0), *ends), min(Decimal(0), *ends)
    reach = (top - bottom) or Decimal(1)

    def at(value: Decimal) -> Decimal:
        return (TOP + HEIGHT * (top - value) / reach).quantize(HUNDREDTH)

    step = Decimal(100) / max(len(points), FEWEST)
    columns = tuple(
        Column(
            point=one,
            x=(place * step + step * MARGIN).quantize(HUNDREDTH),
            width=(step - 2 * step * MARGIN).quantize(HUNDREDTH),
            y=min(at(one.value), at(Decimal(0))),
            height=abs(at(one.value) - at(Decimal(0))),
            low_y=None if one.low is None else at(one.low),
            high_y=None if one.high is None else at(one.high),
            is_negative=one.value < 0,
        )
        for place, one in enumerate(points)
    )
    return Timeline(columns, at(Decimal(0)), top, bottom, TOP + HEIGHT + 28)

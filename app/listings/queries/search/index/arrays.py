"""Names for the arrays, days as numbers, and the few things numpy has no word for."""

from datetime import date, datetime
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

Ints: TypeAlias = npt.NDArray[np.int32]
Longs: TypeAlias = npt.NDArray[np.int64]
Floats: TypeAlias = npt.NDArray[np.float64]
Mask: TypeAlias = npt.NDArray[np.bool_]
Bits: TypeAlias = npt.NDArray[np.uint64]
AnyArray: TypeAlias = npt.NDArray[Any]

EVER, NEVER = -(1 << 30), 1 << 30
"""Before and after every day."""
LAST_INSTANT = np.iinfo(np.int64).max
_FIRST = date(1970, 1, 1).toordinal()


def day_number(day: date) -> int:
    """Days since 1970-01-01.

    >>> day_number(date(1970, 1, 3))
    2
    """
    return day.toordinal() - _FIRST


def day_of(number: int) -> date:
    """The day of a number."""
    return date.fromordinal(number + _FIRST)


def instant(at: datetime | None, otherwise: int) -> int:
    """Microseconds since 1970, exact."""
    if at is None:
        return otherwise
    return round(at.timestamp() * 1_000_000)


def ints(values: object) -> Ints:
    """An array of whole numbers."""
    return np.asarray(values, dtype=np.int32)


_NARROWER = (np.int8, np.int16, np.int32)


def snug(values: AnyArray) -> AnyArray:
    """The same whole numbers in the smallest signed type that holds them (and their opposites): a snapshot keeps
    hundreds of thousands of each."""
    most = max(abs(int(values.min(initial=0))), abs(int(values.max(initial=0))))
    fitting = next((one for one in _NARROWER if most <= np.iinfo(one).max), np.int64)
    return values.astype(fitting)


def mask_of(rows: AnyArray, size: int) -> Mask:
    """True at *rows*."""
    made = np.zeros(size, dtype=np.bool_)
    made[rows] = True
    return made


def by_id(ids: AnyArray) -> Ints:
    """Where each id stands in *ids*; -1 for those that do not."""
    made = np.full(int(ids.max(initial=0)) + 1, -1, dtype=np.int32)
    made[ids] = np.arange(len(ids), dtype=np.int32)
    return made


def looked_up(row_of: Ints, ids: AnyArray) -> Ints:
    """The rows of *ids* in an array made by `by_id`."""
    known = ids < len(row_of)
    found: Ints = np.where(known, row_of[np.where(known, ids, 0)], -1).astype(np.int32)
    return found


def counted(slots: AnyArray, weights: AnyArray, size: int) -> Ints:
    """The sum of *weights* at each slot."""
    found: Ints = np.bincount(slots, weights=weights, minlength=size).astype(np.int32)
    return found

"""Where things are and on which days somebody is there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import numpy as np

from app.core.geo import EARTH_RADIUS_KM, Point
from app.listings.domain.open_days import OpenDays
from app.listings.queries.search.index.arrays import AnyArray, Floats, Ints, Mask, by_id, day_number, day_of, ints

_BEHIND, _AHEAD = 60, 3 * 365
"""Days around the present for which open days are laid out; beyond, each is counted by itself."""
_WIDTHS = (12, 48, 200, 800)
_AT_ONCE = 2_000_000


@dataclass(frozen=True, slots=True)
class SiteRow:
    """One site as read."""

    id: int
    institution_id: int
    is_verified: bool
    region: str
    department: str
    point: Point
    open_days: OpenDays
    has_same_day: bool = False


@dataclass(frozen=True, slots=True)
class Calendars:
    """Weekdays and closed days of each calendar in little room: they are asked for only where no day is laid out."""

    packed: tuple[tuple[frozenset[int], bytes], ...]

    def of(self, number: int) -> OpenDays:
        """The calendar with this number."""
        weekdays, closed = self.packed[number]
        return OpenDays(weekdays, frozenset(day_of(one) for one in np.frombuffer(closed, dtype=np.int32).tolist()))


def _packed(closed: Iterable[date]) -> bytes:
    return ints([day_number(one) for one in closed]).tobytes()


@dataclass(frozen=True, slots=True)
class Sites:
    """Every site. *same_day*: a day can be shared there (`formula.needed_until`).

    *calendar* is the row of *open* that says on which days it opens, from *first_day* on.
    """

    row_of: Ints
    verified: Mask
    region: Ints
    regions: tuple[str, ...]
    department: Ints
    departments: tuple[str, ...]
    latitude: Floats
    longitude: Floats
    calendar: Ints
    calendars: "Calendars"
    open: Mask
    first_day: int
    same_day: Mask

    def distances(self, centre: Point) -> Floats:
        """Kilometres from *centre* to each site: `app.core.geo.distance_km`, all at once."""
        lat, lon = np.radians(centre.lat), np.radians(centre.lon)
        rise = np.sin((self.latitude - lat) / 2) ** 2
        run = np.sin((self.longitude - lon) / 2) ** 2
        share = rise + np.cos(lat) * np.cos(self.latitude) * run
        found: Floats = 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.minimum(1.0, share)))
        return found

    def is_verified(self, institutions: AnyArray) -> Mask:
        """Whether each of *institutions* is verified."""
        known = institutions < len(self.verified)
        found: Mask = known & self.verified[np.where(known, institutions, 0)]
        return found

    def needed_until(self, sites: AnyArray, start: AnyArray | int, end: AnyArray, is_lent: AnyArray | bool) -> Ints:
        """`formula.needed_until` for many: until when what is lent over ``[start, end)`` is needed."""
        shared = self.same_day[sites] & is_lent & (end - start > 1)
        found: Ints = end.astype(np.int32) - shared
        return found

    def after(self, sites: AnyArray, days: AnyArray, counts: AnyArray) -> Ints:
        """`OpenDays.after` for many: the first day by which *counts* open days from *days* on are over."""
        end = days.astype(np.int32)
        rest = np.flatnonzero(counts > 0)
        if rest.size == 0:
            return end
        calendars = self.calendar[sites[rest]].astype(np.int64)
        keys = (calendars << 40) | ((days[rest].astype(np.int64) + (1 << 31)) << 7) | counts[rest]
        one, back = np.unique(keys, return_inverse=True)
        found = self._after((one >> 40).astype(np.int32), ((one >> 7) & ((1 << 33) - 1)) - (1 << 31), one & 127)
        end[rest] = found[back]
        return end

    def _after(self, calendars: Ints, days: AnyArray, counts: AnyArray) -> Ints:
        found = np.full(len(calendars), -1, dtype=np.int32)
        start = days - self.first_day
        for width in _WIDTHS:
            fits = (found < 0) & (start >= 0) & (start + width <= self.open.shape[1])
            todo = np.flatnonzero(fits)
            for at in range(0, len(todo), _AT_ONCE // width):
                some = todo[at : at + _AT_ONCE // width]
                days_ahead = start[some][:, None] + np.arange(width)
                open_so_far = np.cumsum(self.open[calendars[some][:, None], days_ahead], axis=1, dtype=np.int16)
                reached = open_so_far >= counts[some][:, None]
                does = reached[:, -1]
                found[some[does]] = days[some[does]] + reached[does].argmax(axis=1) + 1
        for place in np.flatnonzero(found < 0):
            open_days = self.calendars.of(int(calendars[place]))
            found[place] = day_number(open_days.after(day_of(int(days[place])), int(counts[place])))
        return found


def sites_of(rows: Iterable[SiteRow], today: date) -> Sites:
    """The sites of *rows*, their calendars laid out around *today*."""
    rows = list(rows)
    regions = tuple(sorted({row.region for row in rows}))
    departments = tuple(sorted({row.department for row in rows}))
    calendars = tuple(dict.fromkeys(row.open_days for row in rows))
    place = {one: number for number, one in enumerate(calendars)}
    first_day = day_number(today) - _BEHIND
    verified = np.zeros(max((row.institution_id for row in rows), default=0) + 1, dtype=np.bool_)
    verified[[row.institution_id for row in rows if row.is_verified]] = True
    return Sites(
        row_of=by_id(ints([row.id for row in rows])),
        verified=verified,
        region=ints([regions.index(row.region) for row in rows]),
        regions=regions,
        department=ints([departments.index(row.department) for row in rows]),
        departments=departments,
        latitude=np.radians(np.array([row.point.lat for row in rows], dtype=np.float64)),
        longitude=np.radians(np.array([row.point.lon for row in rows], dtype=np.float64)),
        calendar=ints([place[row.open_days] for row in rows]),
        calendars=Calendars(tuple((one.weekdays, _packed(one.closed)) for one in calendars)),
        open=_laid_out(calendars, first_day),
        first_day=first_day,
        same_day=np.array([row.has_same_day for row in rows], dtype=np.bool_),
    )


def _laid_out(calendars: tuple[OpenDays, ...], first_day: int) -> Mask:
    days = _BEHIND + _AHEAD
    weekday = (np.arange(days) + day_of(first_day).weekday()) % 7
    made = np.zeros((len(calendars), days), dtype=np.bool_)
    for row, one in enumerate(calendars):
        made[row] = np.isin(weekday, list(one.weekdays))
        closed = [number for day in one.closed if 0 <= (number := day_number(day) - first_day) < days]
        made[row, closed] = False
    return made

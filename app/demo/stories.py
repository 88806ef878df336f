"""Sixty loans in every state, planned: which show asks whom for what, when, and how it ends."""

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from app.core.geo import distance_km
from app.demo.days import ONE_DAY, at, open_from
from app.demo.network import MAIN, House
from app.demo.shows import Show
from app.demo.stock import Offered
from app.listings.domain.open_days import OpenDays


class End(StrEnum):
    """How a loan stands today."""

    REQUESTED = "requested"
    APPROVED = "approved"
    OUT = "out"
    OVERDUE = "overdue"
    RETURNED = "returned"
    CLOSED = "closed"
    REFUSED = "refused"
    CANCELLED = "cancelled"
    EXPIRED = "expired"
    NO_SHOW = "no_show"


ENDS: Mapping[str, Mapping[End, int]] = {
    "terre-cuite-terre-crue": {End.CLOSED: 10, End.NO_SHOW: 1, End.CANCELLED: 1, End.REFUSED: 2, End.EXPIRED: 1},
    "machines-a-rever": {
        End.OUT: 5,
        End.OVERDUE: 3,
        End.RETURNED: 4,
        End.CLOSED: 2,
        End.REFUSED: 1,
        End.NO_SHOW: 1,
        End.EXPIRED: 1,
    },
    "fils-du-large": {
        End.OUT: 6,
        End.OVERDUE: 1,
        End.RETURNED: 2,
        End.APPROVED: 1,
        End.REQUESTED: 1,
        End.CANCELLED: 1,
        End.EXPIRED: 1,
    },
    "la-nuit-en-plein-jour": {End.APPROVED: 4, End.REQUESTED: 4, End.REFUSED: 1},
    "sous-la-surface": {End.APPROVED: 2, End.REQUESTED: 4},
}
ACROSS_THE_SEA = {"01", "02", "03", "04", "06", "94"}
RESTS = timedelta(days=16)
"""Days left between two loans of one listing: rest, and a little delay."""
FAR = timedelta(days=730)
NOT_WORTH = 0.05
"""What does not pay is borrowed too, now and then."""
OF_THE_MAIN_HOUSE = 4
"""One loan in so many is asked of the museum whose accounts are printed."""
DAMAGED = 2
"""The number of the loan, in its show, from which one object comes back damaged."""
MOST = {"plinth": 10, "led_spot": 16, "picture_wall": 12, "display_case": 3}


@dataclass(frozen=True, slots=True)
class Story:
    """One loan: asked at an instant, for days that suit the lender's sites."""

    show: Show
    lender: House
    lines: tuple[tuple[Offered, int], ...]
    end: End
    first_day: date
    last_day: date
    asked_at: datetime
    is_damaged: bool


class Calendar:
    """What is taken of each listing, so that no plan asks for more than there is."""

    def __init__(self) -> None:
        self._taken: dict[int, list[tuple[date, date, int]]] = defaultdict(list)

    def left(self, of: Offered, first: date, last: date) -> int:
        """How many are free of every plan on those days, counted carefully."""
        meets = (n for start, end, n in self._taken[of.id] if start <= last + RESTS and first <= end + RESTS)
        return of.quantity - sum(meets)

    def take(self, of: Offered, first: date, last: date, quantity: int) -> None:
        """Plan with *quantity* of it."""
        self._taken[of.id].append((first, last, quantity))


def plan_loans(
    shows: Sequence[Show],
    stock: Sequence[Offered],
    sites: Mapping[int, OpenDays],
    chance: random.Random,
    today: date,
) -> list[Story]:
    """Every loan, of the shows that reuse."""
    calendar = Calendar()
    return [
        _story(show, end, n, stock, sites, calendar, chance, today)
        for show in shows
        if show.wanted
        for n, end in enumerate(_ends(show.slug))
    ]


def _ends(slug: str) -> Iterator[End]:
    for end, count in ENDS[slug].items():
        yield from [end] * count


def _story(
    show: Show,
    end: End,
    number: int,
    stock: Sequence[Offered],
    sites: Mapping[int, OpenDays],
    calendar: Calendar,
    chance: random.Random,
    today: date,
) -> Story:
    first, last = _wished_days(show, end, chance, today)
    is_damaged = end is End.CLOSED and number == DAMAGED
    kept = FAR if end is End.OVERDUE or is_damaged else timedelta()
    asked = _asked_on(end, first, chance, today)
    candidates = [
        one
        for one in stock
        if one.category in show.wanted
        and one.house is not show.house
        and one.created_at < at(asked, 8)
        and one.house.region not in ACROSS_THE_SEA
        and calendar.left(one, first, last + kept) >= 1
    ]
    mine = [one for one in candidates if one.house.museofile == MAIN and _net(one, show) > 0]
    mine = mine if number % OF_THE_MAIN_HOUSE == 0 else []
    chosen = _some_of_one_house(mine or candidates, show, chance)
    open_days = [sites[one.site_id] for one in chosen]
    first = open_from(first, open_days)
    last = open_from(max(first, last), open_days, -ONE_DAY if last > first + 20 * ONE_DAY else ONE_DAY)
    lines = tuple((one, _how_many(one, calendar.left(one, first, last + kept), chance)) for one in chosen)
    for one, quantity in lines:
        calendar.take(one, first, last + kept, quantity)
    asked_at = at(asked, chance.randint(9, 16), chance.randrange(60))
    return Story(show, chosen[0].house, lines, end, first, last, asked_at, is_damaged)


def _wished_days(show: Show, end: End, chance: random.Random, today: date) -> tuple[date, date]:
    """Most loans last as long as the show; those that are over while it runs were for a part of it."""
    start = show.build_from + timedelta(days=chance.randrange(10))
    finish = show.closes_on + timedelta(days=chance.randint(1, 10))
    if end is End.OVERDUE:
        return min(start, today - 30 * ONE_DAY), today - timedelta(days=chance.randint(3, 12))
    if end is End.OUT and start >= today:
        start = today - timedelta(days=chance.randint(2, 8))
    if end in (End.RETURNED, End.CLOSED) and finish >= today:
        latest = 24 if end is End.CLOSED else 3
        return min(start, today - 45 * ONE_DAY), today - timedelta(days=chance.randint(latest, latest + 8))
    if end in (End.APPROVED, End.REQUESTED) and start <= today:
        start = today + timedelta(days=chance.randint(2, 6))
    if end in (End.EXPIRED, End.NO_SHOW, End.CANCELLED, End.REFUSED) and start > today - 12 * ONE_DAY:
        start = today - timedelta(days=chance.randint(14, 20)) if end is not End.REFUSED else start
    return start, finish


def _asked_on(end: End, first: date, chance: random.Random, today: date) -> date:
    """Some weeks before; what still waits for its answer was asked this week, and what is agreed before that."""
    if end is End.REQUESTED:
        return today - timedelta(days=chance.randint(1, 6))
    return min(first, today - ONE_DAY * 4) - timedelta(days=chance.randint(16, 45))


def _some_of_one_house(candidates: Sequence[Offered], show: Show, chance: random.Random) -> list[Offered]:
    first = chance.choices(candidates, [_appeal(one, show) for one in candidates])[0]
    others = [one for one in candidates if one.house is first.house and one is not first and _net(one, show) > 0]
    others.sort(key=lambda one: (-_appeal(one, show) * chance.random(), one.id))
    return [first, *others[: chance.choice([0, 0, 1, 1, 2])]]


def _appeal(one: Offered, show: Show) -> float:
    """How likely a team asks for it: near, seen on a photo, and worth the journey more often than not."""
    seen = 4 if one.has_photo else 1
    return seen * max(_net(one, show), NOT_WORTH) ** 2 / (1 + distance_km(one.house.point, show.house.point) / 150)


def _net(one: Offered, show: Show) -> float:
    km = distance_km(one.house.point, show.house.point)
    return one.worth.net((show.closes_on - show.opens_on).days, km)


def _how_many(one: Offered, left: int, chance: random.Random) -> int:
    return min(MOST.get(one.category, 4), chance.randint((left + 1) // 2, left))

"""The oracle: who has what on which day, counted day by day as a person with a wall calendar would.

Written from the lending rules alone; nothing here knows how the product counts. Days are inclusive at both ends.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
THE_END = date(2027, 9, 1)
"""Nobody looks further: what is late takes its unit until then."""


@dataclass
class Counter:
    """A place of a lender: on which days somebody is there (0 is Monday), and what it asks of borrowers."""

    weekdays: frozenset[int]
    closed: frozenset[date]
    lead: int = 0
    longest: int | None = None
    same_day: bool = False

    def is_open(self, day: date) -> bool:
        """Whether somebody is there."""
        return day.weekday() in self.weekdays and day not in self.closed

    def rest_after(self, day: date, open_days: int) -> list[date]:
        """The days after *day* that pass until *open_days* of them were open."""
        passed: list[date] = []
        while open_days:
            day += DAY
            passed.append(day)
            open_days -= self.is_open(day)
        return passed

    def objections(self, first: date, last: date, today: date) -> set[str]:
        """What speaks against a loan over these days, asked for today; nothing about units."""
        return self.against_start(first, today) | self.against_end(last, today) | self.against_length(first, last)

    def against_notice(self, first: date, today: date) -> set[str]:
        """Too late to ask for that day: *lead* open days, today included, must pass before it."""
        notice = sum(self.is_open(today + n * DAY) for n in range((first - today).days))
        return {"rule"} if first < today or notice < self.lead else set()

    def against_start(self, first: date, today: date) -> set[str]:
        """Why nothing can leave on that day."""
        return self.against_notice(first, today) | (set() if self.is_open(first) else {"rule"})

    def against_end(self, last: date, today: date) -> set[str]:
        """Why nothing can come back on that day."""
        return set() if last >= today and self.is_open(last) else {"rule"}

    def against_length(self, first: date, last: date) -> set[str]:
        """Longer than the place lends."""
        return {"rule"} if self.longest is not None and (last - first).days + 1 > self.longest else set()


@dataclass
class Thing:
    """A listing: its lender and place, days of work after each loan, and what goes out with each of it (a kit)."""

    id: int
    lender: int
    counter: Counter
    turnaround: int
    parts: dict[int, int] = field(default_factory=dict)


@dataclass
class Span:
    """A physical object, in service from *since* on, and no more from *until* on."""

    listing: int
    since: date | None = None
    until: date | None = None
    damaged: bool = False

    def serves(self, day: date) -> bool:
        """Whether it is in service on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(eq=False)
class Held:
    """*quantity* of a listing taken from *first* to *last*. *out*: it left. *kept_until*: only kept so long.

    *rests*: whether work follows it. *children*: what it takes of the members of a kit.
    """

    listing: int
    quantity: int
    first: date
    last: date
    unit: int | None = None
    out: bool = False
    kept_until: datetime | None = None
    rests: bool = True
    children: list["Held"] = field(default_factory=list)


class Calendar:
    """Every hold there is, and the answers one can count from them."""

    def __init__(self, things: Mapping[int, Thing], units: dict[int, Span], now: datetime) -> None:
        self.things, self.units, self.now = things, units, now
        self.holds: list[Held] = []

    @property
    def today(self) -> date:
        """The machine keeps to hours at which every clock in France shows this day."""
        return self.now.date()

    def add(self, held: Held) -> Held:
        """Take it, and the members of a kit with it."""
        self.holds.append(held)
        for member, share in self.things[held.listing].parts.items():
            child = Held(member, share * held.quantity, held.first, held.last, None, held.out, held.kept_until)
            held.children.append(child)
            self.holds.append(child)
        return held

    def drop(self, held: Held) -> None:
        """Let it go, with what lives with it."""
        gone = {id(held), *map(id, held.children)}
        self.holds = [one for one in self.holds if id(one) not in gone]

    def move(self, held: Held, first: date, last: date) -> None:
        """Other days, for what lives with it too."""
        for one in (held, *held.children):
            one.first, one.last = first, last

    def shrink(self, held: Held, by: int) -> None:
        """So many left for good; the last takes the hold away."""
        for child in held.children:
            child.quantity -= by * (child.quantity // held.quantity)
        held.quantity -= by
        if held.quantity == 0:
            self.drop(held)

    def give_back(self, held: Held, *, fit: bool) -> None:
        """Back today: it takes nothing any more, and is worked on from tomorrow; what is broken leaves the stock."""
        self.drop(held)
        for one in (held, *held.children):
            if one is held and not fit:
                continue
            thing = self.things[one.listing]
            work = thing.counter.rest_after(self.today, thing.turnaround)
            if work:
                self.holds.append(Held(one.listing, one.quantity, self.today + DAY, work[-1], one.unit, rests=False))

    def needed(self, listing: int, first: date, last: date) -> list[date]:
        """The days on which nobody else can have it: the last morning is shared where the place allows it."""
        shared = self.things[listing].counter.same_day and last > first
        return list(_days(first, last - DAY if shared else last))

    def busy(self, held: Held) -> Iterator[date]:
        """The days that *held* takes from everybody else."""
        if held.out and held.last < self.today:
            yield from _days(held.first, THE_END)
            return
        is_over = not held.out and held.last < self.today
        if is_over or (held.kept_until is not None and held.kept_until <= self.now):
            return
        if not held.rests:
            yield from _days(held.first, held.last)
            return
        days = self.needed(held.listing, held.first, held.last)
        thing = self.things[held.listing]
        yield from days
        yield from thing.counter.rest_after(days[-1], thing.turnaround)

    def by_day(self, listing: int, but: Collection[Held] = ()) -> dict[date, list[Held]]:
        """Day by day, the holds on a listing, those of *but* left out."""
        left_out = {id(one) for held in but for one in (held, *held.children)}
        found: dict[date, list[Held]] = {}
        for held in self.holds:
            if held.listing == listing and id(held) not in left_out:
                for day in self.busy(held):
                    found.setdefault(day, []).append(held)
        return found

    def stock(self, listing: int, day: date) -> int:
        """How many there are."""
        return sum(unit.listing == listing and unit.serves(day) for unit in self.units.values())

    def free_on(self, days: list[date]) -> dict[int, dict[date, int]]:
        """What the calendars show, listing by listing, on each day; a kit is as free as its scarcest member."""
        free = {listing: self._own(listing, days) for listing in self.things}
        for listing, thing in self.things.items():
            for member, share in thing.parts.items():
                free[listing] = {day: min(free[listing][day], free[member][day] // share) for day in days}
        return free

    def _own(self, listing: int, days: list[date]) -> dict[date, int]:
        taken = self.by_day(listing)
        spans = [unit for unit in self.units.values() if unit.listing == listing]
        return {
            day: sum(span.serves(day) for span in spans) - sum(one.quantity for one in taken.get(day, ()))
            for day in days
        }

    def fits(self, wanted: Mapping[int, int], first: date, last: date, but: Collection[Held] = ()) -> bool:
        """Whether all of *wanted* (listing: quantity) can be had together, with the work after it."""
        demand: dict[int, int] = {}
        for listing, quantity in wanted.items():
            for key, share in {listing: 1, **self.things[listing].parts}.items():
                demand[key] = demand.get(key, 0) + quantity * share
        return all(self._has_room(key, quantity, first, last, but) for key, quantity in demand.items())

    def _has_room(self, listing: int, quantity: int, first: date, last: date, but: Collection[Held]) -> bool:
        thing, taken = self.things[listing], self.by_day(listing, but)
        days = self.needed(listing, first, last)
        at_the_end = self.stock(listing, days[-1])
        stock = {day: self.stock(listing, day) for day in days}
        # What leaves the stock when the loan is over needs no work afterwards.
        stock |= {
            day: max(at_the_end, self.stock(listing, day))
            for day in thing.counter.rest_after(days[-1], thing.turnaround)
        }
        return all(stock[day] - sum(one.quantity for one in taken.get(day, ())) >= quantity for day in stock)

    def is_unit_free(self, unit: int, first: date, last: date, but: Collection[Held] = ()) -> bool:
        """Whether this very object can leave: in service, and nobody else's, work after it included."""
        span = self.units[unit]
        thing, days = self.things[span.listing], self.needed(span.listing, first, last)
        if not all(span.serves(day) for day in days):
            return False
        return not self.is_unit_taken(unit, {*days, *thing.counter.rest_after(days[-1], thing.turnaround)}, but)

    def is_unit_taken(self, unit: int, days: Collection[date], but: Collection[Held] = ()) -> bool:
        """Whether somebody else has this object by name on one of these days."""
        taken = self.by_day(self.units[unit].listing, but)
        return any(one.unit == unit for day in days for one in taken.get(day, ()))

    def breaks_promises(self, listing: int) -> bool:
        """Whether more is promised of it than there is, on some day from today on."""
        days = list(_days(self.today, THE_END - DAY))
        return min(self._own(listing, days).values()) < 0


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY

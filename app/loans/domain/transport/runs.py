"""Which journeys could be made as one, and what that saves: kilometres of vehicles, kg CO2e with their range.

Two kinds. *Direct*: a whole load that goes home from a borrower and leaves for the next within a fortnight goes
straight there. *Shared*: vans that leave one house, or bring to one show, in the same days make one run. A run that
saves no kilometre is no run.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import combinations, pairwise, permutations

from app.listings.domain.availability.roads import Way
from app.loans.domain.transport.carriage import KG_PER_T, Carriage, Place, RunKind
from app.loans.domain.transport.sharing import shares_of, weights_of
from app.loans.domain.words import TransportMode

SOON = timedelta(days=14)
NEAR = {Way.OUT: timedelta(days=2), Way.BACK: timedelta(0)}
"""How far apart the days of one run may be: who borrows can wait two days, nobody gives back before the end."""

FARTHEST_KM = Decimal(1500)
"""As the crow flies: beyond lies the sea, where no van drives (from Ushant to Bonifacio are 1,250 km)."""

MOST_LOADS = 4
METRES = Decimal(1000)


@dataclass(frozen=True, slots=True)
class Load:
    """One way of one loan: from *origin* to *target* on *day*. *goods* are (listing, quantity), sorted."""

    loan_id: int
    way: Way
    lender_id: int
    borrower_id: int
    day: date
    origin: Place
    target: Place
    mode: TransportMode
    mass_kg: Decimal
    goods: tuple[tuple[int, int], ...]

    @property
    def key(self) -> tuple[int, str]:
        """What names it."""
        return self.loan_id, self.way.value

    @property
    def units(self) -> int:
        """How many objects."""
        return sum(quantity for _, quantity in self.goods)


@dataclass(frozen=True, slots=True)
class Amount:
    """kg CO2e, with the range of its factor. Negative when the run emits more."""

    value: Decimal
    low: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Run:
    """Loads made one journey by *stops*. Kilometres are of vehicles: *vans* drive all of it. *separate* and *shares*
    are by load, and sum to *separate_km* and *run_km*."""

    kind: RunKind
    mode: TransportMode
    day: date
    loads: tuple[Load, ...]
    stops: tuple[Place, ...]
    vans: int
    separate: dict[tuple[int, str], Decimal]
    shares: dict[tuple[int, str], Decimal]

    @property
    def separate_km(self) -> Decimal:
        """Without the run."""
        return sum(self.separate.values(), Decimal(0))

    @property
    def run_km(self) -> Decimal:
        """With it."""
        return sum(self.shares.values(), Decimal(0))

    @property
    def saved_km(self) -> Decimal:
        """What is not driven."""
        return self.separate_km - self.run_km

    @property
    def keys(self) -> tuple[tuple[int, str], ...]:
        """What names the run: the ways of loans it takes."""
        return tuple(load.key for load in self.loads)

    def saved_kg(self, carriage: Carriage) -> Amount:
        """What the kilometres saved would have emitted: by the van's factor, or for freight by the mass moved."""
        factor = carriage.factors[self.mode]
        moved = self.saved_km
        if self.mode is TransportMode.SHARED_FREIGHT:
            moved = moved * self.loads[0].mass_kg / KG_PER_T
        ends = sorted((moved * factor.low, moved * factor.high))
        return Amount(moved * factor.value, *ends)


def possible_runs(loads: Iterable[Load], carriage: Carriage) -> list[Run]:
    """The runs that save, the most kilometres first; no way of a loan is in two. The same whatever the order."""
    rest = sorted({load for load in loads if _is_by_road(load, carriage)}, key=lambda load: load.key)
    found = [*_direct(rest, carriage), *_shared(rest, carriage)]
    found.sort(key=lambda run: (-run.saved_km, run.kind, run.keys))
    taken: set[tuple[int, str]] = set()
    chosen = []
    for run in found:
        if taken.isdisjoint(run.keys):
            chosen.append(run)
            taken.update(run.keys)
    return chosen


def run_of(loads: Sequence[Load], carriage: Carriage) -> Run | None:
    """The run that these very loads make; None when they make none that saves."""
    keys = {load.key for load in loads if _is_by_road(load, carriage)}
    if len(keys) < len(loads):
        return None
    found = [*_direct(loads, carriage), *_shared(loads, carriage, least=len(keys))]
    return next((run for run in found if set(run.keys) == keys), None)


def _is_by_road(load: Load, carriage: Carriage) -> bool:
    return carriage.straight_km(load.origin.point, load.target.point) <= FARTHEST_KM


def _direct(loads: Sequence[Load], carriage: Carriage) -> Iterator[Run]:
    for back in (load for load in loads if load.way is Way.BACK):
        for out in (load for load in loads if load.way is Way.OUT):
            if _goes_on(back, out):
                run = _made(RunKind.DIRECT, out.day, (back, out), (back.origin, out.target), carriage)
                if run.saved_km > 0:
                    yield run


def _goes_on(back: Load, out: Load) -> bool:
    """The whole load of one loan is that of the other, soon after, from the same house."""
    same = (back.target.point, back.goods, back.mode) == (out.origin.point, out.goods, out.mode)
    return (
        same
        and back.lender_id == out.lender_id
        and back.loan_id != out.loan_id
        and back.origin.point != out.target.point
        and timedelta(0) <= out.day - back.day <= SOON
    )


def _shared(loads: Sequence[Load], carriage: Carriage, least: int = 2) -> Iterator[Run]:
    for way in Way:
        vans = [load for load in loads if load.way is way and load.mode is TransportMode.DEDICATED_VAN]
        for at_origin in (True, False):
            for group in _groups(vans, way, at_origin):
                for size in range(max(2, least), len(group) + 1):
                    for some in combinations(group, size):
                        run = _best(some, way, at_origin, carriage)
                        if run.saved_km > 0:
                            yield run


def _groups(loads: Sequence[Load], way: Way, at_origin: bool) -> Iterator[tuple[Load, ...]]:
    """Loads of one house that start (or end) at one place in the same days; each stretch of days once."""
    hubs: dict[tuple[int, tuple[float, float]], list[Load]] = {}
    for load in loads:
        house = load.lender_id if at_origin is (way is Way.OUT) else load.borrower_id
        hubs.setdefault((house, (load.origin if at_origin else load.target).point), []).append(load)
    seen: set[tuple[Load, ...]] = set()
    for hub in sorted(hubs):
        some = sorted(hubs[hub], key=lambda load: (load.day, load.key))
        for first in some:
            near = [one for one in some if timedelta(0) <= one.day - first.day <= NEAR[way]][:MOST_LOADS]
            group = tuple(sorted(near, key=lambda load: load.key))
            if len(group) > 1 and group not in seen:
                seen.add(group)
                yield group


def _best(loads: tuple[Load, ...], way: Way, at_origin: bool, carriage: Carriage) -> Run:
    """The shortest order of stops."""
    hub = loads[0].origin if at_origin else loads[0].target
    ends = {one.point: one for load in loads if (one := load.target if at_origin else load.origin)}
    orders = permutations(ends[point] for point in sorted(ends))
    paths = [(hub, *order) if at_origin else (*order, hub) for order in orders]
    stops = min(paths, key=lambda path: (_length(path, carriage), [one.point for one in path]))
    return _made(RunKind.SHARED, max(load.day for load in loads), loads, stops, carriage)


def _length(stops: Sequence[Place], carriage: Carriage) -> Decimal:
    return sum((carriage.road_km(a, b) for a, b in pairwise(stops)), Decimal(0))


def _made(kind: RunKind, day: date, loads: tuple[Load, ...], stops: tuple[Place, ...], carriage: Carriage) -> Run:
    mode = loads[0].mode
    is_van = mode is TransportMode.DEDICATED_VAN
    masses = {load.key: load.mass_kg for load in loads}
    whole = masses[loads[0].key] if kind is RunKind.DIRECT else sum(masses.values(), Decimal(0))
    vans = carriage.vans(whole) if is_van else 1
    driven = max(carriage.shortest_km, _length(stops, carriage)) * vans
    shares = shares_of(int(driven * METRES), weights_of(masses, {load.key: load.units for load in loads}))
    return Run(
        kind=kind,
        mode=mode,
        day=day,
        loads=loads,
        stops=stops,
        vans=vans,
        separate={
            load.key: carriage.leg_km(load.origin, load.target) * (carriage.vans(load.mass_kg) if is_van else 1)
            for load in loads
        },
        shares={key: Decimal(metres) / METRES for key, metres in shares.items()},
    )

"""Days of road, journeys made as one, and what each loan answers for."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Period,
    Pool,
    Stock,
    Terms,
    Turnaround,
    free_units,
)
from app.listings.domain.availability.roads import Road, Way, leg_of, with_roads
from app.loans.domain.transport.carriage import Carriage, Factor, Place, RunKind
from app.loans.domain.transport.days import TooManyRoadDays, days_of_road, require_road_days
from app.loans.domain.transport.runs import Load, Run, possible_runs, run_of
from app.loans.domain.transport.sharing import shares_of, weights_of
from app.loans.domain.words import TransportMode

VAN, FREIGHT = TransportMode.DEDICATED_VAN, TransportMode.SHARED_FREIGHT
DAY = date(2027, 8, 2)
A, B, C, D = Place("A", 0.0, 0.0), Place("B", 3.0, 0.0), Place("C", 3.0, 1.0), Place("D", -3.0, 0.0)


def straight(a: tuple[float, float], b: tuple[float, float]) -> Decimal:
    """A flat earth on which a degree is 100 km."""
    return Decimal(f"{100 * ((a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2) ** 0.5:.1f}")


CARRIAGE = Carriage(
    method="REEMPLOI-1.0",
    detour=Decimal("1.42"),
    detour_source="",
    shortest_km=Decimal(5),
    van_load_kg=Decimal(1000),
    factors={
        VAN: Factor("van@1", Decimal("0.25"), Decimal("0.20"), Decimal("0.30"), ""),
        FREIGHT: Factor("truck@1", Decimal("0.12"), Decimal("0.10"), Decimal("0.20"), ""),
    },
    straight_km=straight,
)


def a_load(loan_id: int = 1, way: Way = Way.OUT, target: Place = B, **said: object) -> Load:
    """From A, of house 1, to house 2 at *target*; the other way round for the way home."""
    ends = (A, target) if way is Way.OUT else (target, A)
    load = Load(loan_id, way, 1, 2, DAY, *ends, VAN, Decimal(100), ((7, 2),))
    return replace(load, **said)  # type: ignore[arg-type]


def only(loads: list[Load]) -> Run:
    """The one run that is possible."""
    (run,) = possible_runs(loads, CARRIAGE)
    return run


def test_one_van_passes_by_both_and_saves_the_second_journey() -> None:
    run = only([a_load(1, target=B), a_load(2, target=C)])
    assert [stop.name for stop in run.stops] == ["A", "B", "C"]
    assert (run.separate_km, run.run_km) == (Decimal("875.004"), Decimal("568.000"))
    saved = run.saved_kg(CARRIAGE)
    assert (saved.value, saved.low, saved.high) == tuple(
        run.saved_km * f for f in map(Decimal, ("0.25", "0.20", "0.30"))
    )


def test_no_van_is_proposed_across_the_sea() -> None:
    loads = [a_load(1, target=Place("Island", 16.0, 0.0)), a_load(2, target=Place("Port", 16.0, 1.0))]
    assert possible_runs(loads, CARRIAGE) == []
    assert run_of(loads, CARRIAGE) is None


def test_opposite_ways_are_no_run() -> None:
    assert possible_runs([a_load(1, target=B), a_load(2, target=D)], CARRIAGE) == []


def test_a_second_van_takes_back_what_the_run_saves() -> None:
    heavy = Decimal(900)
    assert possible_runs([a_load(1, mass_kg=heavy), a_load(2, target=C, mass_kg=heavy)], CARRIAGE) == []


def test_several_lenders_near_each_other_bring_to_one_show() -> None:
    loads = [a_load(1, lender_id=1, origin=B, target=A), a_load(2, lender_id=3, origin=C, target=A)]
    assert [stop.name for stop in only(loads).stops][-1] == "A"


def test_the_way_home_is_shared_on_the_same_day_only() -> None:
    loads = [a_load(1, Way.BACK), a_load(2, Way.BACK, C)]
    assert only(loads).kind is RunKind.SHARED
    assert possible_runs([loads[0], replace(loads[1], day=DAY + timedelta(days=1))], CARRIAGE) == []


def test_a_whole_load_goes_straight_to_the_next_borrower() -> None:
    home, away = a_load(1, Way.BACK), a_load(2, target=C, borrower_id=3, day=DAY + timedelta(days=3))
    run = only([home, away])
    assert (run.kind, [stop.name for stop in run.stops]) == (RunKind.DIRECT, ["B", "C"])
    assert run.run_km == Decimal("142.000")
    assert run.shares == {(1, "back"): Decimal(71), (2, "out"): Decimal(71)}


@pytest.mark.parametrize(
    "change",
    [
        {"goods": ((7, 1),)},
        {"goods": ((8, 2),)},
        {"lender_id": 9},
        {"origin": D},
        {"mode": FREIGHT},
        {"day": DAY + timedelta(days=15)},
        {"day": DAY - timedelta(days=1)},
        {"target": B},
        {"loan_id": 1},
    ],
)
def test_what_is_not_the_same_load_soon_after_goes_home_first(change: dict[str, object]) -> None:
    away = replace(a_load(2, target=C, borrower_id=3, day=DAY), **change)  # type: ignore[arg-type]
    assert possible_runs([a_load(1, Way.BACK), away], CARRIAGE) == []


def test_freight_is_counted_by_mass() -> None:
    run = only([a_load(1, Way.BACK, mode=FREIGHT), a_load(2, target=C, mode=FREIGHT)])
    assert run.saved_kg(CARRIAGE).value == run.saved_km * Decimal("0.1") * Decimal("0.12")


PLACES = st.builds(Place, st.sampled_from("UVWXYZ"), st.floats(42, 51), st.floats(-4, 8))
LOADS = st.lists(
    st.builds(
        a_load,
        loan_id=st.integers(1, 40),
        way=st.sampled_from(Way),
        target=PLACES,
        day=st.dates(DAY, DAY + timedelta(days=3)),
        mass_kg=st.decimals(1, 1500, places=2),
    ),
    max_size=7,
    unique_by=lambda load: load.key,
)


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(loads=LOADS, seed=st.integers())
def test_runs_are_the_same_in_any_order_and_always_save(loads: list[Load], seed: int) -> None:
    runs = possible_runs(loads, CARRIAGE)
    shuffled = random.Random(seed).sample(loads, len(loads))
    assert possible_runs(shuffled, CARRIAGE) == runs
    keys = [key for run in runs for key in run.keys]
    assert len(keys) == len(set(keys))
    for run in runs:
        assert run.saved_km > 0
        assert run_of(list(run.loads), CARRIAGE) == run
        driven = [CARRIAGE.road_km(a, b) for a, b in zip(run.stops, run.stops[1:], strict=False)]
        assert sum(run.shares.values()) == max(Decimal(5), sum(driven)) * run.vans


@given(
    total=st.integers(0, 10**9),
    weights=st.dictionaries(st.integers(1, 99), st.decimals("0.001", 5000, places=3), min_size=1),
    seed=st.integers(),
)
def test_shares_sum_exactly_whatever_the_order(total: int, weights: dict[int, Decimal], seed: int) -> None:
    shares = shares_of(total, weights)
    items = random.Random(seed).sample(sorted(weights.items()), len(weights))
    assert sum(shares.values()) == total
    assert shares_of(total, dict(items)) == shares
    whole = sum(weights.values())
    assert all(abs(shares[key] - total * weights[key] / whole) <= 1 for key in weights)


def test_a_missing_mass_makes_all_count_by_objects() -> None:
    assert weights_of({1: Decimal(0), 2: Decimal(9)}, {1: 3, 2: 1}) == {1: 3, 2: 1}


@pytest.mark.parametrize(
    ("km", "days"), [(5, 0), (630, 0), (631, 1), (1260, 1), (1261, 2), (13_000, 20), (99_999, 30)]
)
def test_a_day_at_the_wheel_needs_no_day_of_its_own(km: int, days: int) -> None:
    assert days_of_road(Decimal(km)) == days


@pytest.mark.parametrize("days", [-1, 31])
def test_no_endless_road(days: int) -> None:
    with pytest.raises(TooManyRoadDays):
        require_road_days(before=0, after=days)


def a_pool(today: date, state: HoldState, stock: int = 1, way: Way = Way.BACK) -> Pool[date]:
    """One unit lent 8 to 19 March with two days of road, and two days of the lender's work."""
    lent = Period.of_days(date(2027, 3, 8), date(2027, 3, 19))
    leg = leg_of(lent, way, 2)
    assert leg is not None
    holds = [
        Hold(1, lent.start, lent.end, state, ref=1),
        Hold(1, leg.start, leg.end, kind=HoldKind.TRANSIT, ref=2),
    ]
    terms = Terms(today, turnaround=Turnaround(2))
    return Pool(Stock(stock), tuple(with_roads(holds, {2: Road(1, way)}, today)), terms)


def on(day: int) -> Period[date]:
    """One day of March 2027."""
    return Period.of_days(date(2027, 3, day), date(2027, 3, day))


def test_the_lenders_work_follows_the_road_and_nothing_counts_twice() -> None:
    pool = a_pool(date(2027, 3, 1), HoldState.RESERVED)
    assert [free_units(pool, on(day)) for day in (19, 20, 21, 22, 23, 24)] == [0, 0, 0, 0, 0, 1]


def test_the_road_out_is_taken_too() -> None:
    pool = a_pool(date(2027, 3, 1), HoldState.RESERVED, way=Way.OUT)
    assert [free_units(pool, on(day)) for day in (5, 6, 7, 8)] == [-0, 0, 0, 0]
    assert free_units(replace(pool, terms=replace(pool.terms, turnaround=Turnaround(0))), on(5)) == 1


def test_what_is_on_its_way_home_is_not_late_and_late_blocks_once() -> None:
    far = Period.of_days(date(2027, 6, 1), date(2027, 6, 2))
    assert free_units(a_pool(date(2027, 3, 21), HoldState.OUT), far) == 1
    assert free_units(a_pool(date(2027, 3, 22), HoldState.OUT), far) == 0
    assert free_units(a_pool(date(2027, 3, 22), HoldState.OUT, stock=2), on(23)) == 1

"""The formula of kits against counting day by day, on whatever calendars chance makes."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.listings.domain.availability import (
    Hold,
    HoldKind,
    HoldState,
    Line,
    Part,
    Period,
    Pool,
    Stock,
    Terms,
    Turnaround,
    answer,
    demand_of,
    free_units,
    longest_from,
    next_window,
    profile,
    shortfalls,
)

START = date(2027, 3, 1)
TODAY = date(2027, 1, 1)
days = st.integers(0, 25)


@st.composite
def holds(draw: st.DrawFn) -> Hold[date]:
    start = START + timedelta(days=draw(days))
    state = draw(st.sampled_from([HoldState.RESERVED, HoldState.OUT, HoldState.REQUESTED, HoldState.RETURNED]))
    kind = draw(st.sampled_from([HoldKind.LOAN, HoldKind.KIT]))
    return Hold(draw(st.integers(1, 3)), start, start + timedelta(days=draw(st.integers(1, 9))), state, kind)


@st.composite
def alone(draw: st.DrawFn) -> Pool[date]:
    terms = Terms(TODAY, turnaround=Turnaround(days=draw(st.integers(0, 2))))
    return Pool(Stock(draw(st.integers(0, 8))), tuple(draw(st.lists(holds(), max_size=5))), terms)


@st.composite
def kits(draw: st.DrawFn) -> Pool[date]:
    parts = draw(st.lists(st.tuples(st.integers(1, 4), alone()), max_size=3))
    own = draw(alone())
    return replace(own, parts=tuple(Part(key, quantity, pool) for key, (quantity, pool) in enumerate(parts)))


@st.composite
def periods(draw: st.DrawFn) -> Period[date]:
    first = START + timedelta(days=draw(days))
    return Period(first, first + timedelta(days=draw(st.integers(1, 12))))


@settings(deadline=None)
@given(kits(), periods())
def test_a_kit_is_the_least_of_itself_and_of_its_members(kit: Pool[date], period: Period[date]) -> None:
    members = [free_units(part.pool, period) // part.quantity for part in kit.parts]
    assert free_units(kit, period) == min([free_units(replace(kit, parts=()), period), *members])


@settings(deadline=None)
@given(kits(), periods())
def test_its_calendar_is_the_least_of_every_day(kit: Pool[date], window: Period[date]) -> None:
    shown = {}
    for stretch in profile(kit, window):
        day = stretch.period.start
        while day < stretch.period.end:
            shown[day] = stretch.free
            day += timedelta(days=1)
    own = replace(kit, parts=())
    for day, free in shown.items():
        one = Period(day, day + timedelta(days=1))
        levels = [profile(own, one)[0].free, *(profile(p.pool, one)[0].free // p.quantity for p in kit.parts)]
        assert free == min(levels)
    assert len(shown) == window.days


@settings(deadline=None)
@given(kits(), periods(), st.integers(1, 3))
def test_what_is_proposed_for_a_kit_can_be_had(kit: Pool[date], period: Period[date], asked: int) -> None:
    found = next_window(kit, period, asked)
    assert found is None or free_units(kit, found) >= asked
    longest = longest_from(kit, period.start, asked)
    assert longest is None or free_units(kit, longest) >= asked
    said = answer(kit, period, asked)
    assert said.is_available == (free_units(kit, period) >= asked)


@settings(deadline=None)
@given(kits(), periods(), st.integers(1, 3))
def test_a_bundle_of_one_kit_is_the_kit(kit: Pool[date], period: Period[date], asked: int) -> None:
    pools = {"kit": kit, **{part.key: part.pool for part in kit.parts}}
    assert bool(shortfalls([Line("kit", asked)], pools, period)) == (free_units(kit, period) < asked)


@settings(deadline=None)
@given(kits(), periods(), st.integers(1, 2), st.integers(1, 3))
def test_a_bundle_of_a_kit_and_its_member_counts_the_member_once_for_all(
    kit: Pool[date], period: Period[date], sets: int, alone: int
) -> None:
    if not kit.parts:
        return
    part = kit.parts[0]
    pools = {"kit": kit, **{one.key: one.pool for one in kit.parts}}
    fits = free_units(kit, period) >= sets and free_units(part.pool, period) >= sets * part.quantity + alone
    assert (not shortfalls([Line("kit", sets), Line(part.key, alone)], pools, period)) == fits
    assert demand_of({"kit": sets, part.key: alone}, pools)[part.key] == sets * part.quantity + alone

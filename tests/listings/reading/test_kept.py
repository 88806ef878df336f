"""A search written down and read again is the same search."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.core.gazetteer import find_place, place_by_insee
from app.listings.domain.states import Condition, Offer
from app.listings.queries.search.criteria import Criteria, Sort, SpecWanted
from app.listings.queries.search.kept import kept, restored

PLACES = [None, *(find_place(name)[0] for name in ("Lyon", "Ajaccio", "Saint-Denis 974"))]
DAYS = st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1))
NUMBERS = st.none() | st.decimals(-10_000, 100_000, allow_nan=False, allow_infinity=False, places=4)
KEYS = st.text(min_size=1, max_size=20)
SPECS = st.builds(SpecWanted, KEYS, NUMBERS, NUMBERS, st.frozensets(KEYS, max_size=3))
SEARCHES = st.builds(
    Criteria,
    text=st.text(max_size=30),
    category=st.none() | st.just("screen"),
    family=st.none() | st.just("screens"),
    specs=st.lists(SPECS, max_size=3).map(tuple),
    place=st.sampled_from(PLACES),
    radius_km=st.none() | st.integers(1, 500),
    region=st.none() | st.just("84"),
    department=st.none() | st.just("2A"),
    first_day=DAYS,
    last_day=DAYS,
    quantity=st.integers(1, 999),
    condition=st.none() | st.sampled_from(Condition),
    offer=st.none() | st.sampled_from(Offer),
    easy_to_move=st.booleans(),
    sort=st.none() | st.sampled_from(Sort),
    not_from=st.frozensets(st.integers(1, 2**31), max_size=3),
)


@given(SEARCHES)
def test_what_is_kept_comes_back_the_same(criteria: Criteria) -> None:
    said = replace(criteria, place_text=criteria.place.name if criteria.place else "")
    assert restored(json.loads(json.dumps(kept(said))), place_by_insee) == said


def test_what_no_longer_means_anything_is_left_out() -> None:
    old = {"place": "99999", "condition": "pristine", "quantity": "many", "first_day": "2027-02-31", "sort": "price"}
    assert restored(old) == Criteria()
    assert restored({"specs": '[{"key": "diagonal", "low": "big"}]'}) == Criteria(specs=(SpecWanted("diagonal"),))


def test_nothing_is_kept_of_a_search_that_asks_nothing() -> None:
    assert kept(Criteria(page=3)) == {}
    assert (
        kept(Criteria(specs=(SpecWanted("diagonal", Decimal("52.5")),)))["specs"]
        == '[{"key": "diagonal", "low": "52.5"}]'
    )

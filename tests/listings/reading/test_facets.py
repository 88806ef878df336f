"""Facets, criteria in force and map, drawn from what a finder answers: any finder, here one that knows by heart."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

import pytest
from flask import Flask

from app.core.actor import ANONYMOUS, Actor
from app.core.gazetteer import find_place
from app.listings.domain.categories import category
from app.listings.domain.states import Condition, Offer
from app.listings.queries.search import Criteria, SearchPage, search
from app.listings.queries.search.asked import Criterion, asked
from app.listings.queries.search.criteria import SpecWanted
from app.listings.queries.search.facets import NumberFacet, OptionFacet, slider_step
from app.listings.queries.search.finder import Found, Spread
from app.listings.queries.search.map import edges_of, map_page, outlines

SPREAD = Spread(Decimal(300), Decimal(12_000), (4, 0, 8, 1))
FOUND = Found(
    (),
    30,
    categories={"screen": 12, "video_projector": 30, "plinth": 3},
    regions={"84": 20, "53": 10},
    departments={"69": 15, "38": 5, "35": 10},
    conditions={Condition.GOOD: 25},
    offers={Offer.LOAN: 28},
    easy_to_move=7,
    spec_options={
        "light_source": {"laser": 20, "lamp": 9},
        "resolution": {"UHD-4K": 4},
        "inputs": {f"i{n}": n for n in range(9)},
    },
    spec_spreads={"luminous_flux": SPREAD, "noise": Spread(Decimal(30), Decimal(30), (1,))},
)


class ByHeart:
    """Answers the same whatever is asked."""

    def find(self, actor: Actor, criteria: Criteria, now: datetime, size: int = 24) -> Found:
        """See `Finder.find`."""
        return FOUND

    def count(self, actor: Actor, variations: Sequence[Criteria], now: datetime, words: object) -> list[int]:
        """See `Finder.count`."""
        return [1 for _ in variations]


@pytest.fixture
def page(app: Flask, now: datetime):
    """The search page for these criteria."""

    def shown(everything: bool = False, **said) -> SearchPage:
        return search(ANONYMOUS, Criteria(**said), now, finder=ByHeart(), everything=everything)

    return shown


def test_families_open_on_their_categories(page) -> None:
    closed = page().facets.families
    assert [one.own.count for one in closed] == [30, 12, 3] and not any(one.categories for one in closed)
    opened = page(category="screen", specs=(SpecWanted("diagonal", Decimal(50)),)).facets.families
    assert [(one.key, one.count, one.is_chosen) for one in opened[1].categories] == [("screen", 12, True)]
    for facet in opened[1].categories:
        assert facet.criteria.specs == (), "what is asked of a screen is not asked of a projector"
    assert opened[1].categories[0].criteria == Criteria() and opened[0].own.criteria.family == opened[0].own.key


def test_a_number_shows_how_it_lies(page) -> None:
    flux = next(one for one in page(category="video_projector").facets.specs if one.spec.key == "luminous_flux")
    assert isinstance(flux, NumberFacet) and flux.spread == SPREAD and flux.bars == (50, 0, 100, 13)
    assert slider_step(SPREAD) == Decimal(100)


def test_what_tells_nothing_apart_is_no_facet(page) -> None:
    keys = [one.spec.key for one in page(True, category="video_projector").facets.specs]
    assert "noise" not in keys and "resolution" not in keys and "light_source" in keys


def test_what_is_asked_is_never_left_out(page) -> None:
    wanted = (SpecWanted("noise", high=Decimal(35)), SpecWanted("resolution", options=frozenset({"FHD"})))
    shown = page(category="video_projector", specs=wanted).facets.specs
    assert [one.spec.key for one in shown[:2]] == ["resolution", "noise"]
    resolution = shown[0]
    assert isinstance(resolution, OptionFacet)
    assert [(one.key, one.count, one.is_chosen) for one in resolution.choices] == [
        ("FHD", 0, True),
        ("UHD-4K", 4, False),
    ]


def test_departments_are_those_of_the_region(page) -> None:
    assert [one.key for one in page(region="84").facets.departments] == ["38", "69"]
    assert [one.key for one in page(department="69").facets.departments] == ["38", "69"]
    assert page().facets.departments == ()


LYON = find_place("Lyon")[0]
WHOLE = Criteria(
    text="epson", category="video_projector", specs=(SpecWanted("luminous_flux", Decimal(5000)),), place=LYON,
    place_text="Lyon", region="84", department="69", first_day=date(2027, 3, 1), last_day=date(2027, 3, 9),
    quantity=2, condition=Condition.GOOD, offer=Offer.LOAN, easy_to_move=True, page=3,
)  # fmt: skip


def test_each_criterion_can_be_let_go_and_all_of_them_leave_nothing() -> None:
    named = asked(WHOLE)
    assert [one.criterion for one in named] == [one for one in Criterion if one is not Criterion.FAMILY]
    left = WHOLE
    while asked(left):
        left = asked(left)[0].without
    assert left.is_blank and left.quantity == 1 and left.page == 1


def test_a_spec_that_no_longer_is_shows_no_chip() -> None:
    old = replace(WHOLE, specs=(SpecWanted("smell", Decimal(3)),))
    assert Criterion.SPEC not in {one.criterion for one in asked(old)}


def test_the_map_shows_regions_then_departments_and_misses_nobody(now: datetime) -> None:
    france = map_page(ANONYMOUS, Criteria(text="vitrine"), now, ByHeart())
    assert {one.code: one.count for one in france.rows if one.count} == {"84": 20, "53": 10}
    drawn = {one.code for one in france.areas} | {one.area.code for one in france.insets}
    assert len(drawn) == 18 and len(france.rows) == 26
    assert {one.code: one.shade for one in france.areas}["84"] == 4
    leads = next(one for one in france.areas if one.code == "84").criteria
    assert leads == Criteria(text="vitrine", region="84")
    here = map_page(ANONYMOUS, leads, now, ByHeart())
    assert {one.code: one.count for one in here.areas if one.count} == {"38": 5, "69": 15}
    assert here.region and len(here.areas) == 12 and here.insets == ()


def test_every_outline_is_of_a_region_or_department_that_exists() -> None:
    from app.core.geo import departments, regions

    assert set(outlines("regions")) <= set(regions()) and len(outlines("regions")) == 18
    assert set(outlines("departments")) <= set(departments()) and len(outlines("departments")) == 101


@pytest.mark.parametrize(
    ("most", "edges"), [(0, ()), (1, (1,)), (3, (1, 2, 3)), (35, (5, 9, 18, 35)), (4000, (500, 1000, 2000, 4000))]
)
def test_shades_double(most: int, edges: tuple[int, ...]) -> None:
    assert edges_of(most) == edges


def test_every_unit_of_a_number_is_shown_on_its_slider() -> None:
    assert category("screen").spec("diagonal").unit_symbol() == "pouces"

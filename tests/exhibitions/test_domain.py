"""Days, places and descriptions of exhibitions: rules on values."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from app.exhibitions.domain.days import Phase, loan_period, phase
from app.exhibitions.domain.draft import problems
from app.exhibitions.domain.places import town_of
from app.exhibitions.domain.refusals import AmbiguousPlace, UnknownPlace
from tests.given.exhibitions import a_draft

OPENS, CLOSES = date(2027, 3, 10), date(2027, 6, 20)


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2027, 3, 9), Phase.COMING),
        (OPENS, Phase.CURRENT),
        (CLOSES, Phase.CURRENT),
        (date(2027, 6, 21), Phase.PAST),
    ],
)
def test_both_ends_of_a_show_are_open_days(today: date, expected: Phase) -> None:
    assert phase(OPENS, CLOSES, today) is expected


def test_material_is_proposed_for_three_days_more_on_each_side() -> None:
    assert loan_period(OPENS, CLOSES, None, None) == (date(2027, 3, 5), date(2027, 6, 23))


def test_what_the_team_said_of_build_and_strike_comes_first() -> None:
    days = date(2027, 2, 22), date(2027, 7, 2)
    assert loan_period(OPENS, CLOSES, *days) == days


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": "  "}, "title"),
        ({"venue": ""}, "venue"),
        ({"closes_on": date(2027, 3, 9)}, "closes_on"),
        ({"build_from": date(2027, 3, 11)}, "build_from"),
        ({"strike_until": date(2027, 6, 19)}, "strike_until"),
        ({"opens_on": date(27, 3, 10)}, "opens_on"),
        ({"closes_on": date(2207, 3, 10)}, "closes_on"),
        ({"hours_per_day": Decimal(25)}, "hours_per_day"),
        ({"open_weekdays_count": 0}, "open_weekdays_count"),
        ({"surface_m2": 0}, "surface_m2"),
        ({"expected_visitors": -1}, "expected_visitors"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(wrong: dict[str, Any], field: str) -> None:
    assert [problem.field for problem in problems(replace(a_draft(), **wrong))] == [field]


def test_a_plausible_show_has_no_problem() -> None:
    assert not list(problems(a_draft(closes_on=OPENS, build_from=OPENS, strike_until=OPENS)))


def test_all_problems_are_told_at_once() -> None:
    wrong = a_draft(title="", closes_on=date(2027, 1, 1), surface_m2=-3)
    assert {problem.field for problem in problems(wrong)} == {"title", "closes_on", "surface_m2"}


@pytest.mark.parametrize(
    ("address", "name", "region"),
    [
        ("69002 Lyon", "Lyon 2e Arrondissement", "84"),
        ("lyon", "Lyon", "84"),
        ("1 place du Marché, 67000 Strasbourg", "Strasbourg", "44"),
        ("Saint-Denis 974", "Saint-Denis", "04"),
    ],
)
def test_the_region_follows_from_what_was_typed(address: str, name: str, region: str) -> None:
    town = town_of(address)
    assert (town.name, town.region.code) == (name, region)


def test_a_name_that_several_towns_bear_is_asked_back_with_the_towns() -> None:
    with pytest.raises(AmbiguousPlace, match=r"Saint-Denis \(9"):
        town_of("Saint-Denis")


def test_a_place_nobody_knows_is_refused() -> None:
    with pytest.raises(UnknownPlace):
        town_of("Xyzzyville")

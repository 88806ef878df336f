"""The lines of the carbon calculation in the diagnostic: all of them, none twice, and the same climate as there."""

from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask

from app.impact.diagnostic.carbon_lines import carbon_inventories
from app.impact.diagnostic.domain.indicators import CLIMATE
from app.impact.diagnostic.domain.lines import Gap, assess
from app.impact.diagnostic.queries import diagnostic_page, lines_to_match
from app.impact.diagnostic.services import choose_multi_factor
from app.impact.footprint.domain.lines import Phase
from app.impact.footprint.queries.ground import ground_of, part_of
from tests.given.carbon import a_calculation
from tests.impact.given import LAST, World, a_world, an_agreed_loan, an_offer, hand_over, take_back


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    """A show with a calculation in two variants, and two screens that it has borrowed and given back."""
    world = a_world(now)
    a_calculation(world.curator, world.exhibition, now)
    loan = an_agreed_loan(world, {an_offer(world): 2})
    hand_over(world, loan, world.now.date())
    take_back(world, loan, LAST)
    return world


def test_the_climate_of_every_line_is_that_of_the_calculation(world: World, now: datetime) -> None:
    """Unless another factor stands for the line, which the report's table of consistency then names."""
    ground = ground_of(world.curator, world.exhibition, now.date())
    by_id = {f"v{one.id}": one for one in ground.variants}
    found = {one.id: one for one in carbon_inventories(world.exhibition)}
    assert set(by_id) < set(found)
    for id, variant in by_id.items():
        part = part_of(ground, Phase.PLANNED, variant.id, with_borrowed=variant.with_borrowed)
        kilos = sum((assess(line).carbon or Decimal(0) for line in found[id].lines), Decimal(0))
        assert abs(kilos - part.location.total.value) < Decimal("1e-15")


def test_a_line_has_one_key_in_every_variant_and_no_two_lines_share_one(world: World) -> None:
    chosen, other, *_ = carbon_inventories(world.exhibition)
    for one in (chosen, other):
        keys = [line.key for line in one.lines]
        assert len(set(keys)) == len(keys)
        assert max(map(len, keys)) <= 80
    common = {line.key: line.label for line in chosen.lines}
    assert sum(common.get(line.key) == line.label for line in other.lines) > 10


def test_what_was_borrowed_arrives_with_its_making_and_its_journey(world: World) -> None:
    lent = [line for line in carbon_inventories(world.exhibition)[0].lines if ":borrowed-" in line.key]
    assert {line.key.split(":")[1] for line in lent} >= {"borrowed-making", "borrowed-moving"}
    (making,) = [line for line in lent if "making" in line.key]
    assert (making.amount, making.unit) == (2, "unit")
    assert 0 < making.share < 1


def test_a_line_of_unknown_amount_is_there_and_says_so(world: World, now: datetime) -> None:
    page = diagnostic_page(world.curator, world.exhibition, now.date())
    unknown = [one for one in page.diagnostic.lines if one.line.amount is None]
    assert unknown
    assert all(one.gap_of(CLIMATE) is Gap.NO_AMOUNT for one in unknown)
    assert {one.line.key for one in unknown} <= set(page.diagnostic.totals[CLIMATE].missing)


def test_somebody_may_say_that_no_factor_stands_for_a_line(world: World, now: datetime) -> None:
    found = lines_to_match(world.curator, world.exhibition).items
    line = next(one for one in found if one.chosen is not None).line
    choose_multi_factor(world.curator, world.exhibition, line.key, "", now)
    again = {one.line.key: one.chosen for one in lines_to_match(world.curator, world.exhibition).items}
    assert again[line.key] is None

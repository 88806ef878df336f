"""The page of the network and the charts of dashboards."""

from datetime import datetime
from decimal import Decimal

import pytest
from flask import Flask

from app.impact.charts.columns import Point, timeline
from app.impact.charts.exchanges import exchange_map
from app.impact.charts.flows import MOST, Move, flows
from app.impact.queries.network import network_page, region_flows
from app.loans.domain.words import Alternative, Evidence
from tests.impact import given
from tests.impact.given import World
from tests.impact.test_pages import email
from tests.pages import Browser


@pytest.fixture
def world(app: Flask, now: datetime) -> World:
    return given.a_world(now)


def test_a_network_without_loans_says_so_and_shows_its_own_footprint(browser: Browser) -> None:
    page = browser.get("/reseau")
    assert "Rien n'est encore compté" in page.text
    assert "Électricité du serveur" in page.text


def test_the_network_shows_its_conditions_beside_the_figure(world: World, browser: Browser) -> None:
    given.a_returned_loan(world, quantity=2)
    given.a_returned_loan(world, alternative=Alternative.UNKNOWN, evidence=Evidence.E1)
    page = browser.get("/reseau")
    assert "1 calcul laissé de côté" in page.text
    assert "REEMPLOI-1.0" in page.text
    assert "Une charge du réseau entier" in page.text
    assert network_page().objects == 2
    assert network_page().houses == 2


def test_objects_flow_from_the_lender_s_region_to_the_borrower_s(world: World, browser: Browser) -> None:
    given.a_returned_loan(world, quantity=2)
    assert [(one.source, one.target, one.objects) for one in region_flows()] == [("84", "32", 2)]
    file = browser.get("/reseau/echanges.csv").text
    assert "Auvergne-Rhône-Alpes,Hauts-de-France,2,240" in file
    assert "CO2e" not in file
    assert "total,,reseau,2" in browser.get("/reseau/chiffres.csv").text


def test_a_report_draws_time_regions_and_flows(world: World, browser: Browser) -> None:
    given.a_returned_loan(world)
    browser.sign_in(email(world, "csr"))
    page = browser.get("/bilan?annee=2027")
    for id in ("mois", "regions", "categories", "flux"):
        assert f'id="{id}-t"' in page.text
    file = browser.get("/bilan/parties.csv?annee=2027").text
    assert "region_du_preteur,84,Auvergne-Rhône-Alpes,1" in file
    assert "Musée prêteur" in browser.get("/bilan/echanges.csv?annee=2027").text


def test_an_exhibition_shows_its_parts_by_category(world: World, browser: Browser) -> None:
    given.a_returned_loan(world)
    browser.sign_in(email(world, "curator"))
    page = browser.get(f"/expositions/{world.exhibition}").text
    assert 'id="evite-categories-t"' not in page
    given.a_returned_loan(world, given.an_offer(world, "plinth"))
    assert 'id="evite-categories-t"' in browser.get(f"/expositions/{world.exhibition}").text


def test_columns_go_below_the_axis_for_what_was_negative() -> None:
    drawn = timeline([Point("1", Decimal(-5), Decimal(-8), Decimal(-2)), Point("2", Decimal(3))])
    assert drawn is not None
    first, second = drawn.columns
    assert first.is_negative and first.y == drawn.zero
    assert second.y + second.height == drawn.zero
    assert timeline([]) is None


def test_flows_gather_the_smallest_and_lose_nothing() -> None:
    moves = [Move(f"maison {n}", "ici", n + 1) for n in range(30)]
    drawn = flows(moves, "autres")
    assert drawn is not None
    assert len(drawn.left) == MOST
    assert sum(node.amount for node in drawn.left) == sum(one.amount for one in moves)
    assert sum(band.move.amount for band in drawn.bands) == sum(one.amount for one in moves)
    assert flows([], "autres") is None


def test_the_map_draws_the_ways_between_regions(app: Flask) -> None:
    from app.core.geo import regions
    from app.impact.queries.network import _shapes

    drawn = exchange_map([Move("84", "32", 3), Move("84", "84", 2), Move("01", "84", 1)], regions(), _shapes())
    assert drawn is not None
    assert [(line.move.source, line.move.target) for line in drawn.lines] == [("84", "32"), ("01", "84")]
    assert {area.code: area.received for area in drawn.areas}["84"] == 3
    assert exchange_map([], regions(), _shapes()) is None

"""Diagnostics with a database: declarations taken in, frames, choices, pages, the command line."""

import json
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from flask import Flask

from app.core.actor import SYSTEM, Role
from app.core.errors import Forbidden, NotFound, Stale
from app.impact.diagnostic import inventory
from app.impact.diagnostic.domain.frame import Frame
from app.impact.diagnostic.domain.lines import ActivityLine, CarbonFactor
from app.impact.diagnostic.importing.reading import read_declarations
from app.impact.diagnostic.importing.refusals import LicenceMissing
from app.impact.diagnostic.inventory import Inventory
from app.impact.diagnostic.queries import diagnostic_page, lines_to_match
from app.impact.diagnostic.refusals import UnitsOfFactorDoNotFit, UnknownLine, UnknownMultiFactor
from app.impact.diagnostic.services import (
    Brought,
    choose_multi_factor,
    frame_diagnostic,
    take_declarations,
    try_declarations,
)
from app.impact.diagnostic.standing import factors_for
from app.impact.footprint.domain.components import Component
from tests.given.accounts import a_person
from tests.impact.domain.test_declarations import AP, GWP31, a_process
from tests.impact.given import World, a_world
from tests.pages import Browser

BROUGHT = Brought(None, "Licence Ouverte 2.0", "", "board.xml", "0" * 64)
LINES = (
    ActivityLine("walls", "Cloisons", Component.SCENOGRAPHY, Decimal(100), "kg"),
    ActivityLine(
        "mdf",
        "Médium",
        Component.SCENOGRAPHY,
        Decimal(50),
        "kg",
        carbon=CarbonFactor("mdf_obd@1", Decimal("0.475858"), "kgCO2e/kg", "A1-A3+C3"),
    ),
)


@pytest.fixture
def world(app: Flask, now: datetime) -> Iterator[World]:
    """A show whose calculation has two variants."""
    before = list(inventory._plugged)
    inventory.plug_in(lambda _id: (Inventory("a", "Tout neuf", LINES), Inventory("b", "Réemploi", LINES[1:])))
    yield a_world(now)
    inventory._plugged[:] = before


def _take(now: datetime, brought: Brought = BROUGHT, gwp: str = "2") -> list[str]:
    found = read_declarations(a_process((GWP31, "A1-A3", gwp), (AP, "A1-A3", "0.01")), unit="kg")
    return take_declarations(SYSTEM, found, brought, now)


def test_a_line_takes_the_multi_criteria_factor_of_the_same_name(world: World, now: datetime) -> None:
    page = diagnostic_page(world.curator, world.exhibition, now.date())
    total = page.diagnostic.totals["penrt"]
    assert total.value is not None
    assert total.missing == ("walls",)


def test_a_declaration_is_a_version_and_the_same_again_is_none(world: World, now: datetime) -> None:
    (first,) = _take(now)
    assert first.endswith("@1")
    assert _take(now) == []
    assert _take(now, gwp="3") == [first.replace("@1", "@2")]
    assert first in factors_for(None)


def test_what_one_house_brought_under_its_own_leave_is_not_shown_to_another(world: World, now: datetime) -> None:
    (reference,) = _take(now, Brought(world.borrower, "fiche reçue du fabricant", "", "x.xml", "0" * 64))
    assert reference in factors_for(world.borrower)
    assert reference not in factors_for(world.lender)
    with pytest.raises(UnknownMultiFactor):
        choose_multi_factor(world.curator, world.exhibition, "walls", "epd.other@1", now)


def test_no_licence_no_import(world: World, now: datetime) -> None:
    with pytest.raises(LicenceMissing):
        _take(now, Brought(None, " ", "", "x.xml", "0" * 64))
    with pytest.raises(Forbidden):
        take_declarations(world.curator, [], BROUGHT, now)


def test_a_dry_run_writes_nothing(world: World, now: datetime) -> None:
    before = set(factors_for(None))
    found = read_declarations(a_process((GWP31, "A1-A3", "2")), unit="kg")
    assert try_declarations(found, BROUGHT, now).wanted
    assert set(factors_for(None)) == before


def test_a_factor_is_chosen_for_a_line_and_taken_back(world: World, now: datetime) -> None:
    (reference,) = _take(now)
    choose_multi_factor(world.curator, world.exhibition, "walls", reference, now)
    page = diagnostic_page(world.curator, world.exhibition, now.date(), indicator="ef_ap")
    assert page.diagnostic.totals["ef_ap"].value == 1
    assert [one.found.line.key for one in page.hotspots] == ["walls"]
    choose_multi_factor(world.curator, world.exhibition, "walls", "", now)
    assert "ef_ap" not in diagnostic_page(world.curator, world.exhibition, now.date()).diagnostic.totals


def test_a_factor_of_another_unit_is_neither_offered_nor_taken(world: World, now: datetime) -> None:
    offered = lines_to_match(world.curator, world.exhibition).items[0].fitting
    assert all(one.unit == "kg" or one.kg_per_unit for one in offered)
    with pytest.raises(UnitsOfFactorDoNotFit):
        choose_multi_factor(world.curator, world.exhibition, "walls", "carpet_needlefelt_m2_obd", now)
    with pytest.raises(UnknownLine):
        choose_multi_factor(world.curator, world.exhibition, "nothing", "mdf_obd", now)


def test_the_frame_is_the_teams_and_two_people_do_not_overwrite_each_other(world: World, now: datetime) -> None:
    frame_diagnostic(world.curator, world.exhibition, Frame(functional_unit="Une salle pendant un an."), 0, now)
    with pytest.raises(Stale):
        frame_diagnostic(world.curator, world.exhibition, Frame(), 0, now)
    with pytest.raises(Forbidden):
        frame_diagnostic(a_reader(world, now), world.exhibition, Frame(), 1, now)
    with pytest.raises(NotFound):
        frame_diagnostic(world.technician, world.exhibition, Frame(), 1, now)


def a_reader(world: World, now: datetime):  # type: ignore[no-untyped-def]
    """Somebody of the house who may not write."""
    return a_person(world.borrower, Role.READER, email="lecteur.acv@exemple.fr", now=now)


def test_strangers_read_no_diagnostic(world: World, now: datetime) -> None:
    with pytest.raises(NotFound):
        diagnostic_page(world.technician, world.exhibition, now.date())


def test_pages_and_report_open_and_name_what_is_missing(
    app: Flask, browser: Browser, world: World, now: datetime
) -> None:
    a_person(world.borrower, Role.EXHIBITIONS, email="acv@exemple.fr", now=now)
    browser.sign_in("acv@exemple.fr")
    at = f"/expositions/{world.exhibition}/diagnostic"
    page = browser.get(f"{at}?avec=b")
    assert page.status_code == 200
    assert "non disponible" in page.text
    report = browser.get(f"{at}/rapport?avec=b")
    for chapter in ("1. Objectif", "2. Inventaire", "3. Évaluation", "4. Interprétation", "Limites"):
        assert chapter in report.text
    assert "Unité fonctionnelle" in report.text
    assert browser.get(f"{at}/rapport.pdf").data.startswith(b"%PDF")
    assert "not_available_because" in browser.get(f"{at}.csv").text
    for more in ("cadre", "lignes"):
        assert browser.get(f"{at}/{more}").status_code == 200
    browser.get(f"{at}?indicateur=nothing", status=404)


def test_the_command_line_tells_every_row_and_its_exit_status(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "board.xml"
    file.write_bytes(a_process((GWP31, "A1-A3", "2")))
    runner = app.test_cli_runner()
    bare = ["factors", "import", "epd", str(file), "--licence", "x", "--json"]
    refused = runner.invoke(args=bare)
    assert refused.exit_code == 1
    assert json.loads(refused.output)["bad"] == 1
    tried = runner.invoke(args=[*bare, "--unit", "kg", "--dry-run"])
    assert tried.exit_code == 0
    assert json.loads(tried.output)["factors"] == []
    taken = runner.invoke(args=[*bare, "--unit", "kg"])
    assert len(json.loads(taken.output)["factors"]) == 1

"""Rows read into listings: columns guessed, cells read, faults said with line, column, value and reason."""

from datetime import date
from decimal import Decimal

import pytest

from app.listings.domain.categories import category
from app.listings.domain.sheet import ListingFields
from app.listings.domain.spreadsheets import (
    Defaults,
    Inventory,
    Known,
    Sheet,
    Trial,
    UnitSaid,
    categories_in,
    guess_columns,
    try_rows,
)
from app.listings.domain.states import Condition
from app.listings.queries.sheets import read_sheet
from tests.listings.importing.files import ENERGY_STAR

TODAY = date(2027, 1, 11)
EMPTY = Inventory(today=TODAY)
ALL = Defaults(site_id=1, category="screen", collection_item=False)


def trial(headings: list[str], *rows: list[str], defaults: Defaults = ALL, inventory: Inventory = EMPTY) -> Trial:
    """What these rows would become, with guessed columns."""
    sheet = Sheet(tuple(headings), tuple((n, tuple(row)) for n, row in enumerate(rows, start=2)))
    wanted = categories_in(sheet, "catégorie") or [category("screen")]
    return try_rows(sheet, guess_columns(headings, wanted), defaults, inventory)


def test_a_heading_that_says_its_unit_in_brackets_is_understood() -> None:
    found = guess_columns(["Diagonale (pouces)", "Puissance (W)", "Titre"], [category("screen")])
    assert found["spec:diagonal"] == "Diagonale (pouces)"
    assert found["spec:power"] == "Puissance (W)"


def test_the_official_columns_are_guessed() -> None:
    sheet = read_sheet(ENERGY_STAR)
    found = guess_columns(sheet.headings, [category("screen")])
    assert found | {"category": "product_type"} == {
        "reference": "es_id",
        "category": "product_type",
        "brand": "brand",
        "model": "model_name",
        "made_in_year": "date_market",
        "spec:diagonal": "screen_in",
        "spec:resolution": "native_resolution",
        "spec:luminance": "max_luminance_cd_m2",
        "spec:panel": "panel_type",
        "spec:power": "on_power_w",
        "spec:inputs": "interfaces",
    }


def test_all_200_official_rows_go_through_as_they_are() -> None:
    sheet = read_sheet(ENERGY_STAR)
    found = try_rows(sheet, guess_columns(sheet.headings, [category("screen")]), ALL, EMPTY)
    assert (len(found.drafts), found.faults, found.same) == (200, (), ())
    first = found.drafts[0].fields
    assert (first.title, first.reference, first.made_in_year) == ("Écran Acer ASV15-1BP_q", "2405714", 2021)
    assert (first.specs["diagonal"], first.specs["resolution"]) == (Decimal("15.5"), "UHD-4K")


def test_a_title_is_made_of_brand_and_model() -> None:
    assert trial(["marque", "modèle"], ["LG", "55UH5"]).drafts[0].fields.title == "Écran LG 55UH5"
    assert str(trial(["marque", "référence"], ["", "A1"]).faults[0].refusal).startswith("Ni titre")


@pytest.mark.parametrize(
    ("heading", "value", "name", "read"),
    [
        ("masse (kg)", "12,5", "mass_kg", Decimal("12.5")),
        ("poids", "12500 g", "mass_kg", Decimal("12.5")),
        ("largeur", "1,2 m", "width_cm", Decimal(120)),
        ("date d'achat", "11/30/2021 12:00:00 AM", "made_in_year", 2021),
        ("date d'achat", "30/11/2021", "made_in_year", 2021),
        ("date d'achat", "2021-11-30T00:00:00", "made_in_year", 2021),
        ("année", "2021", "made_in_year", 2021),
        ("état", "Très bon état", "condition", Condition.VERY_GOOD),
        ("condition", "broken", "condition", Condition.TO_REPAIR),
        ("valeur", "1 250,50 €", "replacement_value_cents", 125_050),
    ],
)
def test_cells_are_read_as_people_write_them(heading: str, value: str, name: str, read: object) -> None:
    found = trial(["titre", heading], ["Écran", value])
    assert not found.faults
    assert getattr(found.drafts[0].fields, name) == read


@pytest.mark.parametrize(
    ("heading", "value", "says"),
    [
        ("masse (kg)", "lourd", "pas un nombre"),
        ("masse (kg)", "12500", "peu plausible"),
        ("masse (kg)", "55 pouces", "ne convient pas"),
        ("diagonale", "5500", "hors des limites"),
        ("quantité", "deux", "nombre entier"),
        ("quantité", "2,5", "nombre entier"),
        ("quantité", "0", "nombre entier"),
        ("année", "1821", "Aucune année"),
        ("année", "2031", "entre 1950 et 2027"),
        ("état", "bof", "ne fait pas partie des choix"),
        ("valeur", "cher", "pas un nombre"),
        ("titre 2", "", ""),
    ],
)
def test_a_fault_says_line_column_value_and_reason(heading: str, value: str, says: str) -> None:
    found = trial(["titre", heading], ["Écran 1", ""], ["Écran 2", value])
    if not says:
        assert not found.faults
        return
    (fault,) = found.faults
    assert (fault.line, fault.column, fault.value) == (3, heading, value)
    assert says in str(fault.refusal)


def test_a_row_may_have_several_faults_and_counts_once() -> None:
    found = trial(["titre", "masse", "quantité"], ["Écran", "x", "y"])
    assert (len(found.faults), found.bad_lines) == (2, 1)


def test_a_reference_twice_in_the_file_is_a_fault_and_one_already_there_is_compared() -> None:
    there = Known(7, 1, ListingFields(1, "screen", "Deux", reference="B", collection_item=False), (UnitSaid("n° 1"),))
    inventory = Inventory({7: there}, {"B": 7}, today=TODAY)
    rows = (["A", "Un"], ["B", "Deux"], ["A", "Trois"])
    found = trial(["référence", "titre"], *rows, inventory=inventory)
    assert [draft.fields.reference for draft in found.drafts] == ["A"]
    assert [fault.line for fault in found.faults] == [4]
    assert [one.line for one in found.same] == [3]
    (changed,) = trial(["référence", "titre"], ["B", "Deux bis"], inventory=inventory).changes
    assert (changed.changed, changed.fields.title, changed.quantity) == (("title",), "Deux bis", 1)


def test_the_category_may_come_from_a_column() -> None:
    rows = (["Vitrine", "Grande"], ["video projector", "Salle"], ["Chaise longue", "Non"])
    found = trial(["catégorie", "titre"], *rows, defaults=Defaults(site_id=1))
    assert [draft.fields.category for draft in found.drafts] == ["display_case", "video_projector"]
    assert [(fault.line, fault.value) for fault in found.faults] == [(4, "Chaise longue")]

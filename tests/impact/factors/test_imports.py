"""The official files, read row by row into proposals: the same again changes nothing, the bad row is named."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from flask import Flask

from app.core.db import db
from app.impact.factors import refusals
from app.impact.factors.importing import base_carbone
from app.impact.factors.importing.base_carbone import elements_cited, read_base_carbone, unit_of, validity
from app.impact.factors.importing.boavizta import read_boavizta
from app.impact.factors.importing.trial import Trial, Verdict
from app.impact.factors.models import FactorProposal, FactorReview
from app.impact.factors.table import factor
from app.listings.queries.sheets.refusals import EmptyFile

ON = date(2027, 1, 11)
PROJECTOR = "28313"
HEADINGS = [
    "Type Ligne", "Identifiant de l'élément", "Structure", "Type de l'élément", "Statut de l'élément",
    "Nom base français", "Nom base anglais", "Nom attribut français", "Unité français", "Date de modification",
    "Période de validité", "Incertitude", "Type poste", "Nom poste français", "Total poste non décomposé", "CO2f",
]  # fmt: skip
MODELS = [
    "manufacturer", "name", "category", "gwp_total", "gwp_use_ratio", "lifetime", "report_date", "gwp_error_ratio",
    "gwp_manufacturing_ratio", "gwp_transport_ratio", "gwp_eol_ratio",
]  # fmt: skip
APPLE_TV = {
    "manufacturer": "Apple", "name": "Apple TV 4K (3rd generation) with 64GB", "gwp_total": "43.0",
    "report_date": "October 18 2022", "gwp_manufacturing_ratio": "0.62",
}  # fmt: skip


def an_element(id: str = PROJECTOR, **said: str) -> dict[str, str]:
    return {
        "Type Ligne": "Elément", "Identifiant de l'élément": id, "Statut de l'élément": "Valide générique",
        "Nom base français": "Vidéo projecteur", "Nom base anglais": "Video projector",
        "Unité français": "kgCO2e/unité", "Date de modification": "2027-01-04", "Période de validité": "2029",
        "Incertitude": "50", "Total poste non décomposé": "145", **said,
    }  # fmt: skip


def an_item(name: str, value: str, id: str = PROJECTOR) -> dict[str, str]:
    return {
        "Type Ligne": "Poste", "Identifiant de l'élément": id, "Nom poste français": name,
        "Total poste non décomposé": value,
    }  # fmt: skip


ITEMS = [an_item("Matières premières", "139,2"), an_item("Distribution", "6,1")]


def as_csv(rows: list[Mapping[str, str]], headings: list[str] = HEADINGS, encoding: str = "cp1252") -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, headings, delimiter=";", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode(encoding)


def as_xlsx(rows: list[Mapping[str, str]]) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Base Carbone")
        sheet = book.add_worksheet("Base_Carbone")
        for column, heading in enumerate(HEADINGS):
            sheet.write(0, column, heading)
            for line, row in enumerate(rows, start=1):
                said = row.get(heading, "")
                plain = said.replace(",", ".")
                sheet.write(line, column, float(plain) if heading.startswith("Total") and plain else said)
    return out.getvalue()


def read(rows: list[Mapping[str, str]], *also: str) -> Trial:
    return read_base_carbone(as_csv(rows), release="V24", on=ON, also=also)


def lines_of(trial: Trial, prefix: str = "video_projector_bc2020") -> dict[str, Verdict]:
    return {one.factor_id: one.verdict for one in trial.lines if one.factor_id.startswith(prefix)}


def test_the_release_that_the_library_was_made_from_changes_nothing() -> None:
    trial = read([an_element(), *ITEMS])
    assert set(lines_of(trial).values()) == {Verdict.SAME}
    assert trial.proposals == [] and trial.bad == [] and trial.read == 3


def test_a_new_figure_becomes_the_next_version_with_its_place_and_its_validity() -> None:
    trial = read([an_element(**{"Total poste non décomposé": "120,5"}), *ITEMS])
    ((after, row),) = trial.proposals
    assert (after, row["id"], row["value"], row["valid_until"], row["u_rel"], row["year"]) == (
        1, "video_projector_bc2020", "120.5", "2029-12-31", "0.5", "2027",
    )  # fmt: skip
    assert "V24, ligne 2 (élément 28313)" in row["locator"]["fr"] and row["low"] == "39.2"


def test_an_item_of_an_element_is_read_where_the_library_cites_it() -> None:
    trial = read([an_element(), an_item("Matières premières", "100"), an_item("Assemblage", "20"), ITEMS[1]])
    assert lines_of(trial)["video_projector_bc2020.manufacturing"] is Verdict.CHANGED
    assert [(row["id"], row["value"]) for _, row in trial.proposals] == [
        ("video_projector_bc2020.manufacturing", "120")
    ]


@pytest.mark.parametrize("form", [as_csv, as_xlsx, lambda rows: as_csv(rows, encoding="utf-8-sig")])
def test_each_form_of_the_file_says_the_same(form: Callable[[list[Mapping[str, str]]], bytes]) -> None:
    content = form([an_element(**{"Total poste non décomposé": "120,5"}), *ITEMS])
    trial = read_base_carbone(content, release="V24", on=ON)
    assert [row["value"] for _, row in trial.proposals] == ["120.5"]


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"Total poste non décomposé": ""}, refusals.ValueMissing),
        ({"Total poste non décomposé": "n/a"}, refusals.ValueMissing),
        ({"Total poste non décomposé": "-12"}, refusals.Negative),
        ({"Total poste non décomposé": "145000"}, refusals.Implausible),
        ({"Total poste non décomposé": "2000"}, refusals.TooFarFromBefore),
        ({"Total poste non décomposé": "120", "Période de validité": "2021-12-20"}, refusals.ExpiredFactor),
        ({"Unité français": "kgCO2e/tonne"}, refusals.StageChanged),
        ({"Unité français": "kgCO2e/fromage"}, refusals.UnitNotRead),
        ({"Unité français": ""}, refusals.UnitNotRead),
    ],
)
def test_a_bad_row_is_named_and_never_proposed(said: dict[str, str], refusal: type[Exception]) -> None:
    trial = read([an_element(**said), *ITEMS])
    bad = [one for one in trial.bad if one.factor_id == "video_projector_bc2020"]
    assert [type(one.refusal) for one in bad] == [refusal]
    assert all(row["id"] != "video_projector_bc2020" for _, row in trial.proposals)


def test_what_its_publisher_withdrew_is_told_and_left_as_it_is() -> None:
    trial = read([an_element(**{"Statut de l'élément": "Archivé", "Total poste non décomposé": "90"}), *ITEMS])
    assert set(lines_of(trial).values()) == {Verdict.SKIPPED} and trial.proposals == []


def test_an_element_of_the_library_that_is_not_in_the_file_is_told() -> None:
    trial = read([an_element("999999")])
    assert {type(one.refusal) for one in trial.lines} == {refusals.NotInTheFile}
    assert len(set(elements_cited())) > 100


def test_an_element_is_added_only_when_it_is_asked_for() -> None:
    rows = [an_element("777", **{"Unité français": "kgCO2e/tonne", "Total poste non décomposé": "910"})]
    assert read(rows).proposals == []
    ((after, row),) = read(rows, "777").proposals
    assert (after, row["id"], row["value"], row["unit"], row["stage"]) == (
        0,
        "bc_777",
        "0.91",
        "kgCO2e/kg",
        "activity",
    )
    assert [type(one.refusal) for one in read(rows, "778").bad] == [refusals.NotInTheFile]


@pytest.mark.parametrize("content", [b"", b"a;b\n1;2\n", as_csv([dict.fromkeys(MODELS, "1")], MODELS)])
def test_another_file_is_refused_whole(content: bytes) -> None:
    with pytest.raises((EmptyFile, refusals.NotThatFile)):
        read_base_carbone(content, release="V24", on=ON)


@pytest.mark.parametrize(
    ("said", "until"),
    [
        ("2026", date(2026, 12, 31)), ("2023-12-20", date(2023, 12, 20)), ("20/12/2023", date(2023, 12, 20)),
        ("déc.-18", date(2018, 12, 31)), ("Décembre 2023", date(2023, 12, 31)), ("juin 2025", date(2025, 6, 30)),
        ("juil.-25", date(2025, 7, 31)), ("", None), ("Données va", None),
    ],
)  # fmt: skip
def test_a_validity_is_read_as_the_file_writes_it(said: str, until: date | None) -> None:
    assert validity(said) == until


def test_units_are_those_of_the_library() -> None:
    assert unit_of("kgCO2e/m²") == ("kgCO2e/m2", Decimal(1))
    assert unit_of("kgCO2e/passager.km") == ("kgCO2e/p.km", Decimal(1))
    assert unit_of("kgCO2e/t.km") == ("kgCO2e/t.km", Decimal(1))


def test_boavizta_s_own_sheet_changes_nothing_and_a_new_one_is_proposed_under_its_licence() -> None:
    assert boavizta(APPLE_TV).proposals == []
    proposals = boavizta({**APPLE_TV, "gwp_total": "50"}).proposals
    after, row = next(one for one in proposals if one[1]["id"] == "media_player_apple_tv_4k_pcf")
    assert (after, row["value"], len(proposals)) == (1, "31", 2)
    assert row["share_alike"] is True and "ODbL" in row["licence"]["fr"]
    assert "2024-05" in row["source"]["fr"]


def test_a_model_is_added_only_when_it_is_asked_for() -> None:
    sheet = {**APPLE_TV, "manufacturer": "Barco", "name": "UDX-4K32", "gwp_total": "900"}
    ((after, row),) = boavizta(sheet, "UDX-4K32").proposals
    assert (after, row["id"], row["value"], row["share_alike"]) == (0, "udx_4k32_pcf", "558", True)
    assert boavizta({**sheet, "gwp_manufacturing_ratio": ""}, "UDX-4K32").proposals == []
    assert [type(one.refusal) for one in boavizta({**sheet, "gwp_manufacturing_ratio": "62"}, "UDX-4K32").bad] == [
        refusals.NotAShare
    ]


def boavizta(sheet: Mapping[str, str], *also: str) -> Trial:
    content = as_csv([sheet], MODELS, "utf-8")
    return read_boavizta(content, release="2024-05", on=ON, also=also)


@pytest.fixture
def run(app: Flask, now: datetime, clock: object, tmp_path: Path) -> Callable[..., tuple[int, dict[str, object]]]:
    def run(rows: list[Mapping[str, str]], *options: str) -> tuple[int, dict[str, object]]:
        file = tmp_path / "base.csv"
        file.write_bytes(as_csv(rows))
        told = app.test_cli_runner().invoke(
            args=["factors", "import", "base-carbone", str(file), "--release", "V24", "--json", *options]
        )
        return told.exit_code, json.loads(told.output)

    return run


CHANGED = [an_element(**{"Total poste non décomposé": "120,5", "Période de validité": "2099"}), *ITEMS]
BAD = [*CHANGED[:1], an_item("Matières premières", "??"), ITEMS[1]]


def written() -> int:
    return db.session.query(FactorProposal).count()


def test_a_dry_run_writes_nothing(run: Callable[..., tuple[int, dict[str, object]]]) -> None:
    code, told = run(CHANGED, "--dry-run")
    assert (code, told["changed"], told["proposals"], written()) == (0, 1, [], 0)


def test_an_import_writes_proposals_with_the_seal_of_the_file_and_counts_for_nothing_yet(
    run: Callable[..., tuple[int, dict[str, object]]],
) -> None:
    code, told = run(CHANGED)
    (proposal,) = db.session.query(FactorProposal)
    assert (code, told["proposals"], len(proposal.file_sha256)) == (0, [proposal.id], 64)
    assert db.session.query(FactorReview).count() == 0 and factor("video_projector_bc2020").value == 145


def test_one_bad_row_and_nothing_is_written_unless_the_good_ones_are_asked_for(
    run: Callable[..., tuple[int, dict[str, object]]],
) -> None:
    code, told = run(BAD)
    assert (code, told["bad"], told["proposals"], written()) == (1, 1, [], 0)
    code, told = run(BAD, "--partial")
    assert (code, written()) == (1, 1)


def test_every_cited_element_has_a_unit_that_the_importer_reads() -> None:
    assert {one.unit for one in map(factor, ["video_projector_bc2020", "truck_rigid_12_20t_bc"])} <= {
        f"kgCO2e/{per}" for per in base_carbone._PER.values()
    }

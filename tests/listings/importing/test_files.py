"""Files as programmes and accidents make them: each is read, or has its clear answer."""

import io
import zipfile
from collections.abc import Sequence
from datetime import date

import pytest

from app.core.errors import Invalid
from app.listings.domain.categories import category
from app.listings.domain.spreadsheets import guess_columns, profile_of
from app.listings.domain.spreadsheets.days import DayRead, read_day
from app.listings.domain.spreadsheets.faults import DayNotUnderstood
from app.listings.domain.spreadsheets.units import merged, parts
from app.listings.domain.spreadsheets.values import UnitSaid
from app.listings.queries.sheets import (
    BrokenEncoding,
    HoldsMacros,
    HoldsNul,
    PasswordProtected,
    TooManyCells,
    TooManyColumns,
    read_sheet,
)
from tests.listings.importing.files import an_xlsx, some_rows

GLPI = '"Nom";"Entité";"Statut";"Fabricant";"Type";"Modèle";"Lieu";"Numéro d\'inventaire";"Numéro de série"\n'
SNIPE = (
    "Company,Name,Asset Tag,Category,Supplier,Manufacturer,Location,Model,Serial,Purchase Date,Purchase Cost,Status\n"
)
LEIHS = (
    "Created at,Product,Version,Manufacturer,Description,Categories,Inventory Code,Serial Number,Name,Building,Room,"
)
LEIHS += "Responsible department,Initial Price,Reference\n"


@pytest.mark.parametrize(
    ("headings", "name", "columns"),
    [
        (
            GLPI,
            "GLPI",
            {"title": "Nom", "reference": "Numéro d'inventaire", "serials": "Numéro de série", "brand": "Fabricant"},
        ),
        (
            SNIPE,
            "Snipe-IT",
            {"title": "Name", "reference": "Asset Tag", "serials": "Serial", "made_in_year": "Purchase Date"},
        ),
        (
            LEIHS,
            "leihs",
            {"title": "Product", "reference": "Inventory Code", "category": "Categories", "storage_place": "Room"},
        ),
    ],
)
def test_exports_of_other_programmes_are_recognised(headings: str, name: str, columns: dict[str, str]) -> None:
    sheet = read_sheet((headings + "x" + ";,"[headings.count(",") > 5] * 3 + "y\n").encode())
    profile = profile_of(sheet.headings)
    assert profile is not None
    assert profile.name == name
    found = guess_columns(sheet.headings, [category("screen")])
    assert columns.items() <= found.items()
    assert "condition" not in found  # their "state" is where it stands in a stock, not how worn it is


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "mac_roman", "latin-1"])
def test_old_and_odd_letters_are_read(encoding: str) -> None:
    content = "titre;état\nÉcran géant à prêter;Très bon état\n".encode(encoding)
    assert read_sheet(content).rows == ((2, ("Écran géant à prêter", "Très bon état")),)


def _with_member(name: str, content: bytes) -> bytes:
    out = io.BytesIO(an_xlsx(some_rows(2)))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def _an_ods(rows: str, manifest: str = "") -> bytes:
    spaces = " ".join(
        f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet><table:table>{rows}</table:table></office:spreadsheet></office:body>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", f"<office:document-content {spaces}>{body}</office:document-content>")
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


WIDE = ' table:number-columns-repeated="2000000"'
CELL = '<table:table-cell office:value-type="string"{0}><text:p>x</text:p></table:table-cell>'
FAR = b'<worksheet><sheetData><row r="1"><c r="A1"/></row><row r="1048576"><c r="XFD1048576"/></row></sheetData></worksheet>'


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"titre;ref\nx\x00y;1\n" + b"long texte ordinaire;2\n" * 50, HoldsNul),
        ("titre;ref\nécran;1\n".encode() + "élan;2\n".encode("cp1252"), BrokenEncoding),
        ((",".join(f"c{n}" for n in range(200_000)) + "\n1,2\n").encode(), TooManyColumns),
        (_with_member("xl/vbaProject.bin", b"macro"), HoldsMacros),
        (_with_member("xl/worksheets/sheet2.xml", FAR), TooManyCells),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le") + bytes(600), PasswordProtected),
        (_an_ods(f"<table:table-row>{CELL.format('')}</table:table-row>", "<x encryption-data/>"), PasswordProtected),
        (
            _an_ods(f"<table:table-row>{CELL.format(WIDE)}</table:table-row>"),
            TooManyCells,
        ),
        (
            _an_ods(f'<table:table-row table:number-rows-repeated="1000000">{CELL.format("")}</table:table-row>'),
            TooManyCells,
        ),
    ],
)
def test_accidents_and_traps_have_their_own_sentence(content: bytes, refusal: type[Invalid]) -> None:
    with pytest.raises(refusal) as raised:
        read_sheet(content)
    assert raised.value.field == "file"


def test_an_ods_formula_is_read_as_its_last_value() -> None:
    head = f"<table:table-row>{CELL.format('')}{CELL.format('')}</table:table-row>"
    sum_cell = (
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"><text:p>2</text:p>'
    )
    far = '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
    sheet = read_sheet(
        _an_ods(
            f"{head}<table:table-row>{CELL.format('')}{sum_cell}</table:table-cell></table:table-row>{far}</table:table-row>"
        )
    )
    assert sheet.rows == ((2, ("x", "2")),)


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("2027-03-12", DayRead(date(2027, 3, 12))),
        ("12/03/2027", DayRead(date(2027, 3, 12), is_guess=True)),
        ("12 mars 2027", DayRead(date(2027, 3, 12))),
        ("1er août 2027", DayRead(date(2027, 8, 1))),
        ("03/04/2027", DayRead(date(2027, 4, 3), is_guess=True)),
        ("25.12.2027", DayRead(date(2027, 12, 25))),
        ("2027-03-12T00:00:00", DayRead(date(2027, 3, 12))),
    ],
)
def test_days_are_read_as_people_write_them(raw: str, read: DayRead) -> None:
    assert read_day(raw) == read


@pytest.mark.parametrize("raw", ["11/30/2021", "31/02/2027", "demain", "12/03/27", "2027"])
def test_other_days_are_refused_with_examples(raw: str) -> None:
    with pytest.raises(DayNotUnderstood, match="12 mars 2027"):
        read_day(raw)


@pytest.mark.parametrize(
    ("cell", "quantity", "read"),
    [
        ("A1 ; A2", 2, ("A1", "A2")),
        ("A1\nA2", None, ("A1", "A2")),
        ("A1, A2 | A3", None, ("A1", "A2", "A3")),
        ("A;1", 1, ("A;1",)),
        ("A1\n—\nA3", 3, ("A1", "", "A3")),
        ("", 2, ()),
    ],
)
def test_several_serials_in_one_cell(cell: str, quantity: int | None, read: Sequence[str]) -> None:
    assert parts(cell, quantity) == tuple(read)


def test_named_units_are_found_again_and_others_are_numbered() -> None:
    made = merged((), (), ("S1", "S2"), (), 3)
    assert [(unit.label, unit.serial) for unit in made] == [("S1", "S1"), ("S2", "S2"), ("n° 3", "")]
    there = (UnitSaid("n° 1", "S2", id=1), UnitSaid("n° 2", id=2))
    assert merged(there, (), ("S9", "S2"), (), None) == (there[0], UnitSaid("n° 2", "S9", id=2))

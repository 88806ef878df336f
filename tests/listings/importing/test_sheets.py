"""Files as they come: encodings, delimiters, formats, and what is refused before it is opened."""

import io
import zipfile

import pytest

from app.core.errors import Invalid
from app.listings.domain.spreadsheets import Sheet, neutral_cell, plain_cell
from app.listings.queries.sheets import (
    ArchiveTooBig,
    EmptyFile,
    FileTooHeavy,
    NoRows,
    NotASpreadsheet,
    OldExcel,
    TooManyRows,
    read_sheet,
)
from tests.given.media import a_picture
from tests.listings.importing.files import ENERGY_STAR, HEADINGS, a_bomb, a_csv, an_ods, an_xlsx, some_rows


def test_the_official_file_is_read_as_it_is() -> None:
    sheet = read_sheet(ENERGY_STAR)
    assert len(sheet.rows) == 200
    assert sheet.headings[:3] == ("es_id", "brand", "model_name")
    assert sheet.rows[0][0] == 2


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_every_usual_csv_is_read_the_same(encoding: str, delimiter: str) -> None:
    rows = [["1", "Écran d'été ; grand, clair", "55", "4K", "18,5", "2"], ["2", "Œil", "24", "FHD", "4", "1"]]
    content = (
        a_csv(rows, delimiter=delimiter, encoding=encoding)
        if encoding != "cp1252"
        else a_csv(rows, delimiter=delimiter, encoding="cp1252")
    )
    assert read_sheet(content) == Sheet(tuple(HEADINGS), ((2, tuple(rows[0])), (3, tuple(rows[1]))))


def test_typed_cells_are_read_as_their_owner_sees_them() -> None:
    sheet = read_sheet(an_xlsx([["AV-1", "Écran", 55, "4K", 18.5, True]]))
    assert sheet.rows == ((2, ("AV-1", "Écran", "55", "4K", "18.5", "oui")),)


def test_an_ods_is_read() -> None:
    assert read_sheet(an_ods(some_rows(2))).rows[1][1][1] == "Écran 2"


def test_blank_rows_keep_the_line_numbers_of_the_file() -> None:
    sheet = read_sheet(a_csv([["", "", ""], ["AV-1", "Écran", "55"]]))
    assert [line for line, _ in sheet.rows] == [3]


def test_headings_that_are_the_same_are_told_apart() -> None:
    sheet = read_sheet(a_csv([["1", "2", "3"]], headings=["nom", "nom", ""]) + b"")
    assert sheet.headings == ("nom", "nom (2)")


def _zip_of(count: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for n in range(count):
            archive.writestr(f"xl/{n}.xml", "x")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (b"", EmptyFile),
        (b"titre,marque\n", NoRows),
        (a_picture(), NotASpreadsheet),
        (a_picture(kind="PNG"), NotASpreadsheet),
        (b"%PDF-1.7\n" + bytes(range(256)) * 20, NotASpreadsheet),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, OldExcel),
        (_zip_of(201), ArchiveTooBig),
        (_zip_of(3), NotASpreadsheet),
        (b"PK\x03\x04" + b"\0" * 100, NotASpreadsheet),
        (an_xlsx(some_rows(3))[:-200], NotASpreadsheet),
        (b"a,b\n" + b"1,2\n" * 20_001, TooManyRows),
        (b"a,b\n" + b"x" * 10_000_001, FileTooHeavy),
    ],
)
def test_what_is_no_spreadsheet_has_its_clear_answer(content: bytes, refusal: type[Invalid]) -> None:
    with pytest.raises(refusal) as raised:
        read_sheet(content)
    assert raised.value.field == "file"


def test_a_bomb_is_refused_before_it_is_opened() -> None:
    bomb = a_bomb(200)
    assert len(bomb) < 400_000
    with pytest.raises(ArchiveTooBig):
        read_sheet(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    bomb = bytearray(a_bomb(20))
    place = bomb.rfind(b"PK\x01\x02", 0, bomb.rfind(b"PK\x01\x02"))
    bomb[place + 24 : place + 28] = (1_000).to_bytes(4, "little")
    with pytest.raises((ArchiveTooBig, NotASpreadsheet)):
        read_sheet(bytes(bomb))


@pytest.mark.parametrize("text", ["=1+1", "+33 1", "-cmd", "@SUM(A1)", "\tx", "\rx", "＝1", "－x", "＠x"])
def test_formulas_leave_as_text_and_come_back_the_same(text: str) -> None:
    assert neutral_cell(text) == "'" + text
    assert plain_cell(neutral_cell(text)) == text


@pytest.mark.parametrize("text", ["-12", "-12,5", "+3", "bon", "l'écran", ""])
def test_numbers_and_plain_words_leave_as_they_are(text: str) -> None:
    assert neutral_cell(text) == text

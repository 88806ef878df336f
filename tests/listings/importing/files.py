"""Spreadsheets for tests, good and bad."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

ENERGY_STAR = (Path(__file__).parents[2] / "data" / "energystar_200.csv").read_bytes()
HEADINGS = ["référence", "titre", "diagonale", "définition", "masse (kg)", "quantité"]


def some_rows(count: int) -> list[list[str]]:
    """Good rows."""
    return [[f"AV-{n:04}", f"Écran {n}", "55", "3840 x 2160", "18,5", "2"] for n in range(1, count + 1)]


def a_csv(
    rows: Sequence[Sequence[str]],
    *,
    headings: Sequence[str] = HEADINGS,
    delimiter: str = ",",
    encoding: str = "utf-8",
) -> bytes:
    """A CSV file."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows([headings, *rows])
    return out.getvalue().encode(encoding)


def an_xlsx(rows: Sequence[Sequence[object]], headings: Sequence[str] = HEADINGS) -> bytes:
    """An XLSX workbook with typed cells."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    sheet = book.add_worksheet()
    for line, row in enumerate([headings, *rows]):
        sheet.write_row(line, 0, row)
    book.close()
    return out.getvalue()


def an_ods(rows: Sequence[Sequence[str]], headings: Sequence[str] = HEADINGS) -> bytes:
    """The least an ODS file may be."""
    cells = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>' for cell in row
        )
        + "</table:table-row>"
        for row in [headings, *rows]
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    body = f"<office:body><office:spreadsheet><table:table table:name='a'>{cells}</table:table></office:spreadsheet></office:body>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>'
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", kind)
        archive.writestr(
            "content.xml",
            f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces}>{body}</office:document-content>',
        )
        archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def a_bomb(megabytes: int = 200) -> bytes:
    """A workbook whose one sheet is nothing but zeros: about 1,000 times its size."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("xl/worksheets/sheet1.xml", "w") as member:
            for _ in range(megabytes):
                member.write(b"0" * 1_000_000)
        archive.writestr("xl/workbook.xml", "<workbook/>")
    return out.getvalue()

"""A table on its way out: CSV, XLSX or ODS, text that no spreadsheet runs as a formula."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from enum import StrEnum

from app.listings.domain.spreadsheets import neutral_cell
from app.listings.queries.sheets.opendocument import KIND, Cell, write_ods


class SheetKind(StrEnum):
    """The formats that a table goes out in."""

    CSV = "csv"
    XLSX = "xlsx"
    ODS = "ods"


CONTENT_TYPES = {
    SheetKind.CSV: "text/csv; charset=utf-8",
    SheetKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    SheetKind.ODS: KIND,
}


def written_sheet(kind: SheetKind, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """The file. Text cells are neutralised in every format: an XLSX is soon saved as CSV by somebody."""
    out = io.BytesIO()
    safe = ([neutral_cell(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)
    heads = [neutral_cell(heading) for heading in headings]
    match kind:
        case SheetKind.CSV:
            _csv(out, heads, safe)
        case SheetKind.XLSX:
            _xlsx(out, heads, safe)
        case SheetKind.ODS:
            write_ods(out, heads, safe)
    return out.getvalue()


def _csv(out: io.BytesIO, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """With the mark, semicolons and decimal commas that a French spreadsheet expects."""
    text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows([_typed(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def _typed(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, Decimal):
        return f"{cell:f}".replace(".", ",")
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _xlsx(out: io.BytesIO, headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Typed cells, written row by row so that memory does not grow with them."""
    import xlsxwriter  # a web worker that never exports should not carry it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(out, options)
    sheet, day, bold = (
        book.add_worksheet("Inventaire"),
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format(),
    )
    bold.set_bold()
    sheet.freeze_panes(1, 0)
    for place, heading in enumerate(headings):
        sheet.write_string(0, place, heading, bold)
    for line, row in enumerate(rows, start=1):
        for place, cell in enumerate(row):
            if isinstance(cell, Decimal | int):
                sheet.write_number(line, place, float(cell))
            elif isinstance(cell, date):
                sheet.write_datetime(line, place, cell, day)
            elif cell:
                sheet.write_string(line, place, cell)
    book.close()

"""XLSX workbooks: the first sheet, each cell as its owner reads it."""

import io
from collections.abc import Iterator
from datetime import date, datetime, time

import python_calamine

from app.listings.queries.sheets.refusals import NotASpreadsheet


def xlsx_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of an archive that was judged before."""
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except BaseException as error:  # it has no one class for what it refuses, and panics are not even exceptions
        if isinstance(error, KeyboardInterrupt | SystemExit | MemoryError):
            raise
        raise NotASpreadsheet() from error
    return ((line, [_text(cell) for cell in row]) for line, row in enumerate(rows, start=1))


def _text(cell: object) -> str:
    """A typed cell as its owner reads it: 55 and not 55.0, days as ISO."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "minutes")
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell)

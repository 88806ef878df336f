"""A spreadsheet as sent: recognised by what it holds, checked before it is opened, read into text.

Limits: 10 MB sent; an archive (XLSX, ODS) has at most 200 members, 50 MB unpacked and 100 times its size, all
counted before anything is handed to a reader. Trust section 1.7. Formulas are never run: what a cell showed when
it was saved is what is read.
"""

from collections.abc import Iterable, Iterator

from app.listings.domain.spreadsheets import MOST_ROWS, Sheet, plain_cell
from app.listings.queries.sheets.archives import archive_kind
from app.listings.queries.sheets.plain_text import csv_rows
from app.listings.queries.sheets.refusals import (
    ArchiveTooBig,
    BadFile,
    BrokenEncoding,
    EmptyFile,
    FileTooHeavy,
    HoldsMacros,
    HoldsNul,
    NoFile,
    NoRows,
    NotASpreadsheet,
    OldExcel,
    PasswordProtected,
    TooManyCells,
    TooManyColumns,
    TooManyRows,
)

__all__ = [
    "MOST_BYTES",
    "MOST_COLUMNS",
    "ArchiveTooBig",
    "BadFile",
    "BrokenEncoding",
    "EmptyFile",
    "FileTooHeavy",
    "HoldsMacros",
    "HoldsNul",
    "NoFile",
    "NoRows",
    "NotASpreadsheet",
    "OldExcel",
    "PasswordProtected",
    "TooManyCells",
    "TooManyColumns",
    "TooManyRows",
    "read_sheet",
]

MOST_BYTES, MOST_COLUMNS = 10_000_000, 500
_OLE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")


def read_sheet(content: bytes) -> Sheet:
    """The first sheet of a CSV, XLSX or ODS file, as text. Raises what is wrong with the file, at its field."""
    if not content:
        raise EmptyFile()
    if len(content) > MOST_BYTES:
        raise FileTooHeavy(most=MOST_BYTES // 1_000_000)
    if content.startswith(_OLE):
        raise PasswordProtected() if _ENCRYPTED in content else OldExcel()
    return _sheet(_rows(content))


def _rows(content: bytes) -> Iterable[tuple[int, list[str]]]:
    """Numbered rows; the readers of archives are fetched only when there is one to read."""
    if not content.startswith(b"PK\x03\x04"):
        return csv_rows(content)
    if archive_kind(content) == "ods":
        from app.listings.queries.sheets.opendocument import ods_rows

        return ods_rows(content)
    from app.listings.queries.sheets.workbooks import xlsx_rows

    return xlsx_rows(content)


def _sheet(rows: Iterable[tuple[int, list[str]]]) -> Sheet:
    filled = _filled(rows)
    headings = next(filled, (0, ()))[1]
    if len(headings) > MOST_COLUMNS:
        raise TooManyColumns(columns=len(headings), most=MOST_COLUMNS)
    kept = [(line, row[: len(headings)]) for line, row in filled]
    if not kept:
        raise NoRows()
    if len(kept) > MOST_ROWS:
        raise TooManyRows(rows=len(kept), most=MOST_ROWS)
    return Sheet(_told_apart(headings), tuple(kept))


def _filled(rows: Iterable[tuple[int, list[str]]]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """The rows that say something, blanks at their end left out."""
    for line, row in rows:
        cells = tuple(plain_cell(cell.strip()) for cell in row)
        width = max((place for place, cell in enumerate(cells, start=1) if cell), default=0)
        if width:
            yield line, cells[:width]


def _told_apart(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings with a number where two are the same, or where one is empty."""
    seen: dict[str, int] = {}
    named = []
    for place, heading in enumerate(headings, start=1):
        name = " ".join(heading.split())[:100] or f"colonne {place}"
        seen[name] = seen.get(name, 0) + 1
        named.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(named)

"""A file of factors as rows by heading: CSV of any letters, or the sheet of a workbook that has the headings."""

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from app.impact.factors.refusals import NotThatFile
from app.listings.queries.sheets.plain_text import csv_rows
from app.listings.queries.sheets.refusals import ArchiveTooBig, EmptyFile, FileTooHeavy, NotASpreadsheet

MOST_BYTES = 60_000_000
MOST_UNPACKED = 400_000_000
MOST_RATIO = 100
_FIRST_ROWS = 15
"""The whole Base Carbone V23.6 is some 17 MB of CSV; its headings may stand under a few lines of notice."""


def rows_by_heading(content: bytes, wanted: Iterable[str]) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Each row under its headings, with its number in the file. Raises what is wrong with the whole file."""
    if not content:
        raise EmptyFile()
    if len(content) > MOST_BYTES:
        raise FileTooHeavy(most=MOST_BYTES // 1_000_000)
    needed, missing = set(wanted), set(wanted)
    for sheet in _sheets(content):
        headings: list[str] = []
        for line, cells in sheet:
            if headings:
                yield line, dict(zip(headings, (cell.strip() for cell in cells), strict=False))
            elif needed <= (here := {cell.strip() for cell in cells}):
                headings = [cell.strip() for cell in cells]
            else:
                missing = min(missing, needed - here, key=len)
                if line > _FIRST_ROWS:
                    break
        if headings:
            return
    raise NotThatFile(columns=", ".join(sorted(missing)))


def _sheets(content: bytes) -> Iterator[Iterable[tuple[int, list[str]]]]:
    if not content.startswith(b"PK\x03\x04"):
        yield csv_rows(content)
        return
    import python_calamine

    _check_size(content)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        for name in book.sheet_names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            yield ((line, [_text(cell) for cell in row]) for line, row in enumerate(rows, start=1))
    except python_calamine.CalamineError as error:
        raise NotASpreadsheet() from error


def _check_size(content: bytes) -> None:
    """What the archive says that it holds, and what it really holds: a workbook is XML, a hundredfold at the most."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            unpacked = sum(one.file_size for one in members)
            if unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * len(content):
                raise ArchiveTooBig()
            for member in members:
                _read_to_its_end(archive, member)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotASpreadsheet() from error


def _read_to_its_end(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """zipfile stops at the declared size and refuses a sum that does not match."""
    with archive.open(member) as stream:
        while stream.read(1 << 20):
            pass


def _text(cell: object) -> str:
    """A typed cell as a file of text would hold it: 145 and not 145.0, days as ISO."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)

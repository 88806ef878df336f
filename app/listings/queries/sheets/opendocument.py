"""OpenDocument spreadsheets, read and written as streams: memory does not grow with the number of cells.

The libraries for it build the whole document as a tree; ADR 0012 has what that costs. OpenDocument 1.3 part 3,
sections 9 (tables) and 19.385 (value types).
"""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO
from xml.etree import ElementTree
from xml.sax.saxutils import escape

from app.listings.queries.sheets.refusals import NotASpreadsheet, TooManyCells

KIND = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = {
    name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("office", "table", "text", "manifest")
}
_OFFICE, _TABLE, _TEXT = (f"{{{_NAMES[name]}}}" for name in ("office", "table", "text"))
_WIDEST, _MOST_REPEATS = 16_384, 25_000
Cell = str | Decimal | int | date | None


def ods_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows of the first table. A formula's last value is read, the formula never."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as stream:
        if b"<!DOCTYPE" in stream.read(4096):
            raise NotASpreadsheet()
    with zipfile.ZipFile(io.BytesIO(content)) as archive, archive.open("content.xml") as stream:
        try:
            yield from _first_table(stream)
        except (ElementTree.ParseError, ValueError) as error:
            raise NotASpreadsheet() from error


def _first_table(stream: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
    line, depth = 1, 0
    steps = ElementTree.iterparse(stream, events=("start", "end"))  # noqa: S314 (no DTD: refused above)
    for event, element in steps:
        if element.tag == f"{_TABLE}table":
            depth += 1 if event == "start" else -1
            if depth == 0:
                return
        if event == "end" and element.tag == f"{_TABLE}table-row":
            repeats = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
            cells = _cells(element)
            element.clear()
            if cells:
                if repeats > _MOST_REPEATS:
                    raise TooManyCells()
                yield from ((line + n, cells) for n in range(repeats))
            line += repeats


def _cells(row: ElementTree.Element) -> list[str]:
    found: list[str] = []
    blanks = 0
    for cell in row:
        if cell.tag not in (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"):
            continue
        repeats = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        text = _text_of(cell)
        if not text:
            blanks += repeats
            continue
        if len(found) + blanks + repeats > _WIDEST:
            raise TooManyCells()
        found.extend([""] * blanks + [text] * repeats)
        blanks = 0
    return found


def _text_of(cell: ElementTree.Element) -> str:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "percentage", "currency"):
        value = cell.get(f"{_OFFICE}value", "")
        return value[:-2] if value.endswith(".0") else value
    if kind == "date":
        return cell.get(f"{_OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return "oui" if cell.get(f"{_OFFICE}boolean-value") == "true" else "non"
    return "\n".join(_line_of(line) for line in cell if line.tag == f"{_TEXT}p")


def _line_of(element: ElementTree.Element) -> str:
    parts = [element.text or ""]
    for child in element:
        if child.tag == f"{_TEXT}s":
            parts.append(" " * min(int(child.get(f"{_TEXT}c", "1")), 1000))
        elif child.tag == f"{_TEXT}tab":
            parts.append("\t")
        elif child.tag == f"{_TEXT}line-break":
            parts.append("\n")
        elif child.tag != f"{_OFFICE}annotation":
            parts.append(_line_of(child))
        parts.append(child.tail or "")
    return "".join(parts)


def write_ods(out: IO[bytes], headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """A spreadsheet with one table. Text stays text: no cell is ever a formula."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), KIND)  # first and stored, so that the file says what it is
        archive.writestr("META-INF/manifest.xml", _manifest())
        with archive.open("content.xml", "w") as stream:
            stream.write(_opening().encode())
            stream.write(_row(headings).encode())
            for row in rows:
                stream.write(_row(row).encode())
            stream.write(b"</table:table></office:spreadsheet></office:body></office:document-content>")


def _manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", KIND), ("content.xml", "text/xml"))
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<manifest:manifest xmlns:manifest="{_NAMES["manifest"]}" manifest:version="1.3">'
        f"{entries}</manifest:manifest>"
    )


def _opening() -> str:
    spaces = " ".join(f'xmlns:{name}="{_NAMES[name]}"' for name in ("office", "table", "text"))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {spaces} office:version="1.3">'
        '<office:body><office:spreadsheet><table:table table:name="Inventaire">'
    )


def _row(cells: Sequence[Cell]) -> str:
    written: list[str] = []
    blanks = 0
    for cell in cells:
        if cell is None or cell == "":
            blanks += 1
            continue
        if blanks:
            written.append(f'<table:table-cell table:number-columns-repeated="{blanks}"/>')
            blanks = 0
        written.append(_cell(cell))
    return f"<table:table-row>{''.join(written) or '<table:table-cell/>'}</table:table-row>"


def _cell(cell: Cell) -> str:
    if isinstance(cell, Decimal | int):
        return f'<table:table-cell office:value-type="float" office:value="{Decimal(cell):f}"/>'
    if isinstance(cell, date):
        return f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"/>'
    lines = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in str(cell).split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'


def _spaced(line: str) -> str:
    """Several blanks in a row, and tabs, have marks of their own: a reader may fold the others."""
    text = escape(line).replace("\t", "<text:tab/>").replace("  ", " <text:s/>")
    return "<text:s/>" + text[1:] if text.startswith(" ") else text

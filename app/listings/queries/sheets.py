"""A spreadsheet as sent: recognised by what it holds, checked before it is opened, read into text.

Limits: 10 MB sent; an archive (XLSX, ODS) has at most 200 members, 50 MB unpacked and 100 times its size, all
counted before anything is handed to the reader. Trust section 1.7.
"""

import csv
import io
import zipfile
from collections.abc import Iterable
from datetime import date, datetime, time

import python_calamine

from app.core.errors import Invalid
from app.core.text import N_
from app.listings.domain.spreadsheets import MOST_ROWS, Sheet, plain_cell

MOST_BYTES, MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO, MOST_COLUMNS = 10_000_000, 200, 50_000_000, 100, 200
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8-sig", "cp1252")
_OLE = b"\xd0\xcf\x11\xe0"


class NoFile(Invalid):
    """Nothing was chosen."""

    message = N_("Choisissez un fichier CSV, XLSX ou ODS.")
    field = "file"


class NotASpreadsheet(Invalid):
    """It is something else than its name says."""

    message = N_("Ce fichier n'est pas un tableau CSV, XLSX ou ODS lisible.")
    field = "file"


class OldExcel(Invalid):
    """A binary workbook of before 2007."""

    message = N_("Ce fichier est un ancien classeur .xls : enregistrez-le au format .xlsx ou CSV.")
    field = "file"


class FileTooHeavy(Invalid):
    """Params: *most*, in MB."""

    message = N_("Ce fichier est trop lourd : %(most)s Mo au plus.")
    field = "file"


class ArchiveTooBig(Invalid):
    """It unpacks to more than a spreadsheet ever does: refused before it is opened."""

    message = N_("Ce classeur se déplie en un contenu démesuré : il n'a pas été ouvert.")
    field = "file"


class NoRows(Invalid):
    """Headings at most."""

    message = N_(
        "Ce tableau est vide : la première ligne doit donner le nom des colonnes, les suivantes le matériel."
    )
    field = "file"


class TooManyRows(Invalid):
    """Params: *rows* and *most*."""

    message = N_("Ce tableau compte %(rows)s lignes : %(most)s au plus par import.")
    field = "file"


def read_sheet(content: bytes) -> Sheet:
    """The first sheet of a CSV, XLSX or ODS file, as text. Raises what is wrong with the file, at its field."""
    if len(content) > MOST_BYTES:
        raise FileTooHeavy(most=MOST_BYTES // 1_000_000)
    if content.startswith(b"PK\x03\x04"):
        check_archive(content)
        return _sheet(_workbook(content))
    if content.startswith(_OLE):
        raise OldExcel()
    return _sheet(_csv(content))


def check_archive(content: bytes) -> None:
    """Refuse a bomb on what its directory says, then on what its members really hold, before anybody opens it."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            total = sum(member.file_size for member in members)
            packed = sum(member.compress_size for member in members)
            if len(members) > MOST_MEMBERS or total > MOST_UNPACKED or total > MOST_RATIO * max(packed, 1):
                raise ArchiveTooBig()
            for member in members:
                if member.file_size > MOST_RATIO * max(member.compress_size, 1) + 1_000:
                    raise ArchiveTooBig()
                _unpack(archive, member)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotASpreadsheet() from error


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read a member to its end: zipfile stops at the declared size and refuses a sum that does not match."""
    with archive.open(member) as stream:
        while stream.read(1 << 16):
            pass


def _workbook(content: bytes) -> Iterable[list[str]]:
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
    except Exception as error:  # the reader has no one class for what it refuses
        raise NotASpreadsheet() from error
    return ([_text(cell) for cell in row] for row in rows)


def _text(cell: object) -> str:
    """A typed cell as its owner reads it: 55 and not 55.0, days as ISO."""
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)


def _csv(content: bytes) -> Iterable[list[str]]:
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotASpreadsheet()
    text = _decoded(content)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=False))
    except csv.Error as error:
        raise NotASpreadsheet() from error


def _decoded(content: bytes) -> str:
    encodings = ("utf-16",) if content.startswith((b"\xff\xfe", b"\xfe\xff")) else ENCODINGS
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        if sum(not (letter.isprintable() or letter in "\r\n\t") for letter in text[:4096]) > 4:
            break
        return text
    raise NotASpreadsheet()


def _delimiter(text: str) -> str:
    """The mark that cuts the first lines into the most columns, the same number on each."""

    def columns(mark: str) -> tuple[int, int]:
        head = io.StringIO("\n".join(text.splitlines()[:50]), newline="")
        widths = [len(row) for row in csv.reader(head, delimiter=mark) if row]
        usual = max(set(widths), key=widths.count, default=0)
        return (widths.count(usual) if usual > 1 else 0, usual)

    return max(DELIMITERS, key=columns)


def _sheet(rows: Iterable[list[str]]) -> Sheet:
    cleaned = [(line, tuple(plain_cell(cell.strip()) for cell in row)) for line, row in enumerate(rows, start=1)]
    filled = [(line, row) for line, row in cleaned if any(row)]
    if len(filled) < 2:
        raise NoRows()
    headings = filled[0][1][:MOST_COLUMNS]
    while headings and not headings[-1]:
        headings = headings[:-1]
    if len(filled) - 1 > MOST_ROWS:
        raise TooManyRows(rows=len(filled) - 1, most=MOST_ROWS)
    return Sheet(_told_apart(headings), tuple((line, row[: len(headings)]) for line, row in filled[1:]))


def _told_apart(headings: Iterable[str]) -> tuple[str, ...]:
    """Headings with a number where two are the same, or where one is empty."""
    seen: dict[str, int] = {}
    named = []
    for place, heading in enumerate(headings, start=1):
        name = " ".join(heading.split())[:100] or f"colonne {place}"
        seen[name] = seen.get(name, 0) + 1
        named.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return tuple(named)

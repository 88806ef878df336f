"""An archive judged before anybody opens it: what its directory says, then what its members really hold."""

import io
import re
import zipfile

from app.listings.queries.sheets.refusals import (
    ArchiveTooBig,
    HoldsMacros,
    NotASpreadsheet,
    PasswordProtected,
    TooManyCells,
)

MOST_MEMBERS, MOST_UNPACKED, MOST_RATIO = 200, 50_000_000, 100
MOST_CELLS = 4_000_000
"""The reader of workbooks lays out every cell up to the farthest: one far away costs as much as a full sheet."""
_AT = re.compile(rb'r="([A-Z]{1,3})(\d{1,7})"')
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*\br="(\d{1,7})"')
_MACROS = ("xl/vbaproject.bin", "basic/", "scripts/", "xl/macrosheets/")
_ENCRYPTED_FLAG = 0x1


def archive_kind(content: bytes) -> str:
    """ "xlsx" or "ods". Raises what is wrong with the archive; nothing of it was interpreted yet."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_directory(archive.infolist())
            for member in archive.infolist():
                _check_member(archive, member)
            return _kind(archive)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        raise NotASpreadsheet() from error


def _check_directory(members: list[zipfile.ZipInfo]) -> None:
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if len(members) > MOST_MEMBERS or total > MOST_UNPACKED or total > MOST_RATIO * max(packed, 1):
        raise ArchiveTooBig()
    for member in members:
        if member.file_size > MOST_RATIO * max(member.compress_size, 1) + 1_000:
            raise ArchiveTooBig()
        if member.flag_bits & _ENCRYPTED_FLAG:
            raise PasswordProtected()
        if member.filename.lower().startswith(_MACROS):
            raise HoldsMacros()


def _check_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    """Read a member to its end: zipfile stops at the declared size and refuses a sum that does not match."""
    is_sheet = member.filename.startswith("xl/worksheets/")
    columns = rows = 0
    rest = b""
    with archive.open(member) as stream:
        while chunk := stream.read(1 << 18):
            if not is_sheet:
                continue
            text = rest + chunk
            for letters, number in _AT.findall(text):
                columns, rows = max(columns, _place(letters)), max(rows, int(number))
            rows = max([rows, *map(int, _ROW.findall(text))])
            rest = text[-200:]
    if columns * rows > MOST_CELLS:
        raise TooManyCells()


def _place(letters: bytes) -> int:
    """The number of the column "AB"."""
    place = 0
    for letter in letters:
        place = place * 26 + letter - 64
    return place


def _kind(archive: zipfile.ZipFile) -> str:
    names = set(archive.namelist())
    if "content.xml" in names:
        manifest = archive.read("META-INF/manifest.xml") if "META-INF/manifest.xml" in names else b""
        if b"encryption-data" in manifest:
            raise PasswordProtected()
        return "ods"
    if "xl/workbook.xml" in names:
        return "xlsx"
    raise NotASpreadsheet()

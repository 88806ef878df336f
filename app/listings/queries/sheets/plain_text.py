"""CSV: letters and separators as they come."""

import csv
import io
from collections.abc import Iterator
from itertools import islice

from app.listings.queries.sheets.refusals import BrokenEncoding, HoldsNul, NotASpreadsheet

DELIMITERS = (";", ",", "\t", "|")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}
_FRENCH = "éèêàçùûîôœëïâÉÈÀÇÊ°€’«»"
_TWICE = ("Ã©", "Ã¨", "Ãª", "Ã\xa0", "Ã§", "Ã´", "Ã®", "Ã¢", "Ã‰", "Â°", "â€™", "Å“")
_WIDEST = 1_000_000


def csv_rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Numbered rows; the number is that of the row, as a spreadsheet shows it."""
    text = decoded(content)
    delimiter = _delimiter(text)
    csv.field_size_limit(_WIDEST)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=False)
    try:
        yield from enumerate(reader, start=1)
    except csv.Error as error:
        raise NotASpreadsheet() from error


def decoded(content: bytes) -> str:
    """The text of UTF-8, UTF-16, Windows or old Macintosh letters. Raises what makes it no text."""
    encoding = next((name for bom, name in _BOMS.items() if content.startswith(bom)), None)
    if encoding is None:
        encoding = _utf_16(content) or "utf-8"
    if not encoding.startswith("utf-16") and (place := content.find(b"\x00")) >= 0:
        if _is_binary(content[:4096]):
            raise NotASpreadsheet()
        raise HoldsNul(line=_line(content, place))
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding.startswith("utf-16"):
            raise NotASpreadsheet() from error
        text = _one_byte(content, error.start)
    if _unseen(text) > 4:
        raise NotASpreadsheet()
    return text


def _utf_16(content: bytes) -> str | None:
    """UTF-16 without its mark: nearly every second byte of Western text is nil."""
    head = content[:2000]
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        others, nils = head[1 - start :: 2], head[start::2]
        if len(nils) > 8 and nils.count(0) > 0.9 * len(nils) and others.count(0) < 0.1 * len(others):
            return name
    return None


def _one_byte(content: bytes, broken_at: int) -> str:
    """Windows letters, or Macintosh ones where they read as French; refused when UTF-8 shows through."""
    windows = content.decode("cp1252", errors="replace")
    if any(mark in windows for mark in _TWICE):
        raise BrokenEncoding(line=_line(content, broken_at))
    macintosh = content.decode("mac_roman")
    likelier = max((windows, macintosh), key=_frenchness)
    if "�" in likelier:
        raise BrokenEncoding(line=likelier[: likelier.index("�")].count("\n") + 1)
    return likelier


def _frenchness(text: str) -> int:
    foreign = [letter for letter in text if ord(letter) > 127]
    return sum(1 if letter in _FRENCH else -1 for letter in foreign)


def _is_binary(head: bytes) -> bool:
    odd = sum(byte < 9 or 13 < byte < 32 or byte > 126 for byte in head)
    return odd > 0.3 * len(head)


def _unseen(text: str) -> int:
    return sum(not (letter.isprintable() or letter in "\r\n\t\ufeff\xa0\u202f") for letter in text[:4096])


def _line(content: bytes, place: int) -> int:
    return content.count(b"\n", 0, place) + 1


def _delimiter(text: str) -> str:
    """The mark by which most of the first rows have as many cells as the headings."""

    def fit(mark: str) -> tuple[int, int]:
        head = csv.reader(io.StringIO(text[: 1 << 16], newline=""), delimiter=mark)
        try:
            widths = [len(row) for row in islice(head, 50) if row]
        except csv.Error:
            return (0, 0)
        width = widths[0] if widths else 0
        return (widths.count(width), width) if width > 1 else (0, 0)

    return max(DELIMITERS, key=fit)

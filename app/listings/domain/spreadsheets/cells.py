"""Cells on their way out: never a formula (CWE-1236), and the same again when they come back.

>>> neutral_cell("=1+1"), plain_cell(neutral_cell("=1+1"))
("'=1+1", '=1+1')
"""

import re

_STARTS = "=+\\-@\t\r\n＝＋－＠"
_FORMULA = re.compile(f"^'*[{_STARTS}]")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?$")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile(r"\r\n?")


def neutral_cell(text: str) -> str:
    """A text cell that no spreadsheet runs as a formula; plain numbers, negative ones too, stay as they are.

    What already begins with our mark gets one more, so that reading back takes off exactly one.
    """
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.match(text) else text


def plain_cell(text: str) -> str:
    """What :func:`neutral_cell` was given."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def settled(text: str) -> str:
    """*text* as it survives any spreadsheet: no unseen characters, one kind of line break, no blanks around.

    A cell counts as changed only when this differs.
    """
    return _BREAKS.sub("\n", _UNSEEN.sub("", text)).strip()

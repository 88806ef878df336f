"""Cells on their way out: never a formula (CWE-1236), and the same again when they come back."""

import re

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_NUMBER = re.compile(r"^[+-]?\d+([.,]\d+)?$")


def neutral_cell(text: str) -> str:
    """A text cell that no spreadsheet runs as a formula; plain numbers, negative ones too, stay as they are."""
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.match(text) else text


def plain_cell(text: str) -> str:
    """What :func:`neutral_cell` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text

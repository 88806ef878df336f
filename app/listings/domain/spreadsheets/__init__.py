"""From the rows of somebody's spreadsheet to listings: guessed columns, cells read, faults said row by row.

Pure: a file was read into a :class:`Sheet` before, and is written elsewhere after. The rows keep the numbers
that the person sees in their spreadsheet (the headings are line 1).
"""

from app.listings.domain.spreadsheets.cells import neutral_cell, plain_cell
from app.listings.domain.spreadsheets.columns import (
    COMMON,
    SPEC,
    categories_in,
    category_called,
    guess_columns,
    specs_of,
)
from app.listings.domain.spreadsheets.faults import AlreadyThere, ReferenceTwice
from app.listings.domain.spreadsheets.rows import try_rows
from app.listings.domain.spreadsheets.values import MOST_ROWS, Defaults, RowDraft, RowFault, Sheet, Trial

__all__ = [
    "COMMON",
    "MOST_ROWS",
    "SPEC",
    "AlreadyThere",
    "Defaults",
    "ReferenceTwice",
    "RowDraft",
    "RowFault",
    "Sheet",
    "Trial",
    "categories_in",
    "category_called",
    "guess_columns",
    "neutral_cell",
    "plain_cell",
    "specs_of",
    "try_rows",
]

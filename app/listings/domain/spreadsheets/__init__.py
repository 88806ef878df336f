"""From the rows of somebody's spreadsheet to listings, and back: guessed columns, cells read, faults row by row.

Pure: a file was read into a :class:`Sheet` before, and is written elsewhere after. The rows keep the numbers
that the person sees in their spreadsheet (the headings are line 1).
"""

from app.listings.domain.spreadsheets.cells import neutral_cell, plain_cell, settled
from app.listings.domain.spreadsheets.columns import (
    categories_in,
    category_called,
    guess_columns,
    headings_digest,
    specs_of,
)
from app.listings.domain.spreadsheets.fates import Fate, ImportStep, RunProgress
from app.listings.domain.spreadsheets.fields import COMMON, REASON, SPEC
from app.listings.domain.spreadsheets.profiles import Profile, profile_of, profiles
from app.listings.domain.spreadsheets.rows import try_rows
from app.listings.domain.spreadsheets.units import number_key
from app.listings.domain.spreadsheets.values import (
    MOST_ROWS,
    Defaults,
    Inventory,
    Known,
    RowDraft,
    RowFault,
    Sheet,
    Trial,
    UnitSaid,
)

__all__ = [
    "COMMON",
    "MOST_ROWS",
    "REASON",
    "SPEC",
    "Defaults",
    "Fate",
    "ImportStep",
    "Inventory",
    "Known",
    "Profile",
    "RowDraft",
    "RowFault",
    "RunProgress",
    "Sheet",
    "Trial",
    "UnitSaid",
    "categories_in",
    "category_called",
    "guess_columns",
    "headings_digest",
    "neutral_cell",
    "number_key",
    "plain_cell",
    "profile_of",
    "profiles",
    "settled",
    "specs_of",
    "try_rows",
]

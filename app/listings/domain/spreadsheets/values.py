"""What an import works on and what it answers."""

from dataclasses import dataclass

from app.core.errors import Refusal
from app.listings.domain.sheet import ListingFields
from app.listings.domain.states import Condition, Offer, Visibility

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read: headings, and rows of text with their line numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every row whose cell is empty or has no column."""

    site_id: int
    category: str = ""
    quantity: int = 1
    condition: Condition = Condition.GOOD
    offer: Offer = Offer.LOAN
    visibility: Visibility = Visibility.NETWORK
    collection_item: bool | None = None


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row as it would become a listing."""

    line: int
    fields: ListingFields
    quantity: int


@dataclass(frozen=True, slots=True)
class RowFault:
    """What is wrong with a cell: its *line*, the *column*'s own heading, its *value* as it stands, and why."""

    line: int
    column: str
    value: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do: rows that become drafts, faults, and rows left out because they are there."""

    drafts: tuple[RowDraft, ...]
    faults: tuple[RowFault, ...]
    left_out: tuple[RowFault, ...]

    @property
    def bad_lines(self) -> int:
        """How many rows have at least one fault."""
        return len({fault.line for fault in self.faults})

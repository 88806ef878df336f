"""What an import works on and what it answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from app.core.errors import Refusal
from app.listings.domain.sheet import ListingFields, MassNotPlausible
from app.listings.domain.spreadsheets.fates import Fate
from app.listings.domain.states import Condition, Offer, Visibility

MOST_ROWS = 20_000


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as read: headings, and rows of text with their line numbers."""

    headings: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Defaults:
    """What holds for every new row whose cell is empty or has no column.

    *masses_confirmed*: a person looked at the masses that seemed implausible and says they are right.
    """

    site_id: int
    category: str = ""
    quantity: int = 1
    condition: Condition = Condition.GOOD
    offer: Offer = Offer.LOAN
    visibility: Visibility = Visibility.NETWORK
    collection_item: bool | None = None
    masses_confirmed: bool = False


@dataclass(frozen=True, slots=True)
class UnitSaid:
    """One unit as it is or as it would be: *id* None when it is new."""

    label: str
    serial: str = ""
    asset_tag: str = ""
    id: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """A listing that the institution has: what it says, its units in service, the version read."""

    id: int
    version: int
    fields: ListingFields
    units: tuple[UnitSaid, ...] = ()


@dataclass(frozen=True, slots=True)
class Inventory:
    """What the institution has, and how a row finds it again: by our own number, its reference, an asset tag, a
    serial (both folded), or the digest of a row that had none of these. *sites* are found by folded name."""

    listings: Mapping[int, Known] = field(default_factory=dict)
    references: Mapping[str, int] = field(default_factory=dict)
    tags: Mapping[str, int] = field(default_factory=dict)
    serials: Mapping[str, int] = field(default_factory=dict)
    digests: Mapping[str, int] = field(default_factory=dict)
    sites: Mapping[str, int] = field(default_factory=dict)
    today: date = date.min


@dataclass(frozen=True, slots=True)
class RowDraft:
    """A row as it would be kept. *units* None: they stay as they are. *changed* names what an update changes."""

    line: int
    fields: ListingFields
    fate: Fate = Fate.CREATE
    units: tuple[UnitSaid, ...] | None = None
    listing: Known | None = None
    changed: tuple[str, ...] = ()
    digest: str = ""

    @property
    def quantity(self) -> int:
        """How many units there would be."""
        units = self.units if self.units is not None else self.listing.units if self.listing else ()
        return len(units)


@dataclass(frozen=True, slots=True)
class RowFault:
    """Something to say of a cell: its *line*, the *column*'s own heading, its *value* as it stands, and what."""

    line: int
    column: str
    value: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Trial:
    """What an import would do: rows that make a listing, rows that change one, lines that change nothing, faults,
    and *notes*, which stop nothing ("03/04/2027 was read as the 3rd of April")."""

    drafts: tuple[RowDraft, ...] = ()
    changes: tuple[RowDraft, ...] = ()
    same: tuple[RowDraft, ...] = ()
    faults: tuple[RowFault, ...] = ()
    notes: tuple[RowFault, ...] = ()

    @property
    def bad_lines(self) -> int:
        """How many rows have at least one fault."""
        return len({fault.line for fault in self.faults})

    @property
    def implausible_masses(self) -> int:
        """How many masses wait for somebody to confirm them."""
        return sum(isinstance(fault.refusal, MassNotPlausible) for fault in self.faults)

"""Which sums a record enters, and with what: pure, in whole grams.

A record stands in one *state*: ``public`` (actual, verified, with evidence), ``internal`` (actual and verified, but
nobody knows what would have been done without it, R14), ``waiting`` (actual, under review), ``planned``, or ``out``
(replaced, or let go). Each enters the sums of its borrower, of its lender and, when public, of the network.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.impact.exact import exactly

PUBLIC, INTERNAL, WAITING, PLANNED, OUT = "public", "internal", "waiting", "planned", "out"
STATES = (PUBLIC, INTERNAL, WAITING, PLANNED, OUT)
BORROWER, LENDER, NETWORK = "borrower", "lender", "network"
SIDES = (BORROWER, LENDER, NETWORK)
DIMENSIONS = {
    BORROWER: ("all", "exhibition", "category", "evidence", "month", "partner", "factor", "method"),
    LENDER: ("all", "category", "month", "partner"),
    NETWORK: ("all", "category", "month", "evidence", "factor", "method"),
}
DOUBTED = {BORROWER: ("all", "exhibition", "category", "evidence", "month", "partner"), NETWORK: ("all", "category")}
"""The sums that are shown with an interval. A lender's have none: it claims nothing (R17)."""

AMOUNTS = (
    *("records", "objects", "object_days"),
    *("draw", "net", "low_bound", "burdens"),
    *("making", "moving", "energy", "footprint", "reference"),
    *("transport", "refurbishment", "packaging", "storage", "energy_burden", "wear", "backfill"),
)
"""What is summed: three counts, then grams of CO2e."""

GRAIN = 9
ALONE_BELOW = Decimal(1000)
"""Kilograms. A doubt shared with nothing is kept as a square, unless it is so large that its square may not fit."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The name of one sum: *subject* is an institution, or 0 for the network."""

    side: str
    subject: int
    year: int
    state: str
    dimension: str
    key: str

    @property
    def name(self) -> str:
        """The key of its row."""
        return f"{self.side}:{self.subject}:{self.year}:{self.state}:{self.dimension}:{self.key}"


@dataclass(frozen=True, slots=True)
class Summand:
    """A record as sums see it. *doubts* are (account, source, kg); ``source`` None is shared with nothing."""

    id: int
    loan: int
    year: int
    state: str
    borrower: int
    lender: int
    keys: Mapping[str, str]
    amounts: Mapping[str, int]
    doubts: tuple[tuple[str, str | None, Decimal], ...]


def cells_of(one: Summand) -> Iterator[Cell]:
    """Every sum that the record enters; none when it is out."""
    if one.state == OUT:
        return
    subjects = {BORROWER: one.borrower, LENDER: one.lender, NETWORK: 0}
    partners = {BORROWER: str(one.lender), LENDER: str(one.borrower)}
    for side in SIDES if one.state == PUBLIC else (BORROWER, LENDER):
        for dimension in DIMENSIONS[side]:
            key = partners[side] if dimension == "partner" else one.keys.get(dimension, "")
            yield Cell(side, subjects[side], one.year, one.state, dimension, key)


def doubt_keys(one: Summand) -> tuple[tuple[str, str, int], ...]:
    """(account, source, amount in 10⁻⁹): kilograms of a source, which add up; squares under "" for the others."""
    kept = []
    with exactly():
        for place, (account, source, u) in enumerate(one.doubts):
            if source is None and u >= ALONE_BELOW:
                source = f"record:{one.id}:{place}"
            amount = u * u if source is None else abs(u)
            kept.append((account, source or "", int(amount.scaleb(GRAIN).to_integral_value())))
    return tuple(kept)


def loan_cells(one: Summand) -> tuple[Cell, ...]:
    """The sums in which the record's loan is counted once, whatever the number of its records."""
    return tuple(cell for cell in cells_of(one) if cell.dimension in ("all", "exhibition", "evidence"))

"""What was asked and what was agreed, line by line, where the two differ."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import aliased

from app.core.db import db
from app.listings.models import Listing
from app.loans.models import AskedLine, Loan


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """*agreed* of the *asked* units of a listing; *instead* is what is lent in its place ("" for nothing)."""

    listing_id: int
    title: str
    asked: int
    agreed: int
    instead: str

    @property
    def left_out(self) -> int:
        """Asked and not agreed, never below 0."""
        return max(0, self.asked - self.agreed)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was asked for a loan that was agreed otherwise. Days both included."""

    first_day: date
    last_day: date
    lines: tuple[OutcomeLine, ...]
    has_other_days: bool

    @property
    def is_in_part(self) -> bool:
        """Whether it is the same days and items, only fewer."""
        return not self.has_other_days and not any(line.instead for line in self.lines)


def outcome_of(loan: Loan) -> Outcome | None:
    """What was asked for this loan; None when it was agreed as asked, or is not agreed."""
    return outcomes([loan]).get(loan.id)


def outcomes(loans: Collection[Loan]) -> dict[int, Outcome]:
    """The same for many, by loan id: one query."""
    instead = aliased(Listing)
    rows = db.session.execute(
        select(AskedLine, Listing.title, instead.title.label("instead"))
        .join(Listing, Listing.id == AskedLine.listing_id)
        .outerjoin(instead, instead.id == AskedLine.instead_id)
        .where(AskedLine.loan_id.in_([loan.id for loan in loans]))
        .order_by(AskedLine.id)
    )
    lines: dict[int, list[OutcomeLine]] = defaultdict(list)
    days: dict[int, tuple[date, date]] = {}
    for row, title, other in rows:
        days[row.loan_id] = (row.starts_on, row.ends_on)
        lines[row.loan_id].append(OutcomeLine(row.listing_id, title, row.quantity, row.agreed, other or ""))
    return {
        loan.id: Outcome(*days[loan.id], tuple(lines[loan.id]), days[loan.id] != (loan.starts_on, loan.ends_on))
        for loan in loans
        if loan.id in days
    }

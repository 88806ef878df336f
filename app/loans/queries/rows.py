"""What several questions share: a loan with the names around it, its lines, and what its dates say today."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, bindparam, case, func, literal, select

from app.accounts.models import Institution, Site, User
from app.core.clock import local_day
from app.core.db import db, named, run
from app.core.sql_days import days_later
from app.exhibitions.models import Exhibition
from app.listings.models import Listing
from app.listings.queries.covers import COVER
from app.loans.domain.permissions import LoanParties
from app.loans.domain.timing import Dates
from app.loans.models import Loan, LoanLine, LoanUnit, UnitSwap

LENDER, BORROWER = named(Institution, "lender"), named(Institution, "borrower")
LAST_DAY = func.coalesce(Loan.expected_on, Loan.ends_on)
"""The last day of use, or the new return day that the lender entered."""
HOME_ON = func.coalesce(Loan.expected_on, days_later(Loan.ends_on, Loan.road_home))
"""``Loan.home_on``: the day by which everything should be back at the lender's, the road included."""


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line and how many of its units left, and came back; a unit and the one that replaced it count once."""

    id: int
    loan_id: int
    listing_id: int
    allocation_id: int | None
    title: str
    category: str
    quantity: int
    photo_id: int | None
    place: str
    handed_over: int
    returned: int

    @property
    def left(self) -> int:
        """Agreed and not handed over."""
        return self.quantity - self.handed_over


_LINES = (
    select(
        LoanLine.id,
        LoanLine.loan_id,
        LoanLine.listing_id,
        LoanLine.allocation_id,
        Listing.title,
        Listing.category,
        LoanLine.quantity,
        COVER,
        (Site.name + ", " + Site.address + ", " + Site.postcode + " " + Site.city).label("place"),
        (func.count(LoanUnit.id) - func.count(UnitSwap.id)).label("handed_over"),
        (func.count(LoanUnit.returned_at) - func.count(UnitSwap.id)).label("returned"),
    )
    .join(Listing, Listing.id == LoanLine.listing_id)
    .join(Site, Site.id == Listing.site_id)
    .outerjoin(LoanUnit, LoanUnit.line_id == LoanLine.id)
    .outerjoin(UnitSwap, UnitSwap.old_id == LoanUnit.id)
    .where(LoanLine.loan_id.in_(bindparam("loans", expanding=True)))
    .group_by(LoanLine.id, Listing.id, Site.id)
    .order_by(LoanLine.id)
)


def loans_with_names() -> Select[*tuple[Any, ...]]:
    """(Loan, lender, lender_city, zone, borrower, borrower_city, exhibition, asked_by) by loan."""
    return (
        select(
            Loan,
            LENDER.name.label("lender"),
            LENDER.city.label("lender_city"),
            LENDER.time_zone.label("zone"),
            BORROWER.name.label("borrower"),
            BORROWER.city.label("borrower_city"),
            Exhibition.title.label("exhibition"),
            User.name.label("asked_by"),
        )
        .join(LENDER, LENDER.id == Loan.lender_id)
        .join(BORROWER, BORROWER.id == Loan.borrower_id)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .outerjoin(User, User.id == Loan.requested_by)
    )


def kept_loan(loan_id: int) -> Loan:
    """The loan's row. While the caller keeps it, whoever asks the session for it finds it there, without a question:
    so do the parts of its page."""
    return db.session.get_one(Loan, loan_id)


def lines_of(loan_ids: Collection[int]) -> dict[int, list[LineRow]]:
    """The lines of these loans, in order: one query."""
    found: dict[int, list[LineRow]] = defaultdict(list)
    for row in run(_LINES, {"loans": list(loan_ids)}).mappings():
        found[row["loan_id"]].append(LineRow(**row))
    return found


def objects_of(lines: Collection[LineRow]) -> str:
    """ "2 × Écran Samsung QM55, 1 × Lecteur": what it is about, in a line."""
    return ", ".join(f"{line.quantity} × {line.title}" for line in lines)


def parties_of(loan: Loan) -> LoanParties:
    """Who it is between."""
    return LoanParties(loan.lender_id, loan.borrower_id, loan.requested_by)


def dates_of(loan: Loan) -> Dates:
    """When it is."""
    return Dates(loan.starts_on, loan.ends_on, loan.expires_at, loan.expected_on)


def lenders_day(now: datetime) -> ColumnElement[date]:
    """The calendar day of *now* at the lender's, said to the database (join ``LENDER``)."""
    zones = list(db.session.scalars(select(Institution.time_zone).distinct()))
    usual = literal(local_day(now), Date)
    if not zones:
        return usual
    return case(*((LENDER.time_zone == zone, literal(local_day(now, zone), Date)) for zone in zones), else_=usual)

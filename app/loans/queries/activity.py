"""What an institution lent: how many objects, for how many days, to whom."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from app.core.actor import Actor
from app.core.clock import local_day
from app.core.db import db
from app.core.paging import PAGE_SIZE, Page
from app.listings.models import Listing
from app.loans.domain.lifecycle import State
from app.loans.models import Loan, LoanLine, LoanUnit
from app.loans.queries.rows import LENDER, lines_of, loans_with_names, objects_of

LENT = (State.OUT, State.RETURNED, State.CLOSED)


@dataclass(frozen=True, slots=True)
class LentListing:
    """A listing and how much it was lent. *unit_days*: days away, counted for each object, both ends included."""

    listing_id: int
    title: str
    loans: int
    units: int
    unit_days: int


@dataclass(frozen=True, slots=True)
class LentLoan:
    """One loan that really left."""

    id: int
    borrower: str
    borrower_city: str
    exhibition: str
    exhibition_id: int
    objects: str
    first_day: date
    last_day: date
    state: State


@dataclass(frozen=True, slots=True)
class ActivityPage:
    """The lending of the actor's institutions since the beginning."""

    loans: int
    borrowers: int
    units: int
    unit_days: int
    listings: tuple[LentListing, ...]
    page: Page[LentLoan]


def lender_activity(actor: Actor, now: datetime, number: int = 1) -> ActivityPage:
    """What the institutions of *actor* lent; everything that left counts, also what is still away."""
    own = sorted(actor.institution_ids)
    units = _units(own)
    listings = _by_listing(units, now)
    shown, total = _loans(own, number)
    return ActivityPage(
        loans=total,
        borrowers=len({row.borrower_id for row in units}),
        units=len({row.unit_id for row in units}),
        unit_days=sum(line.unit_days for line in listings),
        listings=listings,
        page=Page(shown, number, total),
    )


def _units(own: list[int]) -> list[Any]:
    """Every departure of a unit."""
    return list(
        db.session.execute(
            select(
                Loan.id.label("loan_id"),
                Loan.borrower_id,
                LENDER.time_zone.label("zone"),
                Listing.id.label("listing_id"),
                Listing.title,
                LoanUnit.unit_id,
                LoanUnit.handed_over_at,
                LoanUnit.returned_at,
            )
            .join(LoanLine, LoanLine.id == LoanUnit.line_id)
            .join(Loan, Loan.id == LoanLine.loan_id)
            .join(LENDER, LENDER.id == Loan.lender_id)
            .join(Listing, Listing.id == LoanLine.listing_id)
            .where(Loan.lender_id.in_(own))
        )
    )


def _by_listing(units: list[Any], now: datetime) -> tuple[LentListing, ...]:
    """Per listing, the most lent first."""
    grouped: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in units:
        grouped[row.listing_id, row.title].append(row)
    lines = (
        LentListing(
            listing_id=listing_id,
            title=title,
            loans=len({row.loan_id for row in rows}),
            units=len({row.unit_id for row in rows}),
            unit_days=sum(_days_away(row, now) for row in rows),
        )
        for (listing_id, title), rows in grouped.items()
    )
    return tuple(sorted(lines, key=lambda line: (-line.unit_days, line.title, line.listing_id)))


def _days_away(row: Any, now: datetime) -> int:
    """Calendar days at the lender's, both ends included."""
    back = local_day(row.returned_at or now, row.zone)
    return max(1, (back - local_day(row.handed_over_at, row.zone)).days + 1)


def _loans(own: list[int], number: int) -> tuple[list[LentLoan], int]:
    lent = Loan.lender_id.in_(own), Loan.state.in_(LENT)
    total = db.session.scalar(select(func.count(Loan.id)).where(*lent)) or 0
    rows = db.session.execute(
        loans_with_names()
        .where(*lent)
        .order_by(Loan.starts_on.desc(), Loan.id.desc())
        .limit(PAGE_SIZE)
        .offset((number - 1) * PAGE_SIZE)
    ).all()
    lines = lines_of([row.Loan.id for row in rows]) if rows else {}
    return [_loan(row, objects_of(lines[row.Loan.id])) for row in rows], total


def _loan(row: Any, objects: str) -> LentLoan:
    loan: Loan = row.Loan
    return LentLoan(
        id=loan.id,
        borrower=row.borrower,
        borrower_city=row.borrower_city,
        exhibition=row.exhibition,
        exhibition_id=loan.exhibition_id,
        objects=objects,
        first_day=loan.starts_on,
        last_day=loan.ends_on,
        state=loan.state,
    )

"""What the lender should know before answering: what is promised on these days, who else asks, what would not fit."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.db import db
from app.listings.domain.availability import Hold, HoldKind, HoldState, Period, Pool, free_units
from app.listings.models import Allocation
from app.listings.queries.calendar import Month, month_start, months_of
from app.listings.queries.pools import ListingPool, pools
from app.loans.models import Loan, LoanLine, LoanUnit
from app.loans.queries.rows import LineRow

MOST_MONTHS = 3
AROUND = timedelta(days=14)
"""What happens just before and after matters as much: turnaround, early arrivals, late returns."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """Another hold on or around these days, days both included; *who* and *loan_id* when it is for somebody.

    *fits_after*: a request that could still be accepted once this one is; None for what is no request.
    """

    kind: HoldKind
    state: HoldState
    first_day: date
    last_day: date
    quantity: int
    is_late: bool
    who: str
    loan_id: int | None
    fits_after: bool | None


@dataclass(frozen=True, slots=True)
class LineContext:
    """The calendar of one line: *free* units for this request, without it counted."""

    free: int
    total: int
    neighbours: tuple[Neighbour, ...]
    months: tuple[Month, ...]


def contexts(loan: Loan, lines: Sequence[LineRow], today: date, now: datetime) -> dict[int, LineContext]:
    """The context of each line by listing id."""
    own = [line.allocation_id for line in lines if line.allocation_id is not None]
    found = pools([line.listing_id for line in lines], today, now=now, exclude=own)
    names = _names({hold.ref for pool in found.values() for hold in pool.pool.holds} - set(own))
    return {line.listing_id: _context(loan, line, found[line.listing_id], names, today) for line in lines}


def _context(
    loan: Loan, line: LineRow, pool: ListingPool, names: dict[int, tuple[str, int | None]], today: date
) -> LineContext:
    period = Period.of_days(loan.starts_on, loan.ends_on)
    taken = Hold(line.quantity, period.start, period.end)
    after = replace(pool.pool, holds=(*pool.pool.holds, taken))
    around = Period(period.start - AROUND, period.end + AROUND)
    return LineContext(
        free=free_units(pool.pool, period),
        total=sum(unit.serves(period) for unit in pool.units),
        neighbours=tuple(
            _neighbour(hold, pool.pool, after, names, today)
            for hold in pool.pool.holds
            if hold.ref != line.allocation_id and (around.overlaps(hold.start, hold.end) or hold.is_overdue(today))
        ),
        months=_months(pool, period, today),
    )


def _neighbour(
    hold: Hold[date],
    before: Pool[date],
    after: Pool[date],
    names: dict[int, tuple[str, int | None]],
    today: date,
) -> Neighbour:
    period = Period(hold.start, hold.end)
    who, loan_id = names.get(int(hold.ref or 0), ("", None))
    fits = None
    if hold.state is HoldState.REQUESTED:
        fits = free_units(before, period) < hold.quantity or free_units(after, period) >= hold.quantity
    return Neighbour(
        kind=hold.kind,
        state=hold.state,
        first_day=hold.start,
        last_day=period.last_day,
        quantity=hold.remaining,
        is_late=hold.is_overdue(today),
        who=who,
        loan_id=loan_id,
        fits_after=fits,
    )


def _months(pool: ListingPool, period: Period[date], today: date) -> tuple[Month, ...]:
    """The months of the loan, three at most, without the request itself."""
    start = month_start(max(period.start, today))
    end = month_start(period.last_day, 1)
    window = Period(start, max(month_start(start, 1), min(end, month_start(start, MOST_MONTHS))))
    shown = replace(pool, pool=replace(pool.pool, holds=_others(pool.pool)))
    return months_of(shown, window, today)


def _others(pool: Pool[date]) -> tuple[Hold[date], ...]:
    return tuple(hold for hold in pool.holds if hold.ref not in pool.terms.exclude)


def _names(refs: Iterable[str | int | None]) -> dict[int, tuple[str, int | None]]:
    """Who each hold is for, and its loan, by allocation id: one query."""
    ids = [int(ref) for ref in refs if ref is not None]
    if not ids:
        return {}
    by_unit = (
        select(LoanLine.loan_id)
        .join(LoanUnit, LoanUnit.line_id == LoanLine.id)
        .where(LoanUnit.allocation_id == Allocation.id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        select(Allocation.id, Institution.name, LoanLine.loan_id, by_unit.label("by_unit"))
        .join(Institution, Institution.id == Allocation.for_institution_id)
        .outerjoin(LoanLine, LoanLine.allocation_id == Allocation.id)
        .where(Allocation.id.in_(ids))
    )
    return {row.id: (row.name, row.loan_id or row.by_unit) for row in rows}

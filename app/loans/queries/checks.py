"""What must be true of loans and holds at any moment, whoever wrote them: ``flask verify``. Linear in size."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import aliased

from app.accounts.models import Site
from app.core.db import db
from app.listings.domain.availability import HoldKind, HoldState
from app.listings.domain.availability.holds import BLOCKING, TURNED_AROUND
from app.listings.domain.states import Condition
from app.listings.models import Allocation, KitHold, Listing, Unit
from app.loans.domain.lifecycle import HOLDS, State
from app.loans.models import AskedLine, Loan, LoanLine, LoanUnit, ProposalLine, UnitSwap
from app.loans.queries import desk_checks, proposal_checks, queue_checks, talk_checks, transport_checks
from app.loans.queries.gifts import checks as gift_checks
from app.loans.queries.papers import checks as paper_checks

ONE_DAY = timedelta(days=1)
STARTED = (State.OUT, State.RETURNED, State.CLOSED)


def holds_match(_now: datetime) -> list[str]:
    """The pool hold of each line says what its loan says: listing, days, quantity, state."""
    bound = (
        select(LoanUnit.line_id, (func.count(LoanUnit.id) - func.count(UnitSwap.id)).label("units"))
        .outerjoin(UnitSwap, UnitSwap.old_id == LoanUnit.id)
        .group_by(LoanUnit.line_id)
        .subquery()
    )
    rows = db.session.execute(
        select(
            LoanLine.id,
            LoanLine.loan_id,
            LoanLine.listing_id,
            LoanLine.quantity.label("agreed"),
            Loan.state.label("loan_state"),
            Loan.starts_on,
            Loan.ends_on,
            Allocation,
            func.coalesce(bound.c.units, 0).label("units"),
        )
        .join(Loan, Loan.id == LoanLine.loan_id)
        .outerjoin(Allocation, Allocation.id == LoanLine.allocation_id)
        .outerjoin(bound, bound.c.line_id == LoanLine.id)
        .order_by(LoanLine.id)
    )
    return [f"loan {row.loan_id}, line {row.id}: {problem}" for row in rows for problem in _line_problems(row)]


def _line_problems(row: Any) -> Iterator[str]:
    hold: Allocation | None = row.Allocation
    if hold is None:
        yield "no hold"
        return
    if (hold.listing_id, hold.unit_id, hold.kind) != (row.listing_id, None, HoldKind.LOAN):
        yield "the hold is of something else"
    if (hold.start_on, hold.end_on) != (row.starts_on, row.ends_on + ONE_DAY):
        yield f"held [{hold.start_on}, {hold.end_on}), agreed {row.starts_on} to {row.ends_on}"
    if row.units > row.agreed:
        yield f"{row.units} units left, {row.agreed} agreed"
    left = row.agreed - row.units
    if left > 0 and hold.quantity != left:
        yield f"{hold.quantity} held, {left} to hand over"
    if hold.state is not _expected(row.loan_state, left):
        yield f"loan {row.loan_state}, hold {hold.state}"


def _expected(state: State, left: int) -> HoldState:
    """The state of a pool hold with *left* units not handed over."""
    if state in STARTED and left == 0:
        return HoldState.CLOSED
    if state is State.OUT:
        return HoldState.RESERVED
    return HoldState.MISSED if state in (State.RETURNED, State.CLOSED) else HOLDS[state]


def units_match(_now: datetime) -> list[str]:
    """The hold of each lent unit says whether it is out; a loan that is over has nothing out."""
    rows = db.session.execute(
        select(
            LoanLine.loan_id,
            Loan.state,
            Loan.ends_on,
            Loan.expected_on,
            LoanLine.listing_id,
            LoanUnit.unit_id,
            LoanUnit.returned_at,
            Allocation,
        )
        .join(LoanLine, LoanLine.id == LoanUnit.line_id)
        .join(Loan, Loan.id == LoanLine.loan_id)
        .join(Allocation, Allocation.id == LoanUnit.allocation_id)
        .order_by(LoanUnit.id)
    ).all()
    found = [f"loan {row.loan_id}, unit {row.unit_id}: {p}" for row in rows for p in _unit_problems(row)]
    away = {row.loan_id for row in rows if row.returned_at is None}
    gone = db.session.scalars(select(Loan.id).where(Loan.state == State.OUT).order_by(Loan.id))
    return [*found, *(f"loan {loan_id}: out, but nothing is" for loan_id in gone if loan_id not in away)]


def _unit_problems(row: Any) -> Iterator[str]:
    hold: Allocation = row.Allocation
    if (hold.unit_id, hold.listing_id, hold.quantity) != (row.unit_id, row.listing_id, 1):
        yield "the hold is of something else"
    if row.state not in STARTED:
        yield f"left with a loan that is {row.state}"
    if row.returned_at is None:
        if row.state is not State.OUT or hold.state is not HoldState.OUT:
            yield f"not back, but loan {row.state}, hold {hold.state}"
        if hold.end_on != (row.expected_on or row.ends_on) + ONE_DAY:
            yield f"expected before {hold.end_on}, loan says {row.expected_on or row.ends_on}"
    elif hold.state not in (HoldState.RETURNED, HoldState.CLOSED):
        yield f"back, but hold {hold.state}"


def no_unit_twice(_now: datetime) -> list[str]:
    """No unit is blocked twice on a day."""
    rows = db.session.execute(
        select(Allocation.unit_id, Allocation.id, Allocation.start_on, Allocation.end_on)
        .where(Allocation.unit_id.is_not(None), Allocation.state.in_(BLOCKING))
        .order_by(Allocation.unit_id, Allocation.start_on, Allocation.id)
    )
    found: list[str] = []
    unit_id, reach = 0, date.min
    for row in rows:
        if row.unit_id != unit_id:
            unit_id, reach = row.unit_id, date.min
        if row.start_on < reach:
            found.append(f"unit {unit_id}: hold {row.id} begins on {row.start_on}, another lasts until {reach}")
        reach = max(reach, row.end_on)
    return found


def never_more_than_there_is(now: datetime) -> list[str]:
    """On every day, what was promised of a listing is at most what it had.

    Bad luck is no double booking: late days beyond the agreed ones, rests after a late return and units that
    came back broken are left out. Where a day can be shared, what comes back in the morning is not needed that day.
    """
    changes: dict[int, list[tuple[date, int]]] = defaultdict(list)
    units = select(Unit.listing_id, Unit.in_service_from, Unit.out_of_service_from, Unit.condition)
    for unit in db.session.execute(units):
        changes[unit.listing_id].append((unit.in_service_from or date.min, 1))
        if unit.out_of_service_from and unit.condition is not Condition.TO_REPAIR:
            changes[unit.listing_id].append((unit.out_of_service_from, -1))
    for hold in _promised(now):
        end = min(hold.end_on, (hold.ends_on or date.max - ONE_DAY) + ONE_DAY)
        if hold.has_same_day and hold.kind in TURNED_AROUND and end - hold.start_on > ONE_DAY:
            end -= ONE_DAY
        changes[hold.listing_id] += [(hold.start_on, -hold.quantity), (max(end, hold.start_on), hold.quantity)]
    return [
        f"listing {listing_id}: {-free} promised too many from {day}"
        for listing_id in sorted(changes)
        for day, free in _below_zero(changes[listing_id])
    ]


def _promised(now: datetime) -> Iterable[Any]:
    return db.session.execute(
        select(
            Allocation.listing_id,
            Allocation.start_on,
            Allocation.end_on,
            Allocation.quantity,
            Allocation.kind,
            Loan.ends_on,
            Site.has_same_day,
        )
        .join(Listing, Listing.id == Allocation.listing_id)
        .join(Site, Site.id == Listing.site_id)
        .outerjoin(KitHold, KitHold.allocation_id == Allocation.id)
        .outerjoin(LoanUnit, LoanUnit.allocation_id == func.coalesce(KitHold.parent_id, Allocation.id))
        .outerjoin(LoanLine, LoanLine.id == LoanUnit.line_id)
        .outerjoin(Loan, Loan.id == LoanLine.loan_id)
        .where(
            Allocation.state.in_(BLOCKING),
            Allocation.kind != HoldKind.MAINTENANCE,
            or_(Allocation.state != HoldState.HOLD, Allocation.expires_at.is_(None), Allocation.expires_at > now),
        )
    )


def _below_zero(changes: list[tuple[date, int]]) -> Iterator[tuple[date, int]]:
    summed: dict[date, int] = defaultdict(int)
    for day, delta in changes:
        summed[day] += delta
    days = sorted(summed)
    for day, free in zip(days, accumulate(summed[day] for day in days), strict=True):
        if free < 0:
            yield day, free


def no_orphan_hold(_now: datetime) -> list[str]:
    """Every hold for a loan belongs to one."""
    owners = [
        select(table.allocation_id).where(table.allocation_id.is_not(None))
        for table in (LoanLine, LoanUnit, ProposalLine, AskedLine)
    ]
    orphans = select(Allocation.id).where(
        Allocation.kind == HoldKind.LOAN, *(Allocation.id.not_in(owner) for owner in owners)
    )
    return [
        f"hold {allocation_id} belongs to no loan"
        for allocation_id in db.session.scalars(orphans.order_by(Allocation.id))
    ]


def kits_match(_now: datetime) -> list[str]:
    """What a kit takes of its members lives with it: same days, same state, and never without it."""
    parent = aliased(Allocation)
    rows = db.session.execute(
        select(Allocation, parent)
        .outerjoin(KitHold, KitHold.allocation_id == Allocation.id)
        .outerjoin(parent, parent.id == KitHold.parent_id)
        .where(Allocation.kind == HoldKind.KIT)
        .order_by(Allocation.id)
    ).all()
    return [f"hold {child.id} of a kit: {problem}" for child, kit in rows for problem in _kit_problems(child, kit)]


def _kit_problems(child: Allocation, kit: Allocation | None) -> Iterator[str]:
    if kit is None:
        yield "the kit's own hold is missing"
        return
    if child.state is not kit.state:
        yield f"{child.state}, but the kit is {kit.state}"
    if (child.start_on, child.end_on) != (kit.start_on, kit.end_on):
        yield f"held [{child.start_on}, {child.end_on}), the kit [{kit.start_on}, {kit.end_on})"


CHECKS = {
    "loans.holds_match": holds_match,
    "loans.units_match": units_match,
    "loans.no_unit_twice": no_unit_twice,
    "loans.never_more_than_there_is": never_more_than_there_is,
    "loans.no_orphan_hold": no_orphan_hold,
    "loans.kits_match": kits_match,
    **proposal_checks.CHECKS,
    **paper_checks.CHECKS,
    **queue_checks.CHECKS,
    **desk_checks.CHECKS,
    **talk_checks.CHECKS,
    **transport_checks.CHECKS,
    **gift_checks.CHECKS,
}

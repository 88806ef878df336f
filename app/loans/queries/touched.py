"""Whom a late return touches: read from rows, judged by ``domain/touched``; and what would do instead."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import select

from app.accounts.models import Institution
from app.core.actor import Actor, Role
from app.core.db import db
from app.exhibitions.models import Exhibition
from app.listings.domain.availability import HoldState, Period, Pool, free_units
from app.listings.models import Allocation, KitHold
from app.listings.queries.equivalents import own_alternatives
from app.listings.queries.pools import pools
from app.loans.domain.lifecycle import State, is_overdue
from app.loans.domain.touched import WARNED_AHEAD, giving_way, touched
from app.loans.models import Loan, LoanLine, LoanUnit, TouchedLoan
from app.loans.queries.loan_page import LoanPage
from app.loans.queries.rivals import MOST_ELSEWHERE, LostView, not_free_as_asked
from app.loans.queries.rows import lines_of, objects_of

AGREED = (State.APPROVED, State.SIGNED)


@dataclass(frozen=True, slots=True)
class SameHouse:
    """Another listing of the lender that would do and is free on the days."""

    id: int
    title: str


@dataclass(frozen=True, slots=True)
class InsteadView:
    """A line of a touched loan: what is left of it and what would do instead, elsewhere and in the same house."""

    lost: LostView
    same_house: tuple[SameHouse, ...]


@dataclass(frozen=True, slots=True)
class TouchedView:
    """A loan that comes next and may not find its units, for the lender's people."""

    loan_id: int
    borrower: str
    exhibition: str
    objects: str
    first_day: date
    last_day: date


@dataclass(frozen=True, slots=True)
class ThreatView:
    """What a touched loan's page says: *late_loan_id* only for the lender; *expected* is None while nobody knows."""

    late_loan_id: int | None
    expected: date | None
    told_at: datetime
    instead: tuple[InsteadView, ...]


@dataclass(frozen=True, slots=True)
class ChainView:
    """How many loans this one's lateness touches, which (for the lender), and by what it is itself touched."""

    count: int
    following: tuple[TouchedView, ...]
    threat: ThreatView | None


def chain_view(actor: Actor, page: LoanPage, now: datetime) -> ChainView:
    """For the page of a loan; the next borrowers are named to the lender's people alone."""
    is_lender = actor.is_staff or actor.belongs_to(page.lender.id)
    is_late = page.state is State.OUT and (page.is_late or page.dates.expected_on is not None)
    ids = touched_by(db.session.get_one(Loan, page.id), page.today, now) if is_late else []
    return ChainView(
        count=len(ids),
        following=_following(ids) if is_lender else (),
        threat=_threat(page.id, is_lender, page.today, now) if page.state in AGREED else None,
    )


def touched_by(loan: Loan, today: date, now: datetime) -> list[int]:
    """The agreed loans that give way because *loan* keeps its units longer than agreed, first to start first."""
    is_late = is_overdue(loan.state, loan.home_on, today)
    if loan.state is not State.OUT or not (is_late or loan.expected_on):
        return []
    late = _out(loan)
    until = today + WARNED_AHEAD if is_late else None
    named = {
        hold.ref
        for pool in _single_pools([line.listing_id for line in loan.lines], today, now)
        for hold in touched(pool, late, until)
    }
    return [id for id in _loans_of(named) if id != loan.id]


def not_holding(loan_ids: Collection[int], today: date, now: datetime) -> set[int]:
    """Of these agreed loans, those whose promises do not hold as things are, whatever the reason."""
    listings = list(db.session.scalars(select(LoanLine.listing_id).where(LoanLine.loan_id.in_(loan_ids))))
    named = {hold.ref for pool in _single_pools(listings, today, now) for hold in giving_way(pool)}
    return set(_loans_of(named)) & set(loan_ids)


def instead_of(loan: Loan, today: date, now: datetime) -> tuple[InsteadView, ...]:
    """Line by line what a touched loan can no longer count on, and what would do on its days, as its borrower
    sees it."""
    own = [line.allocation_id for line in loan.lines if line.allocation_id is not None]
    period = Period.of_days(loan.starts_on, loan.ends_on)
    borrower = Actor(roles=frozenset({(loan.borrower_id, Role.READER)}))
    return tuple(
        InsteadView(lost, _same_house(borrower, lost, period, today, now))
        for lost in not_free_as_asked(loan, today, now, exclude=own)
    )


def _single_pools(listing_ids: Collection[int], today: date, now: datetime) -> list[Pool[date]]:
    """The pool of each listing and of each member of a kit, each by itself."""
    found = pools(set(listing_ids), today, now=now)
    single = {id: replace(one.pool, parts=()) for id, one in found.items()}
    for one in found.values():
        single |= {int(str(part.key)): part.pool for part in one.pool.parts}
    return [single[id] for id in sorted(single)]


def _out(loan: Loan) -> set[str | int]:
    """The holds of what of *loan* is not back, members of kits included."""
    own = select(LoanUnit.allocation_id).join(LoanLine).where(LoanLine.loan_id == loan.id)
    out = set(db.session.scalars(own.where(LoanUnit.returned_at.is_(None))))
    return {*out, *db.session.scalars(select(KitHold.allocation_id).where(KitHold.parent_id.in_(out)))}


def _loans_of(refs: Iterable[str | int | None]) -> list[int]:
    """The agreed loans whose lines hold *refs*, or hold the kits that need them, first to start first."""
    ids = [int(str(ref)) for ref in refs if ref is not None]
    parents = list(db.session.scalars(select(KitHold.parent_id).where(KitHold.allocation_id.in_(ids))))
    rows = (
        select(Loan.id)
        .join(LoanLine, LoanLine.loan_id == Loan.id)
        .join(Allocation, Allocation.id == LoanLine.allocation_id)
        .where(Allocation.id.in_([*ids, *parents]), Loan.state.in_(AGREED), Allocation.state == HoldState.RESERVED)
        .group_by(Loan.id, Loan.starts_on)
        .order_by(Loan.starts_on, Loan.id)
    )
    return list(db.session.scalars(rows))


def _same_house(
    borrower: Actor, lost: LostView, period: Period[date], today: date, now: datetime
) -> tuple[SameHouse, ...]:
    would_do = [one for one in own_alternatives(borrower, lost.listing_id) if one.is_equivalent]
    found = pools([one.id for one in would_do], today, now=now)
    free = [one for one in would_do if free_units(found[one.id].pool, period) >= lost.asked]
    return tuple(SameHouse(one.id, one.title) for one in free[:MOST_ELSEWHERE])


def _following(loan_ids: Collection[int]) -> tuple[TouchedView, ...]:
    if not loan_ids:
        return ()
    lines = lines_of(loan_ids)
    rows = db.session.execute(
        select(Loan.id, Loan.starts_on, Loan.ends_on, Institution.name, Exhibition.title)
        .join(Institution, Institution.id == Loan.borrower_id)
        .join(Exhibition, Exhibition.id == Loan.exhibition_id)
        .where(Loan.id.in_(loan_ids))
        .order_by(Loan.starts_on, Loan.id)
    )
    return tuple(
        TouchedView(row.id, row.name, row.title, objects_of(lines[row.id]), row.starts_on, row.ends_on)
        for row in rows
    )


def _threat(loan_id: int, is_lender: bool, today: date, now: datetime) -> ThreatView | None:
    warned = db.session.scalar(
        select(TouchedLoan)
        .where(TouchedLoan.loan_id == loan_id, TouchedLoan.safe_at.is_(None))
        .order_by(TouchedLoan.told_at.desc(), TouchedLoan.id)
        .limit(1)
    )
    if warned is None:
        return None
    return ThreatView(
        late_loan_id=warned.late_loan_id if is_lender else None,
        expected=warned.expected_on,
        told_at=warned.told_at,
        instead=instead_of(db.session.get_one(Loan, loan_id), today, now),
    )
